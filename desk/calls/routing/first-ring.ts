import { agentName } from '../../agents/name.ts';
import type { Ncco, NccoAction } from '../../ncco/ncco.ts';
import { holderOf } from './agents.ts';
import { nextStep, RING_MARGIN_MS, type Switchboard } from './next-step.ts';
import type { RoutingState } from './routing-state.ts';
import { withLead, later, ringsAgent, type Line } from './spoken.ts';

/** What ops wrote after a connect: with one of these they said themselves what comes when nobody answers. */
const CONTINUES: NccoAction['action'][] = ['connect', 'conversation', 'input', 'record', 'transfer'];

/**
 * The NCCO that answers an incoming call, with its agent held. An agent who is away or on a call is not rung: the NCCO
 * goes on where ops wrote how, else it ends in what `nextStep` finds. Without a way to hold anybody (`board` absent, a
 * store that fails) everybody is rung as ops wrote, and held when the leg begins to ring. For a store that is too slow
 * to say whether the agent is held, see `ringLater`.
 *
 * @param lead whether what is said before the agent is rung is also said when another one is
 */
export async function firstRing(
  written: Ncco,
  { call, line, board, lead }: { call: string; line: Line; board: Switchboard | undefined; lead: boolean },
): Promise<Ncco> {
  const ncco = written.map(asNamed);
  const ready: Ncco = [];
  const before: string[] = [];
  let decided = board === undefined || call === '';
  for (const [index, action] of ncco.entries()) {
    const [endpoint] = action.action === 'connect' ? action.endpoint : [];
    if (!ringsAgent(action) || endpoint?.type !== 'app') {
      ready.push(action);
      continue;
    }
    const rank = before.length + 1;
    const goesOn = ncco.slice(index + 1).some((later) => CONTINUES.includes(later.action));
    const search: RoutingState = {
      call,
      agent: endpoint.user,
      ring: rank,
      leased: false,
      goesOn,
      tried: [...before],
      round: 1,
    };
    before.push(endpoint.user);
    if (decided || !board) {
      ready.push(withLead(action, search, line));
      continue;
    }
    const now = board.now();
    const until = now + (action.timeout ?? line.ring.seconds) * 1000 + RING_MARGIN_MS;
    const claim = await board.leases
      .claim(endpoint.user, holderOf(call, rank), { now, until })
      .catch(() => 'unknown');
    if (claim !== 'taken') {
      decided = true;
      ready.push(withLead(action, { ...search, leased: claim === 'claimed' }, line));
    } else if (!goesOn) {
      const { agent: _agent, ...nobody } = search;
      return [...(lead ? ready : []), ...(await nextStep(nobody, board)).ncco];
    }
  }
  return ready;
}

/**
 * The NCCO for a call whose agent may be held by now, or not: nobody is rung on faith, for another caller may be given
 * the same agent. The caller waits a moment, and `nextStep` finds out.
 */
export function ringLater(
  written: Ncco,
  { call, line, lead, now }: { call: string; line: Line; lead: boolean; now: number },
): Ncco {
  const ncco = written.map(asNamed);
  const at = ncco.findIndex(ringsAgent);
  const [endpoint] = ncco[at]?.action === 'connect' ? ncco[at].endpoint : [];
  if (endpoint?.type !== 'app') return ncco;
  const search: RoutingState = {
    call,
    first: endpoint.user,
    ring: 0,
    leased: true,
    goesOn: false,
    tried: [],
    round: 1,
    since: now,
  };
  return [...(lead ? ncco.slice(0, at) : []), ...later(search, line)];
}

/** Users are rung by the names that agents have on the roster and at Vonage, however ops spelt them. */
function asNamed(action: NccoAction): NccoAction {
  const [endpoint] = action.action === 'connect' ? action.endpoint : [];
  if (action.action !== 'connect' || endpoint?.type !== 'app') return action;
  return { ...action, endpoint: [{ ...endpoint, user: agentName(endpoint.user) }] };
}
