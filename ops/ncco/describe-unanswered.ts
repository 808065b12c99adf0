import { own } from '../../desk/json-value.ts';
import { textingNumber } from '../../desk/calls/missed-call.ts';
import { nextStep } from '../../desk/calls/routing/next-step.ts';
import type { RoutingState } from '../../desk/calls/routing/routing-state.ts';
import { ringAgent, voicemail } from '../../desk/calls/routing/route-nccos.ts';
import { languageOf, numberFor } from '../../desk/settings.ts';
import { renderText } from '../../desk/texts/texts.ts';
import { textsOf } from '../../edge/aws/dynamodb/config.ts';
import { UNKNOWN_AGENT, indent, lineFrom, settingsFrom, type StoredDesk } from './stored-desk.ts';
import { simulatedSwitchboard } from './simulated-switchboard.ts';
import { describeAction } from './describe-action.ts';

/** Explains "not taken", and what callers hear whom no agent took. */
export async function describeUnanswered({ items, agents = [UNKNOWN_AGENT] }: StoredDesk): Promise<string[]> {
  const line = lineFrom(items);
  const state: RoutingState = {
    call: 'CON-simulated',
    ring: 1,
    leased: false,
    continues: false,
    tried: [],
    round: 1,
  };
  const hasOthers =
    agents.filter(({ inTurn, away }) => inTurn && !away).length > 0 && line.queue.maxSeconds > 0;
  const { outcome, ncco } = await nextStep(state, simulatedSwitchboard(agents, line, { busy: true }));
  const waitingTurn = ncco
    .slice(
      0,
      ncco.findIndex(({ action }) => action === 'notify'),
    )
    .map(describeAction);
  return [
    'not taken: the agent is away, on a call or not signed in, rejects it, or does not answer. Then comes',
    ...indent([
      ...(hasOthers
        ? ['the next agent who is free:', ...indent(ringAgent('…', state, line).map(describeAction))]
        : []),
      ...(outcome === 'waiting'
        ? [
            'in line, while the others are on calls:',
            ...indent([
              ...waitingTurn,
              `again and again, the place told anew, for ${line.queue.maxSeconds} s in all`,
            ]),
          ]
        : []),
      'voicemail:',
      ...indent(voicemail(line).map(describeAction)),
    ]),
  ];
}

/** The ticket and the text that follow a missed call. */
export function describeMissedCallText({ items }: StoredDesk): string[] {
  const settings = settingsFrom(items);
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
