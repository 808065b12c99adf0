import { mapConcurrent } from '../map-concurrent.ts';
import type { Call } from './call.ts';
import type { CallEvent } from './call-event.ts';
import { registerMissed, type MissedDesk, type Unregistered } from './missed-call.ts';

/** The key of a stored event. */
export interface EventKey {
  conversation: string;
  id: string;
}

/** An event whose follow-up work is not done, and when it first came, ms since the epoch. */
export interface PendingEvent {
  event: CallEvent;
  at: number;
}

/** The store that the follow-up work of events needs. */
export interface EventStore {
  /**
   * Stores the event, once, with its pending follow-up work, and updates its leg and its call.
   *
   * @returns the call as it is now, and whether this event made it a missed one
   */
  record(event: CallEvent, at: number): Promise<{ call: Call & { at: number }; newlyMissed: boolean }>;
  /** The event's follow-up work is done. */
  settle(key: EventKey): Promise<void>;
  /** The event's follow-up work is not retried before `dueAt`, ms since the epoch. */
  postpone(key: EventKey, dueAt: number): Promise<void>;
  /** Events whose follow-up work is due as of `now`. */
  due(now: number, limit: number): Promise<EventKey[]>;
  /** A consistent read; undefined where the work is done. */
  pending(key: EventKey): Promise<PendingEvent | undefined>;
}

export interface CallDesk extends MissedDesk {
  events: EventStore;
}

/**
 * Processes an event of a call. It may be repeated as a whole after it died anywhere: the pending work of a last event is
 * persisted by the first write, see {@link EventStore.record}, and cleared by the last.
 */
export async function processEvent(
  event: CallEvent,
  at: number,
  desk: CallDesk,
): Promise<{ unregistered: Unregistered | undefined; newlyMissed: boolean }> {
  const { call, newlyMissed } = await desk.events.record(event, at);
  const unregistered = await registerMissed(call, desk);
  // A number may yet be configured; a caller who hides the number stays hidden.
  if (unregistered !== 'missed-call-no-number') await desk.events.settle(keyOf(event));
  return { unregistered, newlyMissed };
}

export const keyOf = ({ id, conversation, call }: CallEvent): EventKey => ({
  conversation: conversation ?? call,
  id,
});

const CONCURRENCY = 4;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** A text about a call longer ago is of no use. */
const MAX_AGE_MS = 72 * HOUR_MS;

/**
 * Does the pending work of events, until `until` (ms since the epoch). What fails is retried, less and less often, for
 * three days.
 *
 * @param onFailure called for each failure; the other events are still processed
 * @param onGivenUp called for an event that is not retried any more
 * @returns how many are done
 */
export async function sweepEvents(
  keys: EventKey[],
  until: number,
  desk: CallDesk & { onFailure: (error: unknown) => void; onGivenUp: () => void },
): Promise<number> {
  const { events, now, onFailure, onGivenUp } = desk;
  let done = 0;
  await mapConcurrent(keys, CONCURRENCY, async (key) => {
    if (now() > until) return;
    let age = 0;
    try {
      const pending = await events.pending(key);
      if (!pending) return;
      age = now() - pending.at;
      const { unregistered } = await processEvent(pending.event, pending.at, desk);
      if (unregistered !== 'missed-call-no-number') done += 1;
      else await retryLater();
    } catch (error) {
      onFailure(error);
      await retryLater().catch(onFailure);
    }

    async function retryLater(): Promise<void> {
      if (age <= MAX_AGE_MS) {
        return events.postpone(key, now() + Math.min(Math.max(age / 2, MINUTE_MS), HOUR_MS));
      }
      await events.settle(key);
      onGivenUp();
    }
  });
  return done;
}
