import type { Connect, Ncco, NccoAction } from '../../desk/ncco/ncco.ts';
import { holderOf } from '../../desk/calls/routing/agents.ts';
import { nextStep } from '../../desk/calls/routing/next-step.ts';
import { parseRoutingState, type RoutingState } from '../../desk/calls/routing/routing-state.ts';
import { TURN_S, type CallerSettings } from '../../desk/calls/routing/route-nccos.ts';
import type { ImaginedBoard } from './imagined.ts';

/** A ring, or waiting in line. */
interface Turn {
  agent?: string;
  /** How long, s. */
  seconds: number;
}

/** How far the desk's search for an agent has come, where this action is a part of it. */
export function searchOf(action: NccoAction, { routeUrl }: CallerSettings): RoutingState | undefined {
  if (action.action !== 'connect' && action.action !== 'notify') return undefined;
  const [url = ''] = action.eventUrl ?? [];
  return url.startsWith(`${routeUrl}?`) ? parseRoutingState(new URL(url).searchParams) : undefined;
}

/** An agent's app rings until it ends by itself. */
export async function letRing(action: NccoAction, board: ImaginedBoard): Promise<void> {
  const search = searchOf(action, board.callerSettings);
  if (action.action !== 'connect' || search?.agent === undefined) return;
  board.pass(secondsOf(action, board.callerSettings));
  await board.leases.release(search.agent, holderOf(search.call, search.ring), { now: board.now() });
}

/** What becomes, until it ends, of a call that each agent lets ring in vain. */
export async function whenNotTaken(connect: Connect, board: ImaginedBoard): Promise<Turn[]> {
  const turns: Turn[] = [];
  await letRing(connect, board);
  let search = searchOf(connect, board.callerSettings);
  while (search) {
    const { agent, ...before } = search;
    const tried = agent === undefined ? before.tried : [...before.tried, agent];
    const step = await nextStep({ ...search, tried }, board);
    if (step.outcome === 'voicemail') break;
    const next = step.ncco.find((action) => searchOf(action, board.callerSettings) !== undefined);
    search = next && searchOf(next, board.callerSettings);
    if (next?.action === 'connect') {
      await letRing(next, board);
      turns.push({
        seconds: secondsOf(next, board.callerSettings),
        ...(search?.agent && { agent: search.agent }),
      });
    } else {
      board.pass(waited(step.ncco));
      turns.push({ seconds: waited(step.ncco) });
    }
  }
  return turns;
}

const secondsOf = (connect: Connect, { ring }: CallerSettings): number => connect.timeout ?? ring.seconds;

/** Music takes its own time, which nobody knows here. */
const waited = (ncco: Ncco): number =>
  ncco.some(({ action }) => action === 'stream')
    ? TURN_S
    : (ncco.find((action) => action.action === 'wait')?.timeout ?? TURN_S);

const MOST_TOLD = 6;

/** The turns as a sentence. */
export function inTurn(turns: Turn[]): string {
  const told = turns
    .slice(0, MOST_TOLD)
    .map(({ agent, seconds }) => (agent === undefined ? 'waits in line' : `rings ${agent} for ${seconds} s`));
  const more = turns.length - told.length;
  return [...told, ...(more > 0 ? [`${more} more turns`] : []), 'voicemail'].join(', then ');
}
