import type { Call } from './call.ts';
import type { Leg, LegState } from './leg.ts';
import type { Action } from './ncco.ts';

/** How ringing ended. */
export interface RingOutcome {
  state: LegState;
  detail?: string;
  /** An answering machine answered. */
  isMachine?: boolean | undefined;
  /** The event URL replaces the leg by this NCCO. */
  instead?: Action[];
}

/** An app's user who is not signed in: nothing rings. Vonage's webhook reference has `unavailable` with `unanswered`. */
export const UNAVAILABLE: RingOutcome = { state: 'unanswered', detail: 'unavailable' };

/** Waits for the called side: answered, rejected (declined), busy, or unanswered (timeout). */
export async function ring(call: Call, leg: Leg, seconds: number): Promise<RingOutcome> {
  const alarm = call.alarm(seconds * 1000);
  try {
    for (;;) {
      const stimulus = await call.next('answer');
      if (stimulus.type === 'time' && stimulus.alarm === alarm.id)
        return { state: 'unanswered', detail: 'timeout' };
      if (stimulus.type === 'instead' && stimulus.leg === leg)
        return { state: 'cancelled', instead: stimulus.actions };
      if (stimulus.type !== 'leg' || stimulus.leg !== leg) continue;
      if (stimulus.act === 'answer') return { state: 'answered', isMachine: stimulus.isMachine };
      return stimulus.act === 'busy' ? { state: 'busy' } : { state: 'rejected', detail: 'declined' };
    }
  } finally {
    alarm.cancel();
  }
}

/**
 * Waits until the leg hangs up or its time is over.
 *
 * @returns the NCCO by which the event URL replaces the leg, if it does
 */
export async function untilHangup(call: Call, leg: Leg, seconds: number): Promise<Action[] | undefined> {
  const alarm = call.alarm(seconds * 1000);
  try {
    for (;;) {
      const stimulus = await call.next(null);
      if (stimulus.type === 'time' && stimulus.alarm === alarm.id) return undefined;
      if (stimulus.type === 'leg' && stimulus.leg === leg && stimulus.act === 'hangup') return undefined;
      if (stimulus.type === 'instead' && stimulus.leg === leg) return stimulus.actions;
    }
  } finally {
    alarm.cancel();
  }
}
