import { isHeld, isPresent, type Leases, type RosterAgent } from '../../../../desk/calls/routing/agents.ts';
import type { WaitingCaller, WaitingLine } from '../../../../desk/calls/routing/queue.ts';
import { atOnce, type Step } from './steps.ts';

/** The roster in memory; each method is one atomic step, as one write of DynamoDB is. */
export function memoryLeases(
  names: string[],
  step: Step = atOnce,
): Leases & { agents: Map<string, RosterAgent>; over: Set<string> } {
  const agents = new Map<string, RosterAgent>(names.map((name) => [name, { name, away: false }]));
  const over = new Set<string>();
  const change = (name: string, holder: string, with_: (agent: RosterAgent) => RosterAgent): void => {
    const agent = agents.get(name);
    if (agent?.lease?.holder === holder) agents.set(name, with_(agent));
  };
  return {
    agents,
    over,
    roster: () => step(() => [...agents.values()].map((agent) => ({ ...agent }))),
    claim: (name, holder, { now, until }) =>
      step(() => {
        const agent = agents.get(name);
        if (!agent) return 'unknown';
        if (isHeld(agent, now)) return agent.lease?.holder === holder ? 'claimed' : 'taken';
        if (!isPresent(agent, now)) return 'taken';
        agents.set(name, { ...agent, lease: { holder, until } });
        return 'claimed';
      }),
    prolong: (name, holder, until) =>
      step(() => change(name, holder, (agent) => ({ ...agent, lease: { holder, until } }))),
    release: (name, holder, { now, ...missing }) =>
      step(() =>
        change(name, holder, (agent) => ({ ...agent, ...missing, lease: undefined, idleSince: now })),
      ),
    ended: (holders) => step(() => holders.filter((holder) => over.has(holder))),
  };
}

export function memoryLine(step: Step = atOnce): WaitingLine {
  const callers = new Map<string, WaitingCaller>();
  return {
    keepPlace: (caller) => step(() => void callers.set(caller.call, caller)),
    list: ({ since, now }) =>
      step(() => [...callers.values()].filter((one) => one.until > now && one.since >= since)),
  };
}
