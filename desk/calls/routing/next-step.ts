import { isSameAgent } from '../../agents/name.ts';
import type { Ncco } from '../../ncco/ncco.ts';
import { fairOrder, holderOf, isHeld, isPresent, ringOf, type Leases, type RosterAgent } from './agents.ts';
import { isAhead, poolWithout, type WaitingLine } from './queue.ts';
import { MOST_RINGS, type RoutingState } from './routing-state.ts';
import { hold, LONGEST_MUSIC_S, ring, TURN_S, voicemail, type Line } from './spoken.ts';

export interface Switchboard {
  leases: Leases;
  waiting: WaitingLine;
  line: Line;
  now: () => number;
}

export interface NextStep {
  outcome: 'ringing' | 'waiting' | 'voicemail';
  agent?: string;
  ncco: Ncco;
}

/** A ring that ended without a word: its lease outlives the ring by this, ms. */
export const RING_MARGIN_MS = 15_000;

/** Each refusal is a race that another caller won: more than a few say that the line must be looked at anew. */
const MOST_CLAIMS = 3;

/**
 * What a caller hears whom nobody has answered yet: the next free agent rings, or, while somebody may come free, the
 * caller waits in line; when all have been rung or patience is over, voicemail. Asked again with the same search, as
 * when Vonage delivers twice, or when a lease was taken only after its time, it rings the same agent.
 */
export async function nextStep(
  { late: _late, ...search }: RoutingState,
  board: Switchboard,
): Promise<NextStep> {
  const { leases, waiting, line } = board;
  const now = board.now();
  const since = search.since ?? now;
  const here: RoutingState = { ...search, since };
  const patienceMs = since + line.queue.maxSeconds * 1000 - now;
  if (patienceMs <= 0 || search.ring >= MOST_RINGS || search.tried.length >= MOST_RINGS)
    return leaveFor(toVoicemail(line), search, board);

  const [roster, inLine] = await Promise.all([
    healed(leases, now),
    waiting.list({ since: since - line.queue.maxSeconds * 1000, now }),
  ]);
  const mine = ownLease(roster, here, now);
  if (mine) return leaveFor(toRing(mine.agent, mine.ring, here, line), search, board);

  const ahead = inLine.filter((other) => isAhead(other, { call: search.call, since }));
  const free = fairOrder(roster.filter((agent) => isPresent(agent, now) && !isHeld(agent, now)));
  const untried = (agent: RosterAgent) => !search.tried.some((name) => isSameAgent(name, agent.name));
  const ringing = search.ring + 1;
  const holder = holderOf(search.call, ringing);
  const pool = poolWithout(free, ahead)
    .filter(untried)
    .map(({ name }) => name);
  for (const name of firstOf(search.first, pool, roster).slice(0, MOST_CLAIMS)) {
    const until = now + line.ring.seconds * 1000 + RING_MARGIN_MS;
    const claim = search.call === '' ? 'claimed' : await leases.claim(name, holder, { now, until });
    // Ops may ring a user who is no agent.
    if (claim === 'claimed' || (claim === 'unknown' && name === search.first))
      return leaveFor(toRing(name, ringing, here, line), search, board);
  }
  if (roster.some((agent) => isPresent(agent, now) && untried(agent))) {
    const place = ahead.length + 1;
    const seconds = Math.min(TURN_S, Math.max(1, Math.ceil(patienceMs / 1000)));
    // Whoever hangs up while waiting stands in line for one more turn, and is in nobody's way.
    const until = now + 2 * (line.queue.music === undefined ? TURN_S : LONGEST_MUSIC_S) * 1000;
    await waiting.stand({ call: search.call, since, tried: search.tried, until });
    return { outcome: 'waiting', ncco: hold(place, here, seconds, line) };
  }
  const present = roster.some((agent) => isPresent(agent, now));
  if (present && search.round < line.queue.rounds)
    return nextStep({ ...here, tried: [], round: search.round + 1 }, board);
  return leaveFor(toVoicemail(line), search, board);
}

/** Whom ops wrote comes first, unless known not to be free. */
function firstOf(first: string | undefined, pool: string[], roster: RosterAgent[]): string[] {
  if (first === undefined) return pool;
  const isFirst = (name: string): boolean => isSameAgent(name, first);
  const known = pool.find(isFirst);
  if (known === undefined && roster.some(({ name }) => isFirst(name))) return pool;
  return [known ?? first, ...pool.filter((name) => !isFirst(name))];
}

/** A lease of this call whose ring has not begun, whichever of its steps took it. */
function ownLease(
  roster: RosterAgent[],
  { call, ring }: RoutingState,
  now: number,
): { agent: string; ring: number } | undefined {
  for (const agent of roster) {
    const held = isHeld(agent, now) && agent.lease ? ringOf(call, agent.lease.holder) : undefined;
    if (held !== undefined && held > ring) return { agent: agent.name, ring: held };
  }
  return undefined;
}

function toRing(
  agent: string,
  rings: number,
  { agent: _before, first: _first, ...search }: RoutingState,
  line: Line,
): NextStep {
  const next: RoutingState = { ...search, ring: rings, leased: true, goesOn: false };
  return { outcome: 'ringing', agent, ncco: ring(agent, next, line) };
}

const toVoicemail = (line: Line): NextStep => ({ outcome: 'voicemail', ncco: voicemail(line) });

/** Who was waiting, and is rung or recorded now, no longer stands before others. */
async function leaveFor(
  step: NextStep,
  { agent, call, since }: RoutingState,
  { waiting }: Switchboard,
): Promise<NextStep> {
  if (agent === undefined && since !== undefined) await waiting.stand({ call, since, tried: [], until: 0 });
  return step;
}

/** The roster, less the leases of calls whose callers are gone although nobody told of the agent's own leg. */
async function healed(leases: Leases, now: number): Promise<RosterAgent[]> {
  const roster = await leases.roster();
  const held = roster.flatMap((agent) =>
    isHeld(agent, now) && agent.lease ? [{ name: agent.name, holder: agent.lease.holder }] : [],
  );
  // As long as somebody is free it does not matter.
  if (held.length === 0 || roster.some((agent) => isPresent(agent, now) && !isHeld(agent, now)))
    return roster;
  const ended = await leases.ended(held.map(({ holder }) => holder));
  const stale = held.filter(({ holder }) => ended.includes(holder));
  if (stale.length === 0) return roster;
  await Promise.all(stale.map(({ name, holder }) => leases.release(name, holder, { now })));
  return roster.map((agent) =>
    stale.some(({ name }) => name === agent.name) ? { ...agent, lease: undefined, idleSince: now } : agent,
  );
}
