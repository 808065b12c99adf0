import { isStatus } from '../../../desk/calls/call-state.ts';
import type { LegEvent } from '../../../desk/calls/routing/leg-event.ts';
import { parseRoutingState, type RoutingState } from '../../../desk/calls/routing/routing-state.ts';
import { own } from '../../../desk/json-value.ts';
import type { Request } from '../../http/handler.ts';
import { query } from '../../http/parameters.ts';
import { callEventIn, type ParsedCallEvent } from './call-event.ts';
import { callIdOf, voicePayload } from './payload.ts';

/** An event of a ring of ours, or the end of a turn in the queue. */
export interface RouteWebhook {
  callId: string;
  event: LegEvent;
  /** What the URL says; it counts only after the URL's MAC was verified. */
  state: RoutingState;
  /** The same event for the call log. A large one takes time to read: not before the webhook is authenticated. */
  callEvent: () => ParsedCallEvent;
}

export function parseRouteWebhook(request: Request): RouteWebhook {
  const payload = voicePayload(request);
  return {
    callId: callIdOf(payload),
    event: legEventIn(payload),
    state: parseRoutingState(query(request)),
    callEvent: () => callEventIn(payload),
  };
}

export function legEventIn(payload: unknown): LegEvent {
  const status = own(payload, 'status');
  return {
    ...(isStatus(status) && { status }),
    isUnavailable: [own(payload, 'detail'), own(payload, 'reason')].includes('unavailable'),
  };
}
