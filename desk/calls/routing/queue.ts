import type { RosterAgent } from './agents.ts';

/** A caller in the queue. Times are ms since the epoch. */
export interface WaitingCaller {
  call: string;
  /** The place in the queue: who came first is first. */
  since: number;
  /** Who did not take this caller's call: none of them is reserved for this caller. */
  tried: string[];
  /** Extended at each turn; a caller who hung up or was connected is in the queue no longer. */
  until: number;
}

/** The queue of all callers who wait. */
export interface WaitingLine {
  /** Adds the caller, or extends the caller's stay. */
  keepPlace(caller: WaitingCaller): Promise<void>;
  /** Those who came since then and still wait. */
  list(during: { since: number; now: number }): Promise<WaitingCaller[]>;
}

type Place = Pick<WaitingCaller, 'call' | 'since'>;

/** Callers of the same millisecond are ordered by their ids, the same for both. */
export const isAhead = (other: Place, me: Place): boolean =>
  other.call !== me.call && (other.since < me.since || (other.since === me.since && other.call < me.call));

/** The free agents who are not reserved for a caller ahead: each of those gets one who may still take the call. */
export function poolWithout(free: RosterAgent[], ahead: WaitingCaller[]): RosterAgent[] {
  let pool = free;
  for (const { tried } of ahead) {
    const reserved = pool.find(({ name }) => !tried.includes(name));
    if (reserved) pool = pool.filter((agent) => agent !== reserved);
  }
  return pool;
}
