import type { RosterAgent } from './agents.ts';

/** A caller in line. Times are ms since the epoch. */
export interface Waiting {
  call: string;
  /** The place in line: who came first is first. */
  since: number;
  /** Who did not take this caller's call: none of them is kept for this caller. */
  tried: string[];
  /** Said anew at each turn; who hung up or was connected stands in line no longer. */
  until: number;
}

/** The callers who wait, all of this desk in one line. */
export interface WaitingLine {
  stand(caller: Waiting): Promise<void>;
  /** Those who came since then and still wait. */
  list(during: { since: number; now: number }): Promise<Waiting[]>;
}

type Place = Pick<Waiting, 'call' | 'since'>;

/** Who came in the same millisecond stands in the order of the ids, the same for both. */
export const isAhead = (other: Place, me: Place): boolean =>
  other.call !== me.call && (other.since < me.since || (other.since === me.since && other.call < me.call));

/** The free agents whom nobody ahead can have: each of those is left one, who may still take that caller's call. */
export function poolWithout(free: RosterAgent[], ahead: Waiting[]): RosterAgent[] {
  let pool = free;
  for (const { tried } of ahead) {
    const theirs = pool.find(({ name }) => !tried.includes(name));
    if (theirs) pool = pool.filter((agent) => agent !== theirs);
  }
  return pool;
}
