/** Somebody on the roster, as far as ringing is concerned. Times are ms since the epoch. */
export interface RosterAgent {
  name: string;
  /** Set by the agent: not to be rung. */
  away: boolean;
  /** The ring or the call that holds the agent, until it is released or expires. */
  lease?: { holder: string; until: number } | undefined;
  /** Set when a connect found the agent not signed in: not rung before. */
  unreachableUntil?: number | undefined;
  /** When the last ring or call ended. */
  idleSince?: number | undefined;
}

/** `unknown`: nobody of that name is on the roster, as where ops connect to a user who is no agent. */
export type Claim = 'claimed' | 'taken' | 'unknown';

/**
 * Who is on a call, as leases on the agents' own items. A lease is taken by one conditional write, so that of two callers
 * one gets the agent. It belongs to one ring of one call and is released by that ring alone; an event that was lost frees
 * the agent all the same, because the lease expires.
 */
export interface Leases {
  roster(): Promise<RosterAgent[]>;
  /** Takes the lease of an agent who is free, available and reachable; a holder keeps the lease that it has. */
  claim(agent: string, holder: string, lease: { now: number; until: number }): Promise<Claim>;
  /** Extends the holder's own lease. */
  prolong(agent: string, holder: string, until: number): Promise<void>;
  /** Ends the holder's own lease; another holder's stays. */
  release(agent: string, holder: string, ended: { now: number; unreachableUntil?: number }): Promise<void>;
  /** Which of these holders' calls are over, because the caller hung up. */
  ended(holders: string[]): Promise<string[]>;
}

/** The holder of a lease: the call's conversation, and the 1-based index of the ring. */
export const holderOf = (call: string, ring: number): string => `${call}/${ring}`;

/** The index of the holder's ring within this call; undefined for another call's. */
export function ringOf(call: string, holder: string): number | undefined {
  const [of, ring] = [holder.slice(0, holder.lastIndexOf('/')), holder.slice(holder.lastIndexOf('/') + 1)];
  return call !== '' && of === call ? Number(ring) : undefined;
}

export const isHeld = ({ lease }: RosterAgent, now: number): boolean =>
  lease !== undefined && lease.until > now;

/** On the roster, not away, and as far as is known signed in. */
export const isPresent = ({ away, unreachableUntil = 0 }: RosterAgent, now: number): boolean =>
  !away && unreachableUntil <= now;

/** Longest idle first, so that work is shared; by name where nobody has been on a call. */
export const fairOrder = (agents: RosterAgent[]): RosterAgent[] =>
  agents.toSorted(
    (one, other) => (one.idleSince ?? 0) - (other.idleSince ?? 0) || (one.name < other.name ? -1 : 1),
  );
