import * as z from 'zod/mini';
import { LANGUAGES } from '../languages.ts';
import { writtenNumberSchema as number } from './number.ts';
import { timestampInAnyZone } from '../values.ts';

/** Numbers of one request. */
export const NUMBERS_AT_MOST = 100;

/** One line, without anything that hides or turns what stands beside it. */
const line = (longest: number) =>
  z
    .string()
    .check(
      z.minLength(1),
      z.maxLength(longest),
      z.regex(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]*$/u),
    );

/** What the customer may answer; without `effect`, the label is the effect. */
export const optionSchema = z.strictObject({
  digit: z.string().check(z.regex(/^[0-9]$/)),
  label: line(60),
  effect: z.optional(line(100)),
});

const options = z.array(optionSchema).check(
  z.minLength(1),
  z.maxLength(9),
  z.refine((all) => new Set(all.map(({ digit }) => digit)).size === all.length),
);

/**
 * `POST /notify` as JSON: `number` or `numbers`, not both. Strict, for a misspelt field would send the customer another
 * text than was meant.
 */
export const notifyRequestSchema = z.strictObject({
  number: z.optional(number),
  numbers: z.optional(z.array(number).check(z.minLength(1), z.maxLength(NUMBERS_AT_MOST))),
  day: z.optional(line(60)),
  window: z.optional(line(60)),
  options: z.optional(options),
  closesAt: z.optional(timestampInAnyZone),
  transactional: z.optional(z.boolean()),
  language: z.optional(z.enum(LANGUAGES)),
});

export type NotifyRequest = z.output<typeof notifyRequestSchema>;

/** What each field takes, as its caller reads it. */
export const NOTIFY_FIELDS: Record<keyof NotifyRequest, string> = {
  number: 'Send "number" as text: one phone number in international form, such as "+447700900001".',
  numbers: `Send "numbers" as a list of 1 to ${NUMBERS_AT_MOST} phone numbers in international form.`,
  day: 'Send "day" as one line of 1 to 60 characters, such as "tomorrow".',
  window: 'Send "window" as one line of 1 to 60 characters, such as "8am and 2pm".',
  options:
    'Send "options" as a list of 1 to 9 objects with a digit ("0" to "9", each once), a label (one line of 1 to 60 characters) and, if you like, an effect (1 to 100 characters).',
  closesAt: 'Send "closesAt" as a date and time with its zone, such as "2030-01-31T18:00:00Z".',
  transactional: 'Send "transactional" as true or false.',
  language: `Send "language" as one of ${LANGUAGES.join(', ')}.`,
};

/** What a request with an unknown field is told; within an option, or beside it. */
export const KNOWN_FIELDS = {
  request: `Send no other fields than number or numbers, ${Object.keys(NOTIFY_FIELDS).slice(2).join(', ')}.`,
  option: 'Send no other fields in an option than digit, label, effect.',
} as const;
