import type { Platform } from '../platform.ts';
import { fetchNcco } from './answers.ts';
import type { Call } from './call.ts';
import { runConnect } from './connect.ts';
import { sendEvent } from './events.ts';
import { runInput } from './input.ts';
import type { Action, Conversation, Notify, RecordAction, Stream, Talk } from './ncco.ts';
import { eventTarget } from './webhooks.ts';

const WAIT_S = 10;
const RECORD_S = 7_200;

/** Does one action; what it returns replaces the rest of the NCCO. */
export function perform(platform: Platform, call: Call, action: Action): Promise<Action[] | undefined> {
  switch (action.action) {
    case 'talk':
    case 'stream':
      return play(call, action);
    case 'input':
      return runInput(platform, call, action);
    case 'connect':
      return runConnect(platform, call, action);
    case 'notify':
      return notify(platform, call, action);
    case 'wait':
      call.note('wait', { seconds: action.timeout ?? WAIT_S });
      return untilTime(call, (action.timeout ?? WAIT_S) * 1000);
    case 'record':
      return record(platform, call, action);
    case 'conversation':
      return join(call, action);
    case 'transfer':
    case 'pay': {
      const { action: name, ...details } = action;
      call.note(name, { ...details, remark: 'noted, not simulated' });
      return Promise.resolve(undefined);
    }
  }
}

/** What the caller hears. It takes no time, unless it never ends. */
async function play(call: Call, sound: Talk | Stream): Promise<undefined> {
  const { action, ...details } = sound;
  call.note(action, details);
  if (sound.loop === 0 && !sound.bargeIn) await forEver(call);
}

async function forEver(call: Call): Promise<never> {
  for (;;) await call.next(null);
}

async function untilTime(call: Call, ms: number): Promise<undefined> {
  const alarm = call.alarm(ms);
  try {
    for (;;) {
      const stimulus = await call.next('time');
      if (stimulus.type === 'time' && stimulus.alarm === alarm.id) return undefined;
    }
  } finally {
    alarm.cancel();
  }
}

async function notify(platform: Platform, call: Call, action: Notify): Promise<Action[] | undefined> {
  call.note('notify', { payload: action.payload });
  const to = eventTarget(call, action);
  if (!to) return undefined;
  const parameters = {
    payload: action.payload,
    conversation_uuid: call.conversation,
    timestamp: platform.now(),
  };
  return fetchNcco(platform, call, 'notify', to, parameters, { mayBeEmpty: true });
}

/** A recording that ends by itself holds the flow; any other runs beside it until the call ends. */
async function record(platform: Platform, call: Call, action: RecordAction): Promise<undefined> {
  const { endOnKey, endOnSilence, timeOut } = action;
  const begun = platform.clock.now();
  const recording = platform.uuid();
  call.note('record', { recording, endOnKey, endOnSilence, timeOut, beepStart: action.beepStart });
  const finish = (): void => {
    const seconds = Math.round((platform.clock.now() - begun) / 1000);
    call.note('recorded', { recording, seconds });
    const payload = {
      start_time: new Date(begun).toISOString(),
      recording_url: `https://api.nexmo.com/v1/files/${recording}`,
      size: seconds * 2_000,
      recording_uuid: recording,
      end_time: platform.now(),
      conversation_uuid: call.conversation,
      timestamp: platform.now(),
    };
    sendEvent(platform, call, payload, eventTarget(call, action), 'recording');
  };
  if (endOnKey === undefined && endOnSilence === undefined && timeOut === undefined) {
    call.atEnd.push(finish);
    return;
  }
  const alarm = call.alarm(Math.min(timeOut ?? RECORD_S, endOnSilence ?? RECORD_S) * 1000);
  try {
    for (;;) {
      const stimulus = await call.next('recording');
      if (stimulus.type === 'time' && stimulus.alarm === alarm.id) break;
      if (stimulus.type === 'digits' && endOnKey !== undefined && stimulus.digits.includes(endOnKey)) break;
    }
  } finally {
    alarm.cancel();
    finish();
  }
}

async function join(call: Call, { action, ...details }: Conversation): Promise<never> {
  call.note(action, details);
  return forEver(call);
}
