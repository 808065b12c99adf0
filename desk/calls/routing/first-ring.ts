import { agentName } from '../../agents/name.ts';
import type { ActionName, Ncco, NccoAction } from '../../ncco/ncco.ts';
import { holderOf } from './agents.ts';
import { nextStep, RING_MARGIN_MS, type Switchboard } from './next-step.ts';
import { askAgainLater, isAgentRing, withRouteEvents, type CallerSettings } from './route-nccos.ts';
import type { RoutingState } from './routing-state.ts';

/** Whether an action after a connect means that ops wrote themselves what follows when nobody answers. */
const CONTINUES: Record<ActionName, boolean> = {
  connect: true,
  conversation: true,
  input: true,
  record: true,
  transfer: true,
  talk: false,
  stream: false,
  notify: false,
  wait: false,
  pay: false,
};

interface FirstRing {
  call: string;
  callerSettings: CallerSettings;
  /** Absent where no lease can be taken. */
  switchboard: Switchboard | undefined;
  /** Whether what is said before the agent rings is also said where another agent rings instead. */
  intro: boolean;
}

/**
 * The NCCO that answers an incoming call, with its agent's lease taken. An agent who is away or on a call is not rung: the
 * NCCO continues as ops wrote, or else ends in what `nextStep` decides. Where no lease can be taken (no switchboard, or a
 * store that fails), every agent rings as ops wrote, and the lease is taken when the leg begins to ring. For a store that
 * is too slow, see `ringLater`.
 */
export async function firstRing(
  written: Ncco,
  { call, callerSettings, switchboard, intro }: FirstRing,
): Promise<Ncco> {
  const ncco = written.map(withAgentName);
  const ready: Ncco = [];
  const tried: string[] = [];
  let isDecided = switchboard === undefined || call === '';
  for (const [index, action] of ncco.entries()) {
    const agent = agentOf(action);
    if (agent === undefined || !isAgentRing(action)) {
      ready.push(action);
      continue;
    }
    const ring = tried.length + 1;
    const continues = ncco.slice(index + 1).some((next) => CONTINUES[next.action]);
    const before = { call, ring, leased: false, continues, tried: [...tried], round: 1 };
    const state: RoutingState = { ...before, agent };
    tried.push(agent);
    if (isDecided || !switchboard) {
      ready.push(withRouteEvents(action, state, callerSettings));
      continue;
    }
    const now = switchboard.now();
    const until = now + (action.timeout ?? callerSettings.ring.seconds) * 1000 + RING_MARGIN_MS;
    const claim = await switchboard.leases
      .claim(agent, holderOf(call, ring), { now, until })
      .catch(() => 'unknown');
    if (claim !== 'taken') {
      isDecided = true;
      ready.push(withRouteEvents(action, { ...state, leased: claim === 'claimed' }, callerSettings));
    } else if (!continues) {
      return [...(intro ? ready : []), ...(await nextStep(before, switchboard)).ncco];
    }
  }
  return ready;
}

/**
 * The NCCO for a call whose agent's lease may have been taken, or not: nobody rings without certainty, because another
 * caller may get the same agent. The caller waits a moment, and `nextStep` finds out.
 */
export function ringLater(
  written: Ncco,
  { call, callerSettings, intro, now }: Omit<FirstRing, 'switchboard'> & { now: number },
): Ncco {
  const ncco = written.map(withAgentName);
  const at = ncco.findIndex(isAgentRing);
  const firstChoice = agentOf(ncco[at]);
  if (firstChoice === undefined) return ncco;
  const state: RoutingState = {
    call,
    firstChoice,
    ring: 0,
    leased: true,
    continues: false,
    tried: [],
    round: 1,
    since: now,
  };
  return [...(intro ? ncco.slice(0, at) : []), ...askAgainLater(state, callerSettings)];
}

/** Whose app a connect rings. */
function agentOf(action: NccoAction | undefined): string | undefined {
  const [endpoint] = action?.action === 'connect' ? action.endpoint : [];
  return endpoint?.type === 'app' ? endpoint.user : undefined;
}

/** Agents are rung by their names as the roster and Vonage have them, however ops spelt them. */
function withAgentName(action: NccoAction): NccoAction {
  const [endpoint] = action.action === 'connect' ? action.endpoint : [];
  if (action.action !== 'connect' || endpoint?.type !== 'app') return action;
  return { ...action, endpoint: [{ ...endpoint, user: agentName(endpoint.user) }] };
}
