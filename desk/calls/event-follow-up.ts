import { mapConcurrent } from '../map-concurrent.ts';
import type { Call } from './call.ts';
import type { CallEvent } from './call-event.ts';
import { registerMissed, type MissedDesk, type Unregistered } from './missed-call.ts';

/** Where an event is kept. */
export interface EventKey {
  conversation: string;
  id: string;
}

/** An event whose work is not done, and when it first came, ms since the epoch. */
export interface PendingEvent {
  event: CallEvent;
  at: number;
}

/** What the work on a call's events needs of a store. */
export interface EventStore {
  /**
   * Keeps the event, once, with what it owes, and brings its leg and its call forward.
   *
   * @returns the call as it is now, and whether this event made it a missed one
   */
  record(event: CallEvent, at: number): Promise<{ call: Call & { at: number }; newlyMissed: boolean }>;
  /** The event owes nothing more. */
  settle(key: EventKey): Promise<void>;
  /** Nobody looks at what the event owes before `dueAt`, ms since the epoch. */
  postpone(key: EventKey, dueAt: number): Promise<void>;
  /** Events that were given up half-way, as of `now`. */
  due(now: number, limit: number): Promise<EventKey[]>;
  /** Read consistently; undefined where it is gone. */
  pending(key: EventKey): Promise<PendingEvent | undefined>;
}

export interface CallDesk extends MissedDesk {
  events: EventStore;
}

/**
 * Does all that an event of a call asks for. It may be done again, whole, after it died anywhere: what a last event owes
 * is kept by its first write, see {@link EventStore.record}, and paid by its last.
 */
export async function processEvent(
  event: CallEvent,
  at: number,
  desk: CallDesk,
): Promise<{ unregistered: Unregistered | undefined; newlyMissed: boolean }> {
  const { call, newlyMissed } = await desk.events.record(event, at);
  const unregistered = await registerMissed(call, desk);
  // A number may yet be set up for it; who hides the number stays hidden.
  if (unregistered !== 'missed-call-no-number') await desk.events.settle(keyOf(event));
  return { unregistered, newlyMissed };
}

export const keyOf = ({ id, conversation, call }: CallEvent): EventKey => ({
  conversation: conversation ?? call,
  id,
});

const AT_ONCE = 4;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Nobody wants to hear of a call that is longer ago. */
const GIVEN_UP_AFTER_MS = 72 * HOUR_MS;

/**
 * Does what events of calls that died half-way still owe, until `until` (ms since the epoch). What fails is tried again,
 * less and less often, for three days.
 *
 * @param onFailure hears of what went wrong with one while the others go on
 * @param onGivenUp hears of one that was tried long enough
 * @returns how many are done
 */
export async function sweepEvents(
  keys: EventKey[],
  until: number,
  desk: CallDesk & { onFailure: (error: unknown) => void; onGivenUp: () => void },
): Promise<number> {
  const { events, now, onFailure, onGivenUp } = desk;
  let done = 0;
  await mapConcurrent(keys, AT_ONCE, async (key) => {
    if (now() > until) return;
    let age = 0;
    try {
      const owed = await events.pending(key);
      if (!owed) return;
      age = now() - owed.at;
      const { unregistered } = await processEvent(owed.event, owed.at, desk);
      if (unregistered !== 'missed-call-no-number') done += 1;
      else await again();
    } catch (error) {
      onFailure(error);
      await again().catch(onFailure);
    }

    async function again(): Promise<void> {
      if (age <= GIVEN_UP_AFTER_MS) {
        return events.postpone(key, now() + Math.min(Math.max(age / 2, MINUTE_MS), HOUR_MS));
      }
      await events.settle(key);
      onGivenUp();
    }
  });
  return done;
}
