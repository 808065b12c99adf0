import { beginning } from '../../cloud/events.ts';
import { type Happened, isVonages } from './happened.ts';
import { parsed } from './words.ts';

/** Of one text within an event, in characters: a text of megabytes must not be kept ten thousand times. */
const LONGEST = 16_000;

/** The event with its long texts cut, itself where none is long. */
export function light<T extends object>(event: T): T {
  let copy: T | undefined;
  for (const [key, value] of Object.entries(event)) {
    const lighter: unknown =
      typeof value === 'string' && value.length > LONGEST
        ? beginning(value, LONGEST)
        : typeof value === 'object' && value !== null && !Array.isArray(value)
          ? light(value as object)
          : value;
    if (lighter !== value) copy = { ...(copy ?? event), [key]: lighter };
  }
  return copy ?? event;
}

/** The characters of an event's texts: what it takes of the memory, nearly. */
export function weight(event: object): number {
  let sum = 0;
  for (const value of Object.values(event) as unknown[]) {
    if (typeof value === 'string') sum += value.length;
    else if (typeof value === 'object' && value !== null) sum += weight(value);
  }
  return sum;
}

/**
 * All that is known: the event's own fields, JSON in them as what it says, and how what it began came to its end
 * (`answer` of a webhook, `response` of a request).
 */
export function whole(event: Happened, outcome: Happened | undefined): Record<string, unknown> {
  if (isVonages(event)) {
    if (!outcome || !isVonages(outcome) || outcome.type !== 'webhook') return { ...event };
    const { status, ms, error, requestId } = outcome.attempt;
    return { ...event, answer: { status, ms, error, requestId, body: outcome.answered } };
  }
  if (event.kind === 'log') return { ...event, line: parsed(event.line) };
  if (event.kind === 'dynamodb') {
    const { input, output, ...rest } = event;
    return {
      ...rest,
      ...(input !== undefined && { input: parsed(input) }),
      ...(output !== undefined && { output: parsed(output) }),
    };
  }
  if (event.kind === 'request' && outcome && !isVonages(outcome) && outcome.kind === 'response') {
    const { status, ms, asked, answered } = outcome;
    return { ...event, response: { status, ms, asked, answered } };
  }
  return { ...event };
}
