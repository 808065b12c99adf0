import { chooseAnswer, type Answer } from '../../desk/calls/answer.ts';
import type { Direction, NewCall } from '../../desk/calls/new-call.ts';
import { withHeldBargeIn } from '../../desk/ncco/barge-in.ts';
import { takesKeys } from '../../desk/calls/menu.ts';
import type { Input, NccoAction } from '../../desk/ncco/ncco.ts';
import { numberFor } from '../../desk/settings.ts';
import { DTMF_URL, indented, settingsIn, type Desk } from './desk.ts';
import type { Items } from './items.ts';
import { keys } from './keys.ts';
import { NOT_TAKEN, rung, withEnding } from './rung.ts';
import { legend, texted } from './unanswered.ts';

/** Numbers that are nobody's, for calls that are only imagined. */
const EXAMPLE = { caller: '447700900123', dialled: '447700900456', business: '447700900001' };

/** How a call would be answered now, with examples for what a call brings. */
export function answerTo(direction: Direction, items: Items): Answer {
  const settings = settingsIn(items);
  const businessNumber = numberFor(settings, 'voice') ?? numberFor(settings, 'support') ?? EXAMPLE.business;
  const call: NewCall =
    direction === 'incoming'
      ? { direction, from: EXAMPLE.caller, to: businessNumber }
      : { direction, user: 'Jane', dialled: EXAMPLE.dialled };
  // The example stands for a number that agents may call.
  const dialPolicy = (number: string) => ({ ok: true as const, number });
  return chooseAnswer({ config: { items }, call, dtmfUrl: DTMF_URL, businessNumber, dialPolicy });
}

/** What a caller hears, line by line: the NCCO, each key of the menu, and what comes when nobody takes the call. */
export async function heard({ direction, ncco: answered }: Answer, desk: Desk): Promise<string[]> {
  const ncco = withHeldBargeIn(answered);
  const incoming = direction === 'incoming';
  const whose = incoming
    ? `A phone (${EXAMPLE.caller}) that calls in:`
    : `An agent whose app calls ${EXAMPLE.dialled}:`;
  const asks = ncco.find(asksMenu);
  const story = [
    ...(incoming ? await rung(ncco, desk, { lead: true }) : ncco.flatMap(withEnding)),
    ...(asks ? await keys(asks, desk) : []),
  ];
  const routed = story.some((line) => line.includes(NOT_TAKEN));
  return [
    whose,
    ...indented(story),
    ...indented(routed ? await legend(desk) : []),
    ...indented(incoming ? texted(desk) : []),
  ];
}

const asksMenu = (action: NccoAction): action is Input =>
  takesKeys(action) && (action.eventUrl?.[0].startsWith(DTMF_URL) ?? false);
