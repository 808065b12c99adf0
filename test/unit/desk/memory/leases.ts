import { spellingsOf } from '../../../../desk/agents/name.ts';
import { isHeld, isPresent, type Leases, type RosterAgent } from '../../../../desk/calls/routing/agents.ts';
import type { WaitingCaller, WaitingLine } from '../../../../desk/calls/routing/queue.ts';
import { atOnce, type Step } from './steps.ts';

/** As the store has it, with what only the functions need of it. */
export interface MemoryLeases extends Leases {
  agents: Map<string, RosterAgent>;
  /** Agents who were removed. */
  removed: Set<string>;
  /** Holders whose calls are over. */
  over: Set<string>;
  free(agent: string, now: number): Promise<void>;
  setAvailable(agent: string, available: boolean): Promise<void>;
}

/** The roster in memory; each method is one atomic step, as one write of DynamoDB is. */
export function memoryLeases(names: string[], step: Step = atOnce): MemoryLeases {
  const agents = new Map<string, RosterAgent>(names.map((name) => [name, { name, away: false }]));
  const removed = new Set<string>();
  const over = new Set<string>();
  const found = (written: string): RosterAgent | undefined =>
    spellingsOf(written)
      .map((name) => agents.get(name))
      .find((agent) => agent !== undefined);
  const change = (
    written: string,
    condition: (agent: RosterAgent) => boolean,
    update: (agent: RosterAgent) => RosterAgent,
  ) =>
    step(() => {
      const agent = found(written);
      if (agent && condition(agent)) agents.set(agent.name, update(agent));
    });
  const isHeldBy = (holder: string) => (agent: RosterAgent) => agent.lease?.holder === holder;

  return {
    agents,
    removed,
    over,
    roster: () =>
      step(() =>
        [...agents.values()].filter(({ name }) => !removed.has(name)).map((agent) => ({ ...agent })),
      ),
    claim: (written, holder, { now, until }) =>
      step(() => {
        const agent = found(written);
        if (!agent) return 'unknown';
        if (isHeld(agent, now)) return agent.lease?.holder === holder ? 'claimed' : 'taken';
        if (!isPresent(agent, now) || removed.has(agent.name)) return 'taken';
        agents.set(agent.name, { ...agent, lease: { holder, until } });
        return 'claimed';
      }),
    prolong: (agent, holder, until) =>
      change(agent, isHeldBy(holder), (held) => ({ ...held, lease: { holder, until } })),
    release: (agent, holder, { now, ...missing }) =>
      change(agent, isHeldBy(holder), (held) => ({ ...held, ...missing, lease: undefined, idleSince: now })),
    ended: (holders) => step(() => holders.filter((holder) => over.has(holder))),
    free: (agent, now) =>
      change(
        agent,
        ({ lease }) => lease !== undefined,
        (held) => ({ ...held, lease: undefined, unreachableUntil: undefined, idleSince: now }),
      ),
    setAvailable: (written, available) =>
      change(
        written,
        ({ name }) => !removed.has(name),
        (agent) => ({ ...agent, away: !available, ...(available && { unreachableUntil: undefined }) }),
      ),
  };
}

export function memoryLine(step: Step = atOnce): WaitingLine {
  const callers = new Map<string, WaitingCaller>();
  const placeOf = ({ since, call }: WaitingCaller): string => `${String(since).padStart(15, '0')}#${call}`;
  return {
    keepPlace: (caller) => step(() => void callers.set(placeOf(caller), structuredClone(caller))),
    list: ({ since, now }) =>
      step(() =>
        [...callers]
          .sort(([one], [other]) => (one < other ? -1 : 1))
          .map(([, caller]) => structuredClone(caller))
          .filter((caller) => caller.until > now && caller.since >= since && caller.since <= now),
      ),
  };
}
