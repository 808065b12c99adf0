import type { NewCall } from '../../../desk/calls/new-call.ts';
import { parseRoutingState, type RoutingState } from '../../../desk/calls/routing/routing-state.ts';
import type { LegEvent } from '../../../desk/calls/routing/leg-event.ts';
import { own } from '../../../desk/json-value.ts';
import type { Request } from '../../http/handler.ts';
import { dialledIn } from './dialled.ts';
import { legEventIn } from './leg-event.ts';
import { partiesIn } from './parties.ts';
import { callIdOf, voicePayload } from './payload.ts';

/** A request of Vonage for the first NCCO of a call, or for the fallback of a webhook of ours that failed. */
export interface AnswerWebhook {
  callId: string;
  call: NewCall;
  /** The webhook of a ring, or of a turn in the queue, that failed and that this one stands in for. */
  failedRoute?: { event: LegEvent; state: RoutingState };
}

export function parseAnswerWebhook(request: Request): AnswerWebhook {
  const payload = voicePayload(request);
  const state = failedRouteIn(payload);
  return {
    callId: callIdOf(payload),
    call: newCallIn(payload),
    ...(state && { failedRoute: { event: legEventIn(payload), state } }),
  };
}

/** A call from an agent's app names its user; every other one comes in from outside. */
export function newCallIn(payload: unknown): NewCall {
  const user = own(payload, 'from_user');
  const parties = partiesIn(payload);
  if (typeof user !== 'string' || user.trim() === '') return { direction: 'incoming', ...parties };
  const dialled = dialledIn(payload);
  return { direction: 'outgoing', user, ...parties, ...(dialled !== undefined && { dialled }) };
}

/** Vonage's fallback repeats the request that failed, as an object or as JSON: its URL is searched for in either. */
function failedRouteIn(payload: unknown): RoutingState | undefined {
  const original = own(payload, 'original_request');
  const text = typeof original === 'string' ? original : JSON.stringify(original ?? '');
  const [, query] = /\/webhooks\/route\?([^"\\\s]*)/.exec(text) ?? [];
  return query === undefined ? undefined : parseRoutingState(new URLSearchParams(query));
}
