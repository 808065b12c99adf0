import { isSameAgent } from '../../agents/name.ts';
import type { Ncco } from '../../ncco/ncco.ts';
import { fairOrder, holderOf, isHeld, isPresent, ringOf, type Leases, type RosterAgent } from './agents.ts';
import { isAhead, poolWithout, type WaitingLine } from './queue.ts';
import {
  holdInQueue,
  MAX_MUSIC_S,
  ringAgent,
  TURN_S,
  voicemail,
  type CallerSettings,
} from './route-nccos.ts';
import { MAX_RINGS, type RoutingState } from './routing-state.ts';

/** What routing works with. */
export interface Switchboard {
  leases: Leases;
  waiting: WaitingLine;
  callerSettings: CallerSettings;
  now: () => number;
}

export interface NextStep {
  outcome: 'ringing' | 'waiting' | 'voicemail';
  agent?: string;
  ncco: Ncco;
}

/** The lease of a ring whose end was lost outlives the ring by this, ms. */
export const RING_MARGIN_MS = 15_000;

/** Each refused claim is a race that another caller won: after a few the roster has to be read again. */
const MAX_CLAIMS = 3;

/**
 * What comes for a caller whom nobody has answered yet: the next free agent rings, or, while somebody may become free, the
 * caller waits in the queue; when everybody was rung or the time is up, voicemail. Repeated with the same state, as when
 * Vonage delivers twice, or when a lease was taken too late, it rings the same agent.
 */
export async function nextStep(
  { lateTurns: _late, ...state }: RoutingState,
  switchboard: Switchboard,
): Promise<NextStep> {
  const { leases, waiting, callerSettings } = switchboard;
  const { queue } = callerSettings;
  const now = switchboard.now();
  const since = state.since ?? now;
  const here: QueuedState = { ...state, since };
  const leftMs = since + queue.maxSeconds * 1000 - now;
  if (leftMs <= 0 || state.ring >= MAX_RINGS || state.tried.length >= MAX_RINGS)
    return leaveQueue(toVoicemail(callerSettings), state, switchboard);

  const [roster, inLine] = await Promise.all([
    withoutStaleLeases(leases, now),
    waiting.list({ since: since - queue.maxSeconds * 1000, now }),
  ]);
  const ahead = inLine.filter((other) => isAhead(other, { call: state.call, since }));
  const untried = (agent: RosterAgent) => !state.tried.some((name) => isSameAgent(name, agent.name));
  const free = fairOrder(roster.filter((agent) => isPresent(agent, now) && !isHeld(agent, now)));
  const pool = poolWithout(free, ahead)
    .filter(untried)
    .map(({ name }) => name);
  const leased =
    ownLease(roster, here, now) ??
    (await claimOne(inOrder(state.firstChoice, pool, roster), here, now, switchboard));
  if (leased) {
    const step = toRing(leased.agent, leased.ring, here, callerSettings);
    return leaveQueue(step, state, switchboard);
  }
  const present = roster.filter((agent) => isPresent(agent, now));
  if (present.some(untried)) return takeTurn(ahead.length + 1, here, leftMs, now, switchboard);
  if (present.length > 0 && state.round < queue.rounds)
    return nextStep({ ...here, tried: [], round: state.round + 1 }, switchboard);
  return leaveQueue(toVoicemail(callerSettings), state, switchboard);
}

type QueuedState = RoutingState & { since: number };

interface LeasedRing {
  agent: string;
  ring: number;
}

/** A lease of this call whose ring has not begun, whichever of its steps took it. */
function ownLease(roster: RosterAgent[], { call, ring }: RoutingState, now: number): LeasedRing | undefined {
  for (const agent of roster) {
    const held = isHeld(agent, now) && agent.lease ? ringOf(call, agent.lease.holder) : undefined;
    if (held !== undefined && held > ring) return { agent: agent.name, ring: held };
  }
  return undefined;
}

/** The agents of the pool, with the one whom ops wrote first, unless that one is known not to be free. */
function inOrder(firstChoice: string | undefined, pool: string[], roster: RosterAgent[]): string[] {
  if (firstChoice === undefined) return pool;
  const isFirst = (name: string): boolean => isSameAgent(name, firstChoice);
  const known = pool.find(isFirst);
  if (known === undefined && roster.some(({ name }) => isFirst(name))) return pool;
  return [known ?? firstChoice, ...pool.filter((name) => !isFirst(name))];
}

/** Takes the lease of the first agent of these who is still free. */
async function claimOne(
  agents: string[],
  { call, ring, firstChoice }: RoutingState,
  now: number,
  { leases, callerSettings }: Switchboard,
): Promise<LeasedRing | undefined> {
  const next = ring + 1;
  const until = now + callerSettings.ring.seconds * 1000 + RING_MARGIN_MS;
  for (const agent of agents.slice(0, MAX_CLAIMS)) {
    const claim = call === '' ? 'claimed' : await leases.claim(agent, holderOf(call, next), { now, until });
    // Ops may ring a user who is no agent.
    if (claim === 'claimed' || (claim === 'unknown' && agent === firstChoice)) return { agent, ring: next };
  }
  return undefined;
}

/** Keeps the caller's place for this turn and the next: a caller who hung up gives it up by not coming back. */
async function takeTurn(
  place: number,
  state: QueuedState,
  leftMs: number,
  now: number,
  { waiting, callerSettings }: Switchboard,
): Promise<NextStep> {
  const { call, since, tried } = state;
  const longestTurnS = callerSettings.queue.music === undefined ? TURN_S : MAX_MUSIC_S;
  await waiting.keepPlace({ call, since, tried, until: now + 2 * longestTurnS * 1000 });
  const seconds = Math.min(TURN_S, Math.max(1, Math.ceil(leftMs / 1000)));
  return { outcome: 'waiting', ncco: holdInQueue(place, state, seconds, callerSettings) };
}

function toRing(
  agent: string,
  ring: number,
  { agent: _before, firstChoice: _first, ...state }: RoutingState,
  callerSettings: CallerSettings,
): NextStep {
  const next: RoutingState = { ...state, ring, leased: true, continues: false };
  return { outcome: 'ringing', agent, ncco: ringAgent(agent, next, callerSettings) };
}

const toVoicemail = (callerSettings: CallerSettings): NextStep => ({
  outcome: 'voicemail',
  ncco: voicemail(callerSettings),
});

/** A caller who waited, and is now rung or recorded, gives up the place in the queue. */
async function leaveQueue(
  step: NextStep,
  { agent, call, since }: RoutingState,
  { waiting }: Switchboard,
): Promise<NextStep> {
  if (agent === undefined && since !== undefined)
    await waiting.keepPlace({ call, since, tried: [], until: 0 });
  return step;
}

/**
 * The roster without stale leases: those of calls whose callers have hung up, and whose agent's own last event was lost.
 * They are looked up only while nobody is free.
 */
async function withoutStaleLeases(leases: Leases, now: number): Promise<RosterAgent[]> {
  const roster = await leases.roster();
  const held = roster.flatMap((agent) =>
    isHeld(agent, now) && agent.lease ? [{ name: agent.name, holder: agent.lease.holder }] : [],
  );
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
