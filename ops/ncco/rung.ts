import type { Ncco, NccoAction } from '../../desk/ncco/ncco.ts';
import { firstRing } from '../../desk/calls/routing/first-ring.ts';
import { isAgentRing } from '../../desk/calls/routing/route-nccos.ts';
import { SOMEBODY, lineIn, type Desk } from './desk.ts';
import { imaginedBoard } from './imagined.ts';
import { inTurn, letRing, searchOf, whenNotTaken } from './not-taken.ts';
import type { Agent } from './roster.ts';
import { told } from './words.ts';

const CALL = 'CON-imagined';

/** Begins the line that says what a ring in vain leads to. */
export const NOT_TAKEN = 'not taken: ';

/** Actions of which the desk hears nothing: the NCCO goes on by itself. */
export function withEnding(action: NccoAction, index: number, ncco: Ncco): string[] {
  if (action.action !== 'connect') return [told(action)];
  const isLast = index === ncco.length - 1;
  const ending =
    action.eventType === 'synchronous'
      ? `${action.eventUrl?.[0] ?? 'the event URL'} may say what comes, else `
      : '';
  return [told(action), `  if nobody answers, ${ending}${isLast ? 'the call ends' : 'it goes on here'}`];
}

/** An NCCO that the desk routes, with what each ring leads to. */
export async function rung(
  ncco: Ncco,
  { items, agents = [SOMEBODY] }: Desk,
  { lead }: { lead: boolean },
): Promise<string[]> {
  const line = lineIn(items);
  const fresh = () => imaginedBoard(agents, line, { busy: false });
  const ready = await firstRing(ncco, {
    call: CALL,
    callerSettings: line,
    switchboard: fresh(),
    intro: lead,
  });
  const lines: string[] = away(ncco, agents);
  for (const [index, action] of ready.entries()) {
    const search = searchOf(action, line);
    if (action.action !== 'connect' || !search) {
      lines.push(...withEnding(action, index, ready));
      continue;
    }
    lines.push(told(action));
    if (search.continues) {
      lines.push('  if nobody answers, it goes on here');
      continue;
    }
    const board = fresh();
    await firstRing(ncco, { call: CALL, callerSettings: line, switchboard: board, intro: lead });
    for (const before of ready.slice(0, index)) await letRing(before, board);
    lines.push(`  ${NOT_TAKEN}${inTurn(await whenNotTaken(action, board))}`);
    if (index < ready.length - 1) lines.push('when they have talked:');
  }
  return lines;
}

function away(ncco: Ncco, agents: Agent[]): string[] {
  const called = ncco.flatMap((action) => {
    const [endpoint] = isAgentRing(action) ? action.endpoint : [];
    return endpoint?.type === 'app' ? [endpoint.user] : [];
  });
  return agents
    .filter(({ name, away }) => away && called.includes(name))
    .map(({ name }) => `(${name} is away now, and is not rung)`);
}
