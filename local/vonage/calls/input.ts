import type { Platform } from '../platform.ts';
import { fetchNcco } from './answers.ts';
import type { Alarm, Call } from './call.ts';
import type { Action, Input } from './ncco.ts';
import { ask, eventTarget, voiceWebhook } from './webhooks.ts';

const TIME_OUT_S = 3;
const MAX_DIGITS = 4;
const SPEECH_START_S = 10;

interface Pressed {
  digits: string;
  timedOut: boolean;
}

/** Listens for keys and asks the input's URL what to do with them. */
export async function runInput(platform: Platform, call: Call, input: Input): Promise<Action[] | undefined> {
  const to = eventTarget(call, input);
  const listensForKeys = input.type.includes('dtmf');
  call.note('input', { type: input.type, eventUrl: to?.address });
  if (input.mode === 'asynchronous') {
    call.onKeys = (digits) => {
      if (!to) return;
      for (const key of digits) {
        const parameters = describe(platform, call, input, { digits: key, timedOut: false });
        const webhook = voiceWebhook(platform, call.application, 'input', to, parameters);
        call.events = platform.track(call.events.then(() => ask(platform, call, webhook)));
      }
    };
    return undefined;
  }
  const pressed = listensForKeys ? await listen(call, input) : await silence(call, input);
  call.note('digits', { digits: pressed.digits, timedOut: pressed.timedOut });
  if (!to) return undefined;
  return fetchNcco(platform, call, 'input', to, describe(platform, call, input, pressed), {
    mayBeEmpty: true,
  });
}

/** Waits for keys: until there are enough of them, `#`, or the time after the last one is up. */
async function listen(call: Call, { dtmf = {} }: Input): Promise<Pressed> {
  const { timeOut = TIME_OUT_S, maxDigits = MAX_DIGITS, submitOnHash = false } = dtmf;
  let digits = '';
  let alarm: Alarm = call.alarm(timeOut * 1000);
  call.clearQueue();
  try {
    for (;;) {
      const stimulus = await call.next('digits');
      if (stimulus.type === 'time' && stimulus.alarm === alarm.id) return { digits, timedOut: true };
      if (stimulus.type !== 'digits') continue;
      for (const key of stimulus.digits) {
        if (key === '#' && submitOnHash) return { digits, timedOut: false };
        digits += key;
        if (digits.length >= maxDigits) return { digits, timedOut: false };
      }
      alarm.cancel();
      alarm = call.alarm(timeOut * 1000);
    }
  } finally {
    alarm.cancel();
  }
}

/** Speech alone: a simulated caller says nothing. */
async function silence(call: Call, { speech = {} }: Input): Promise<Pressed> {
  const alarm = call.alarm((speech.startTimeout ?? SPEECH_START_S) * 1000);
  try {
    for (;;) {
      const stimulus = await call.next('time');
      if (stimulus.type === 'time' && stimulus.alarm === alarm.id) return { digits: '', timedOut: true };
    }
  } finally {
    alarm.cancel();
  }
}

function describe(platform: Platform, call: Call, { type }: Input, { digits, timedOut }: Pressed) {
  return {
    ...(type.includes('speech') && { speech: { timeout_reason: 'start_timeout', results: [] } }),
    ...(type.includes('dtmf') && {
      dtmf: call.dtmfFormat === 'legacy' ? digits : { digits, timed_out: timedOut },
    }),
    from: call.main.from,
    to: call.main.to,
    uuid: call.main.id,
    conversation_uuid: call.conversation,
    timestamp: platform.now(),
  };
}
