import type { WebhookKind } from '../webhooks/webhook.ts';
import type { Call } from './call.ts';
import type { CallEvents } from './call-events.ts';
import type { Parameters, SendCallWebhook } from './call-webhooks.ts';
import { readNcco } from './ncco-response.ts';
import type { Action } from './ncco.ts';
import { fallbackTarget, type WebhookTarget } from './webhook-target.ts';

/**
 * Requests an NCCO, and where that fails the fallback URL's. Undefined when neither returns one, which the event URL is
 * notified of: a call that has no NCCO yet ends, any other goes on with the one it has.
 */
export type FetchNcco = (
  call: Call,
  kind: WebhookKind,
  source: WebhookTarget,
  parameters: Parameters,
  options: {
    mayBeEmpty: boolean;
    /** False where a response need not hold an NCCO: then the fallback URL is not used. @default true */
    isExpected?: boolean;
  },
) => Promise<Action[] | undefined>;

export function createNccoFetcher({
  sendWebhook,
  events,
}: {
  sendWebhook: SendCallWebhook;
  events: Pick<CallEvents, 'sendError'>;
}): FetchNcco {
  return async (call, kind, source, parameters, { mayBeEmpty, isExpected = true }) => {
    const request = async (as: WebhookKind, to: WebhookTarget, content: Parameters) =>
      readNcco(await sendWebhook(call, as, to, content), as, mayBeEmpty);
    const { actions, problem } = await request(kind, source, parameters);
    if (problem === undefined) return actions;
    call.note('error', { kind, reason: problem });
    if (!isExpected) return undefined;
    const fallback = fallbackTarget(call.application);
    if (!fallback) {
      events.sendError(call, problem);
      return undefined;
    }
    const replacement = await request('fallback', fallback, {
      ...parameters,
      reason: problem,
      original_request: { url: source.address, type: kind === 'answer' ? 'answer' : 'event' },
    });
    if (replacement.problem !== undefined) {
      call.note('error', { kind: 'fallback', reason: replacement.problem });
      events.sendError(call, problem);
    }
    return replacement.actions;
  };
}
