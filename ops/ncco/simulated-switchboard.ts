import { isHeld, isPresent, type Leases } from '../../desk/calls/routing/agents.ts';
import type { Switchboard } from '../../desk/calls/routing/next-step.ts';
import type { CallerSettings } from '../../desk/calls/routing/route-nccos.ts';
import type { Agent } from './roster.ts';

/** An in-memory switchboard: the desk's rules decide on it as on the real one, and no phone rings. */
export interface SimulatedSwitchboard extends Switchboard {
  /** Advances the clock, s. */
  advance(seconds: number): void;
}

/** @param busy whether every agent is on another call that never ends */
export function simulatedSwitchboard(
  agents: Agent[],
  line: CallerSettings,
  { busy }: { busy: boolean },
): SimulatedSwitchboard {
  // Later than every moment on the roster.
  let now = Math.max(0, ...agents.map(({ idleSince = 0 }) => idleSince));
  const lease = busy ? { holder: 'another call/1', until: Infinity } : undefined;
  const roster = new Map<string, Agent>(agents.map((agent) => [agent.name, { ...agent, lease }]));
  const change = (name: string, holder: string, changed: Partial<Agent>): Promise<void> => {
    const agent = roster.get(name);
    if (agent?.lease?.holder === holder) roster.set(name, { ...agent, ...changed });
    return Promise.resolve();
  };
  const leases: Leases = {
    roster: () => Promise.resolve([...roster.values()].filter(({ inTurn }) => inTurn)),
    claim: (name, holder, { until }) => {
      const agent = roster.get(name);
      if (!agent) return Promise.resolve('unknown');
      if (isHeld(agent, now) || !isPresent(agent, now)) return Promise.resolve('taken');
      roster.set(name, { ...agent, lease: { holder, until } });
      return Promise.resolve('claimed');
    },
    prolong: (name, holder, until) => change(name, holder, { lease: { holder, until } }),
    release: (name, holder, { now: idleSince }) => change(name, holder, { lease: undefined, idleSince }),
    ended: () => Promise.resolve([]),
  };
  return {
    leases,
    waiting: { keepPlace: () => Promise.resolve(), list: () => Promise.resolve([]) },
    callerSettings: line,
    now: () => now,
    advance: (seconds) => {
      now += seconds * 1000;
    },
  };
}
