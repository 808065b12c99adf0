/** Somebody on the roster, as far as ringing is concerned. Times are ms since the epoch. */
export interface RosterAgent {
  name: string;
  /** Set by the agent: not to be rung. */
  away: boolean;
  /** The ring or the call that holds the agent, until it is released or its time runs out. */
  lease?: { holder: string; until: number } | undefined;
  /** A connect found the agent not signed in: not tried again before. */
  unreachableUntil?: number | undefined;
  /** When the last ring or call ended. */
  idleSince?: number | undefined;
}

/** `unknown`: nobody of that name is kept, as where ops connect to a user who is no agent. */
export type Claim = 'claimed' | 'taken' | 'unknown';

/**
 * Who is on a call, as leases on the agents' own items. A lease is taken by one conditional write, so that of two
 * callers one gets the agent. It is held by one ring of one call and released by that holder alone; what was lost on
 * the way frees the agent all the same, because the lease runs out.
 */
export interface Leases {
  roster(): Promise<RosterAgent[]>;
  /** Holds the agent if free, available and reachable; who holds the agent already keeps the lease as it is. */
  claim(agent: string, holder: string, lease: { now: number; until: number }): Promise<Claim>;
  /** Makes the holder's own lease longer. */
  prolong(agent: string, holder: string, until: number): Promise<void>;
  /** Ends the holder's own lease; somebody else's stays. */
  release(agent: string, holder: string, told: { now: number; unreachableUntil?: number }): Promise<void>;
  /** Which of these holders' calls are known to be over, because the caller hung up. */
  ended(holders: string[]): Promise<string[]>;
}

/** A ring's own name: the call's conversation, and the how-manieth ring of that call it is. */
export const holderOf = (call: string, ring: number): string => `${call}/${ring}`;

/** Which ring of this call the holder is; undefined for another call's. */
export function ringOf(call: string, holder: string): number | undefined {
  const [of, ring] = [holder.slice(0, holder.lastIndexOf('/')), holder.slice(holder.lastIndexOf('/') + 1)];
  return call !== '' && of === call ? Number(ring) : undefined;
}

export const isHeld = ({ lease }: RosterAgent, now: number): boolean =>
  lease !== undefined && lease.until > now;

/** On the roster, not away, and as far as we know signed in. */
export const isPresent = ({ away, unreachableUntil = 0 }: RosterAgent, now: number): boolean =>
  !away && unreachableUntil <= now;

/** Longest idle first, so that work is shared; by name where nobody was on a call yet. */
export const fairOrder = (agents: RosterAgent[]): RosterAgent[] =>
  agents.toSorted(
    (one, other) => (one.idleSince ?? 0) - (other.idleSince ?? 0) || (one.name < other.name ? -1 : 1),
  );
