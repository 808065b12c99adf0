import type { Connect, Ncco, NccoAction } from '../../desk/ncco/ncco.ts';
import { holderOf } from '../../desk/calls/routing/agents.ts';
import { nextStep } from '../../desk/calls/routing/next-step.ts';
import { parseRoutingState, type RoutingState } from '../../desk/calls/routing/routing-state.ts';
import { TURN_S, type CallerSettings } from '../../desk/calls/routing/route-nccos.ts';
import type { SimulatedSwitchboard } from './simulated-switchboard.ts';

/** An agent's ring, or a turn of waiting in the queue. */
interface Turn {
  agent?: string;
  seconds: number;
}

/** The routing state in the action's callback URL; undefined for an action that is not routed. */
export function routingStateOf(action: NccoAction, { routeUrl }: CallerSettings): RoutingState | undefined {
  if (action.action !== 'connect' && action.action !== 'notify') return undefined;
  const [url = ''] = action.eventUrl ?? [];
  return url.startsWith(`${routeUrl}?`) ? parseRoutingState(new URL(url).searchParams) : undefined;
}

/** Lets an agent's app ring until its timeout. */
export async function ringUnanswered(action: NccoAction, board: SimulatedSwitchboard): Promise<void> {
  const search = routingStateOf(action, board.callerSettings);
  if (action.action !== 'connect' || search?.agent === undefined) return;
  board.advance(secondsOf(action, board.callerSettings));
  await board.leases.release(search.agent, holderOf(search.call, search.ring), { now: board.now() });
}

/** The turns until voicemail of a call that no agent answers. */
export async function turnsUntilVoicemail(connect: Connect, board: SimulatedSwitchboard): Promise<Turn[]> {
  const turns: Turn[] = [];
  await ringUnanswered(connect, board);
  let state = routingStateOf(connect, board.callerSettings);
  while (state) {
    const { agent, ...before } = state;
    const tried = agent === undefined ? before.tried : [...before.tried, agent];
    const step = await nextStep({ ...state, tried }, board);
    if (step.outcome === 'voicemail') break;
    const next = step.ncco.find((action) => routingStateOf(action, board.callerSettings) !== undefined);
    state = next && routingStateOf(next, board.callerSettings);
    if (next?.action === 'connect') {
      await ringUnanswered(next, board);
      turns.push({
        seconds: secondsOf(next, board.callerSettings),
        ...(state?.agent && { agent: state.agent }),
      });
    } else {
      board.advance(waitSeconds(step.ncco));
      turns.push({ seconds: waitSeconds(step.ncco) });
    }
  }
  return turns;
}

const secondsOf = (connect: Connect, { ring }: CallerSettings): number => connect.timeout ?? ring.seconds;

/** The duration of music is unknown here. */
const waitSeconds = (ncco: Ncco): number =>
  ncco.some(({ action }) => action === 'stream')
    ? TURN_S
    : (ncco.find((action) => action.action === 'wait')?.timeout ?? TURN_S);

const MAX_TURNS_SHOWN = 6;

/** The turns as one sentence. */
export function formatTurns(turns: Turn[]): string {
  const shown = turns
    .slice(0, MAX_TURNS_SHOWN)
    .map(({ agent, seconds }) => (agent === undefined ? 'waits in line' : `rings ${agent} for ${seconds} s`));
  const more = turns.length - shown.length;
  return [...shown, ...(more > 0 ? [`${more} more turns`] : []), 'voicemail'].join(', then ');
}
