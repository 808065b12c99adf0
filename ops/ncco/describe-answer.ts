import type { Answer } from '../../desk/calls/answer.ts';
import { withHeldBargeIn } from '../../desk/ncco/barge-in.ts';
import { takesKeys } from '../../desk/calls/menu.ts';
import type { Input, NccoAction } from '../../desk/ncco/ncco.ts';
import { DTMF_URL, indent, type StoredDesk } from './stored-desk.ts';
import { EXAMPLE } from './chosen-answer.ts';
import { describeMenu } from './describe-menu.ts';
import { UNANSWERED_PREFIX, describeRouting, describeUnroutedAction } from './describe-routing.ts';
import { describeUnanswered, describeMissedCallText } from './describe-unanswered.ts';

/** What a caller hears, line by line: the NCCO, each key of the menu, and what follows when nobody takes the call. */
export async function describeAnswer(
  { direction, ncco: answered }: Answer,
  desk: StoredDesk,
): Promise<string[]> {
  const ncco = withHeldBargeIn(answered);
  const incoming = direction === 'incoming';
  const title = incoming
    ? `A phone (${EXAMPLE.caller}) that calls in:`
    : `An agent whose app calls ${EXAMPLE.dialled}:`;
  const menuInput = ncco.find(opensMenu);
  const lines = [
    ...(incoming ? await describeRouting(ncco, desk, { lead: true }) : ncco.flatMap(describeUnroutedAction)),
    ...(menuInput ? await describeMenu(menuInput, desk) : []),
  ];
  const routed = lines.some((line) => line.includes(UNANSWERED_PREFIX));
  return [
    title,
    ...indent(lines),
    ...indent(routed ? await describeUnanswered(desk) : []),
    ...indent(incoming ? describeMissedCallText(desk) : []),
  ];
}

const opensMenu = (action: NccoAction): action is Input =>
  takesKeys(action) && (action.eventUrl?.[0].startsWith(DTMF_URL) ?? false);
