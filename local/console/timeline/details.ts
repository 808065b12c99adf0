import { beginning } from '../../cloud/events.ts';
import { parseIfJson } from './format.ts';
import { isVonageEvent, type SystemEvent } from './system-event.ts';

/** Characters kept of one text in an event: a text of megabytes must not be stored ten thousand times. */
const MAX_TEXT_LENGTH = 16_000;

/** A copy of the event with its long texts truncated; the event itself if it has none. */
export function truncateTexts<T extends object>(event: T): T {
  let copy: T | undefined;
  for (const [key, value] of Object.entries(event)) {
    const truncated: unknown =
      typeof value === 'string' && value.length > MAX_TEXT_LENGTH
        ? beginning(value, MAX_TEXT_LENGTH)
        : typeof value === 'object' && value !== null && !Array.isArray(value)
          ? truncateTexts(value as object)
          : value;
    if (truncated !== value) copy = { ...(copy ?? event), [key]: truncated };
  }
  return copy ?? event;
}

/** The characters of an event's texts: approximates the memory that the event takes. */
export function sizeOf(event: object): number {
  let sum = 0;
  for (const value of Object.values(event) as unknown[]) {
    if (typeof value === 'string') sum += value.length;
    else if (typeof value === 'object' && value !== null) sum += sizeOf(value);
  }
  return sum;
}

/**
 * All that is known about an event: its own fields, with JSON texts parsed, and its outcome (`answer` of a webhook,
 * `response` of a request).
 */
export function detailsOf(event: SystemEvent, outcome: SystemEvent | undefined): Record<string, unknown> {
  if (isVonageEvent(event)) {
    if (!outcome || !isVonageEvent(outcome) || outcome.type !== 'webhook') return { ...event };
    const { status, ms, error, requestId } = outcome.attempt;
    return { ...event, answer: { status, ms, error, requestId, body: outcome.answered } };
  }
  if (event.kind === 'log') return { ...event, line: parseIfJson(event.line) };
  if (event.kind === 'dynamodb') {
    const { input, output, ...rest } = event;
    return {
      ...rest,
      ...(input !== undefined && { input: parseIfJson(input) }),
      ...(output !== undefined && { output: parseIfJson(output) }),
    };
  }
  if (event.kind === 'request' && outcome && !isVonageEvent(outcome) && outcome.kind === 'response') {
    const { status, ms, asked, answered } = outcome;
    return { ...event, response: { status, ms, asked, answered } };
  }
  return { ...event };
}
