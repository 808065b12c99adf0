import type { Platform } from '../platform.ts';
import { fetchNcco } from './answers.ts';
import type { Call } from './call.ts';
import { runConnect } from './connect.ts';
import { runConversation, runTransfer } from './conversation.ts';
import { runInput } from './input.ts';
import type { Action, Notify } from './ncco.ts';
import { runRecord } from './record.ts';
import { play } from './sounds.ts';
import { eventTarget } from './webhooks.ts';

const WAIT_S = 10;

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
      return runRecord(platform, call, action);
    case 'conversation':
      return runConversation(platform, call, action);
    case 'transfer':
      return runTransfer(platform, call, action);
    case 'pay':
      // Vonage has dropped it from the newest table: nobody is asked for a card.
      call.note('pay', { amount: action.amount, warning: 'pay is accepted and not simulated' });
      return Promise.resolve(undefined);
  }
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
