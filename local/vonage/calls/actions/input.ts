import type { Clock } from '../../../clock.ts';
import { isoNow } from '../../iso-time.ts';
import type { PendingWork } from '../../pending-work.ts';
import type { Call } from '../call.ts';
import type { SendCallWebhook } from '../call-webhooks.ts';
import type { FetchNcco } from '../fetch-ncco.ts';
import type { Input } from '../ncco.ts';
import { eventTarget, type WebhookTarget } from '../webhook-target.ts';
import { listen, type InputResult } from './input-listener.ts';
import type { RunAction } from './run-action.ts';

/** The confidence of every simulated recognition. */
const CONFIDENCE = '0.95';

/** Listens for keys, speech or both, and requests the NCCO that follows from what came first. */
export function createInput({
  clock,
  pending,
  sendWebhook,
  fetchNcco,
}: {
  clock: Pick<Clock, 'now'>;
  pending: Pick<PendingWork, 'track'>;
  sendWebhook: SendCallWebhook;
  fetchNcco: FetchNcco;
}): RunAction<Input> {
  /** Sends every key by itself, while the NCCO goes on. */
  const sendKeys = (call: Call, input: Input, to: WebhookTarget | undefined): void => {
    call.onKeys = (digits) => {
      if (!to) return;
      for (const key of digits) {
        const parameters = inputEvent(clock, call, input, { digits: key, timedOut: false });
        call.events = pending.track(call.events.then(() => sendWebhook(call, 'input', to, parameters)));
      }
    };
  };
  return async (call, input) => {
    call.mayBargeIn = false;
    const to = eventTarget(call, input);
    call.note('input', { type: input.type, eventUrl: to?.address });
    if (input.mode === 'asynchronous') {
      sendKeys(call, input, to);
      return undefined;
    }
    const result = await listen(call, input);
    const { digits, timedOut, text, reason } = result;
    if (digits !== null) call.note('digits', { digits, timedOut });
    if (text !== undefined) call.note('recognized', { text, reason });
    if (!to) return undefined;
    return fetchNcco(call, 'input', to, inputEvent(clock, call, input, result), { mayBeEmpty: true });
  };
}

function inputEvent(
  clock: Pick<Clock, 'now'>,
  call: Call,
  { type }: Input,
  { digits, timedOut, text, reason }: InputResult,
) {
  return {
    ...(type.includes('speech') && {
      speech: {
        ...(reason && { timeout_reason: reason }),
        results: text === undefined ? [] : [{ confidence: CONFIDENCE, text }],
      },
    }),
    ...(type.includes('dtmf') && {
      dtmf: call.dtmfFormat === 'legacy' ? (digits ?? '') : { digits, timed_out: timedOut },
    }),
    from: call.main.from,
    to: call.main.to,
    uuid: call.main.id,
    conversation_uuid: call.conversation.id,
    timestamp: isoNow(clock),
  };
}
