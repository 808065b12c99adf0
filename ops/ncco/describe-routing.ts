import type { Ncco, NccoAction } from '../../desk/ncco/ncco.ts';
import { firstRing } from '../../desk/calls/routing/first-ring.ts';
import { isAgentRing } from '../../desk/calls/routing/route-nccos.ts';
import { UNKNOWN_AGENT, lineFrom, type StoredDesk } from './stored-desk.ts';
import { simulatedSwitchboard } from './simulated-switchboard.ts';
import { formatTurns, ringUnanswered, routingStateOf, turnsUntilVoicemail } from './unanswered-rings.ts';
import type { Agent } from './roster.ts';
import { describeAction } from './describe-action.ts';

const CALL = 'CON-simulated';

/** Prefix of the line that lists what follows an unanswered ring. */
export const UNANSWERED_PREFIX = 'not taken: ';

/** An action that the desk does not route: the NCCO continues by itself. */
export function describeUnroutedAction(action: NccoAction, index: number, ncco: Ncco): string[] {
  if (action.action !== 'connect') return [describeAction(action)];
  const isLast = index === ncco.length - 1;
  const ending =
    action.eventType === 'synchronous'
      ? `${action.eventUrl?.[0] ?? 'the event URL'} may say what comes, else `
      : '';
  return [
    describeAction(action),
    `  if nobody answers, ${ending}${isLast ? 'the call ends' : 'it goes on here'}`,
  ];
}

/** An NCCO that the desk routes, with what follows each unanswered ring. */
export async function describeRouting(
  ncco: Ncco,
  { items, agents = [UNKNOWN_AGENT] }: StoredDesk,
  { lead }: { lead: boolean },
): Promise<string[]> {
  const line = lineFrom(items);
  const fresh = () => simulatedSwitchboard(agents, line, { busy: false });
  const ready = await firstRing(ncco, {
    call: CALL,
    callerSettings: line,
    switchboard: fresh(),
    intro: lead,
  });
  const lines: string[] = describeAwayAgents(ncco, agents);
  for (const [index, action] of ready.entries()) {
    const state = routingStateOf(action, line);
    if (action.action !== 'connect' || !state) {
      lines.push(...describeUnroutedAction(action, index, ready));
      continue;
    }
    lines.push(describeAction(action));
    if (state.continues) {
      lines.push('  if nobody answers, it goes on here');
      continue;
    }
    const board = fresh();
    await firstRing(ncco, { call: CALL, callerSettings: line, switchboard: board, intro: lead });
    for (const before of ready.slice(0, index)) await ringUnanswered(before, board);
    lines.push(`  ${UNANSWERED_PREFIX}${formatTurns(await turnsUntilVoicemail(action, board))}`);
    if (index < ready.length - 1) lines.push('when they have talked:');
  }
  return lines;
}

function describeAwayAgents(ncco: Ncco, agents: Agent[]): string[] {
  const called = ncco.flatMap((action) => {
    const [endpoint] = isAgentRing(action) ? action.endpoint : [];
    return endpoint?.type === 'app' ? [endpoint.user] : [];
  });
  return agents
    .filter(({ name, away }) => away && called.includes(name))
    .map(({ name }) => `(${name} is away now, and is not rung)`);
}
