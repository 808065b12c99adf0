import type { CallStatus } from '../call-state.ts';
import { holderOf, type Leases } from './agents.ts';
import { RING_MARGIN_MS } from './next-step.ts';
import type { RoutingState } from './routing-state.ts';

/** What happened on one leg, as far as routing needs it. */
export interface LegEvent {
  /** Absent where the event has none, or one that is not known. */
  status?: CallStatus;
  /** Whether the agent's app was not signed in. No event says who is: it shows when a connect fails. */
  isUnavailable: boolean;
}

/** After this Vonage ends a connected leg, ms: an agent whose `completed` was lost is free again then. */
const MAX_CALL_MS = 7_200_000;
/** How long an agent who is not signed in is not tried again, ms. */
const UNREACHABLE_MS = 60_000;
/** How long a ring may last whose end was lost, ms. */
const MAX_RING_MS = 60_000;

type Stage = 'ringing' | 'answered' | 'detected' | 'over' | 'missed';

const STAGES: Record<CallStatus, Stage> = {
  started: 'ringing',
  ringing: 'ringing',
  answered: 'answered',
  human: 'detected',
  machine: 'detected',
  disconnected: 'over',
  completed: 'over',
  cancelled: 'over',
  timeout: 'missed',
  unanswered: 'missed',
  rejected: 'missed',
  busy: 'missed',
  failed: 'missed',
};

const stageOf = ({ status }: LegEvent): Stage | undefined => status && STAGES[status];

/**
 * Whether Vonage expects an NCCO as the response: the agent did not take the call and the NCCO does not go on by itself,
 * or a turn in the queue is over.
 */
export const expectsNcco = (event: LegEvent, { agent, continues }: RoutingState): boolean =>
  agent === undefined || (stageOf(event) === 'missed' && !continues);

/** Updates the agent's lease by an event of a ring. Late, repeated and reordered events change nothing. */
export async function updateLease(
  event: LegEvent,
  { call, agent, ring, leased }: RoutingState,
  leases: Leases,
  now: number,
): Promise<void> {
  const stage = stageOf(event);
  if (agent === undefined || call === '' || stage === undefined) return;
  const holder = holderOf(call, ring);
  switch (stage) {
    case 'missed':
    case 'over':
      return leases.release(agent, holder, {
        now,
        ...(event.isUnavailable && { unreachableUntil: now + UNREACHABLE_MS }),
      });
    case 'answered':
      return leases.prolong(agent, holder, now + MAX_CALL_MS + RING_MARGIN_MS);
    case 'ringing':
      if (!leased) await leases.claim(agent, holder, { now, until: now + MAX_RING_MS + RING_MARGIN_MS });
      return;
    case 'detected':
      return;
  }
}
