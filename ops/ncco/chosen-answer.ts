import { chooseAnswer, type Answer } from '../../desk/calls/answer.ts';
import type { Direction, NewCall } from '../../desk/calls/new-call.ts';
import { formatProblem } from '../../desk/ncco/findings.ts';
import { numberFor } from '../../desk/settings.ts';
import type { Items } from './items.ts';
import { DTMF_URL, settingsFrom } from './stored-desk.ts';

/** Numbers reserved for examples, for simulated calls. */
export const EXAMPLE = { caller: '447700900123', dialled: '447700900456', business: '447700900001' };

/** The answer that a call of this direction would get now; caller and dialled number are examples. */
export function chosenAnswer(direction: Direction, items: Items): Answer {
  const settings = settingsFrom(items);
  const businessNumber = numberFor(settings, 'voice') ?? numberFor(settings, 'support') ?? EXAMPLE.business;
  const call: NewCall =
    direction === 'incoming'
      ? { direction, from: EXAMPLE.caller, to: businessNumber }
      : { direction, user: 'Jane', dialled: EXAMPLE.dialled };
  // The example number counts as one that agents may call.
  const dialPolicy = (number: string) => ({ ok: true as const, number });
  return chooseAnswer({ config: { items }, call, dtmfUrl: DTMF_URL, businessNumber, dialPolicy });
}

/** Why the chosen item cannot answer calls of this direction; empty when it can. */
export function answerProblems(direction: Direction, items: Items): string[] {
  const { source, problems, preset } = chosenAnswer(direction, items);
  if (source === 'item') return [];
  const sentences = problems.filter(({ item }) => item === preset || item === 'answer').map(formatProblem);
  return sentences.length > 0 ? sentences : ['what was dialled is refused'];
}
