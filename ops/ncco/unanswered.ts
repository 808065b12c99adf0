import { own } from '../../desk/json-value.ts';
import { textingNumber } from '../../desk/calls/missed-call.ts';
import { nextStep } from '../../desk/calls/routing/next-step.ts';
import type { RoutingState } from '../../desk/calls/routing/routing-state.ts';
import { ringAgent, voicemail } from '../../desk/calls/routing/route-nccos.ts';
import { languageOf, numberFor } from '../../desk/settings.ts';
import { renderText } from '../../desk/texts/texts.ts';
import { textsOf } from '../../edge/aws/dynamodb/config.ts';
import { SOMEBODY, indented, lineIn, settingsIn, type Desk } from './desk.ts';
import { imaginedBoard } from './imagined.ts';
import { told } from './words.ts';

/** What "not taken" means, and what the callers hear whom nobody took. */
export async function legend({ items, agents = [SOMEBODY] }: Desk): Promise<string[]> {
  const line = lineIn(items);
  const search: RoutingState = {
    call: 'CON-imagined',
    ring: 1,
    leased: false,
    continues: false,
    tried: [],
    round: 1,
  };
  const others = agents.filter(({ inTurn, away }) => inTurn && !away).length > 0 && line.queue.maxSeconds > 0;
  const { outcome, ncco } = await nextStep(search, imaginedBoard(agents, line, { busy: true }));
  const turn = ncco
    .slice(
      0,
      ncco.findIndex(({ action }) => action === 'notify'),
    )
    .map(told);
  return [
    'not taken: the agent is away, on a call or not signed in, rejects it, or does not answer. Then comes',
    ...indented([
      ...(others ? ['the next agent who is free:', ...indented(ringAgent('…', search, line).map(told))] : []),
      ...(outcome === 'waiting'
        ? [
            'in line, while the others are on calls:',
            ...indented([
              ...turn,
              `again and again, the place told anew, for ${line.queue.maxSeconds} s in all`,
            ]),
          ]
        : []),
      'voicemail:',
      ...indented(voicemail(line).map(told)),
    ]),
  ];
}

/** What becomes of a call that nobody answered, however it ended. */
export function texted({ items }: Desk): string[] {
  const settings = settingsIn(items);
  const called = numberFor(settings, 'voice') ?? numberFor(settings, 'support');
  const businessNumber = textingNumber(called, settings);
  if (businessNumber === undefined)
    return ['nobody answered: no ticket and no text, for no number of the settings is used for support'];
  const language = languageOf(settings, businessNumber);
  const edited = own(items, `texts/${language}`);
  const text = renderText(
    'missed',
    language,
    { business: settings.businessName, ticket: '…' },
    textsOf(typeof edited === 'object' && edited !== null ? { ...edited } : {}),
    settings.limits.parts,
  );
  return [
    'nobody answered: the call, with the message, comes onto a ticket, and the caller, who showed a number, is texted',
    `  "${text}"`,
  ];
}
