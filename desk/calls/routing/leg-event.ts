import { isStatus, type CallStatus } from '../call-state.ts';
import { own } from '../../ncco/findings.ts';
import { holderOf, type Leases } from './agents.ts';
import type { RoutingState } from './routing-state.ts';
import { RING_MARGIN_MS } from './next-step.ts';

/** Vonage ends a connected leg after this, ms, so that an agent whose `completed` was lost is free again then. */
const LONGEST_CALL_MS = 7_200_000;
/** An agent who is not signed in is not tried again for so long, ms. */
const UNREACHABLE_MS = 60_000;
/** How long a ring may last of which only its beginning is known, ms. */
const RING_MS = 60_000;

const MISSED: CallStatus[] = ['busy', 'unanswered', 'rejected', 'failed', 'timeout'];
const OVER: CallStatus[] = ['completed', 'cancelled', 'disconnected'];

/** Whether the event says that this agent did not take the call, so that Vonage waits for what comes next. */
export function isMissed(event: unknown): boolean {
  const status = own(event, 'status');
  return isStatus(status) && MISSED.includes(status);
}

/** Whether Vonage waits for an NCCO: nobody took the call and ops did not say what then, or a turn in line is over. */
export const asksWhatNext = (event: unknown, { agent, goesOn }: RoutingState): boolean =>
  agent === undefined || (isMissed(event) && !goesOn);

/** Notes on the agent's lease what the event of a ring tells; late, doubled or reordered ones change nothing. */
export async function noteOnLease(
  event: unknown,
  { call, agent, ring, leased }: RoutingState,
  leases: Leases,
  now: number,
): Promise<void> {
  const status = own(event, 'status');
  if (agent === undefined || call === '' || !isStatus(status)) return;
  const holder = holderOf(call, ring);
  if (isMissed(event) || OVER.includes(status)) {
    const unreachableUntil = isUnavailable(event) ? { unreachableUntil: now + UNREACHABLE_MS } : {};
    return leases.release(agent, holder, { now, ...unreachableUntil });
  }
  if (status === 'answered') return leases.prolong(agent, holder, now + LONGEST_CALL_MS + RING_MARGIN_MS);
  if ((status === 'started' || status === 'ringing') && !leased)
    await leases.claim(agent, holder, { now, until: now + RING_MS + RING_MARGIN_MS });
}

/** No event says who is signed in: it is learned from the connect that fails. */
const isUnavailable = (event: unknown): boolean =>
  [own(event, 'detail'), own(event, 'reason')].some((said) => said === 'unavailable');
