import { isObject, own } from '../json-value.ts';
import { RetryableError } from '../retryable-error.ts';
import type { Settings } from '../settings.ts';
import { callOf, type Call } from './call.ts';
import { isLast, type CallEvent } from './call-event.ts';
import { nextCallState, type CallState } from './call-state.ts';
import { keyOf, type EventKey } from './event-follow-up.ts';

/** A call, and when its first event was received, ms since the epoch. */
export type KeptCall = Call & { at: number };

/** A leg of a call, and when its first event was received, ms since the epoch. */
export type KeptLeg = CallState & { at: number };

/** What was read, and the version to name when it is replaced. */
export interface Versioned<T> {
  version: number;
  value: T;
}

/** The moment of the event behind a write, ms since the epoch, and the version that it replaces; absent for none. */
export interface Replacing {
  at: number;
  seen: number | undefined;
}

/** What recording an event needs of a store. Reads are consistent; each write is one conditional write on one item. */
export interface CallRecords {
  /**
   * Stores the event if it is not stored yet.
   *
   * @param dueAt from when on the sweep processes the event again unless it was settled, ms since the epoch
   */
  putEvent(key: EventKey, event: CallEvent, at: number, dueAt: number | undefined): Promise<void>;
  leg(conversation: string, leg: string): Promise<Versioned<KeptLeg> | undefined>;
  /** False when another version than `seen` is stored. */
  putLeg(conversation: string, leg: KeptLeg, replacing: Replacing): Promise<boolean>;
  legs(conversation: string): Promise<CallState[]>;
  call(conversation: string): Promise<Versioned<KeptCall> | undefined>;
  /** False when another version than `seen` is stored. */
  putCall(call: KeptCall, replacing: Replacing): Promise<boolean>;
}

/** Longer than the function that receives an event may run: an event that is pending then is being processed by nobody. */
const FOLLOW_UP_AFTER_MS = 60_000;

/** Rounds of reading again after losing a race with other events of the call: in each lost round one of those was noted. */
const ROUNDS = 10;

/**
 * Stores the event, once, and brings its leg and its call forward. All of it runs again for a duplicate: the first
 * delivery may have died in between.
 *
 * @param followUp whether an event that none repairs is stored as pending, see {@link isLast}
 * @returns the call as it is now, and whether this event made it a missed one
 * @throws RetryableError when too many events of one call came at the same moment
 */
export async function recordEvent(
  event: CallEvent,
  at: number,
  records: CallRecords,
  { numbers, followUp }: Pick<Settings, 'numbers'> & { followUp: boolean },
): Promise<{ call: KeptCall; newlyMissed: boolean }> {
  const key = keyOf(event);
  const { conversation } = key;
  await records.putEvent(key, event, at, followUp && isLast(event) ? at + FOLLOW_UP_AFTER_MS : undefined);

  await untilWritten(async () => {
    const read = await records.leg(conversation, event.call);
    const leg = legAfter(read?.value, event, at);
    return (await records.putLeg(conversation, leg, { at, seen: read?.version })) || undefined;
  });

  return untilWritten(async () => {
    const read = await records.call(conversation);
    // Read after the call: when the call was last written as just read, the leg of that write's event was stored already.
    const legs = await records.legs(conversation);
    const { call, isChanged, newlyMissed } = callAfter(event, at, { known: read?.value, legs, numbers });
    const isWritten = !isChanged || (await records.putCall(call, { at, seen: read?.version }));
    return isWritten ? { call, newlyMissed } : undefined;
  });
}

/** The event's leg, with what the event says of it. */
export const legAfter = (known: KeptLeg | undefined, event: CallEvent, at: number): KeptLeg => ({
  ...nextCallState(known, event),
  at: known?.at ?? at,
});

/** The event's call, as its legs, its recording and what was known before make it. */
export function callAfter(
  event: CallEvent,
  at: number,
  { known, legs, numbers }: { known: KeptCall | undefined; legs: CallState[] } & Pick<Settings, 'numbers'>,
): { call: KeptCall; isChanged: boolean; newlyMissed: boolean } {
  const { conversation } = keyOf(event);
  const call = {
    ...callOf(conversation, legs, { known, recording: event.recording, numbers }),
    at: known?.at ?? at,
  };
  return {
    call,
    isChanged: !isSame(call, known),
    newlyMissed: call.missed === true && known?.missed !== true,
  };
}

/** Of two events at once the second to write finds another version, reads again, and keeps what the first noted. */
async function untilWritten<T>(attempt: () => Promise<T | undefined>): Promise<T> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const written = await attempt();
    if (written !== undefined) return written;
  }
  throw new RetryableError('call-contention');
}

function isSame(one: unknown, other: unknown): boolean {
  if (!isObject(one) || !isObject(other)) return one === other;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && isSame(own(one, name), own(other, name)))
  );
}
