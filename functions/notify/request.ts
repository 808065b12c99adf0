import * as z from 'zod/mini';
import type { Notification } from '../../desk/deliveries/notification.ts';
import { ClientError } from '../../desk/client-error.ts';
import { isBlank } from '../../desk/texts/characters.ts';
import { LANGUAGES } from '../../desk/texts/texts.ts';
import type { Request } from '../../edge/http/handler.ts';
import { contentType, FORM, formBody, formFields, jsonBody, rawBody } from '../../edge/http/parameters.ts';
import { ENTERED_AT_MOST, numbersEntered } from '../pages/numbers-entered.ts';

/** What is asked for, by the shop's backend or in the form. */
export interface NotifyRequest {
  numbers: string[];
  notification: Notification;
  /** Exactly what was sent, for telling a repeated call from another with the same idempotency key. */
  raw: Buffer;
}

const NUMBERS_AT_MOST = 100;
const FORM_FIELDS = ['number', 'key', 'once'];
const JSON_FIELDS = [
  ...['number', 'numbers', 'day', 'window', 'options', 'closesAt', 'transactional', 'language'],
];
const OPTION_FIELDS = ['digit', 'label', 'effect'];

/** Of one line that can be seen, and of nothing that hides or turns what stands beside it. */
const line = (longest: number) =>
  z.string().check(
    z.maxLength(longest),
    z.refine((text) => !isBlank(text)),
    z.regex(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]*$/u),
  );
/** One that is wrong in a list stops no other: only what nobody can have meant does. */
const number = z.string().check(z.maxLength(1_000));

const option = z.object({
  digit: z.string().check(z.regex(/^[0-9]$/)),
  label: line(60),
  effect: z.optional(line(100)),
});

const options = z.array(option).check(
  z.minLength(1),
  z.maxLength(9),
  z.refine((all) => new Set(all.map(({ digit }) => digit)).size === all.length),
);

const body = z.object({
  number: z.optional(number),
  numbers: z.optional(z.array(number).check(z.minLength(1), z.maxLength(NUMBERS_AT_MOST))),
  day: z.optional(line(60)),
  window: z.optional(line(60)),
  options: z.optional(options),
  closesAt: z.optional(z.iso.datetime({ offset: true })),
  transactional: z.optional(z.boolean()),
  language: z.optional(z.enum(LANGUAGES)),
});

/** What is asked of each field. */
const WANTED: Record<string, string> = {
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

/** The key that a backend sends as `Authorization: Bearer …`. */
export const bearerKey = (request: Request): string | undefined =>
  /^Bearer +(\S+) *$/i.exec(request.headers['authorization'] ?? '')?.[1];

export const isForm = (request: Request): boolean => contentType(request) === FORM;

/**
 * What the caller proves itself with; in the form it is a field.
 *
 * @throws ClientError 400 for a form with a field twice, or one that is not UTF-8
 */
export const keyOf = (request: Request): string | undefined =>
  bearerKey(request) ?? (isForm(request) ? formBody(request)['key'] : undefined);

/** @throws ClientError 400 */
export function parseNotify(request: Request): NotifyRequest {
  const asked = isForm(request) ? parseForm(formBody(request)) : parseJson(jsonBody(request));
  return { ...asked, raw: rawBody(request) };
}

type Asked = Omit<NotifyRequest, 'raw'>;

function parseForm(fields: Record<string, string>): Asked {
  knowOnly(FORM_FIELDS, fields, 'The form has the fields number and key; send JSON to say more.');
  // A browser counts a line's end once, and sends two characters for it.
  const field = (fields['number'] ?? '').replaceAll('\r\n', '\n');
  const numbers = numbersEntered(field);
  if (numbers.length === 0) throw missing();
  if (numbers.length > NUMBERS_AT_MOST || field.length > ENTERED_AT_MOST)
    throw new ClientError(400, 'too-many-numbers', `Notify at most ${NUMBERS_AT_MOST} numbers at once.`);
  return { numbers, notification: {} };
}

/** What stood in the form's field for numbers, right or wrong: to be shown there again. Nothing where it is no text. */
export function entered(request: Request): string {
  try {
    return formFields(request).getAll('number').join('\n');
  } catch {
    return '';
  }
}

/** The one sheet of the form that was sent: pressed twice, its button is pressed once. */
export const sheet = (request: Request): string | undefined => {
  const once = isForm(request) ? formBody(request)['once'] : undefined;
  return once === '' ? undefined : once;
};

function parseJson(given: unknown): Asked {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new ClientError(
      400,
      'notify-body',
      `Send {"number": "+4477…"} or {"numbers": […]} with at most ${NUMBERS_AT_MOST} numbers.`,
    );
  knowOnly(
    JSON_FIELDS,
    given,
    `Send no other fields than number or numbers, ${JSON_FIELDS.slice(2).join(', ')}.`,
  );
  for (const one of optionsIn(given)) {
    knowOnly(OPTION_FIELDS, one, 'Send no other fields in an option than digit, label, effect.');
  }
  const parsed = z.safeParse(body, given);
  if (!parsed.success) {
    throw new ClientError(
      400,
      'notify-body',
      WANTED[String(parsed.error.issues[0]?.path[0])] ?? missing().message,
    );
  }
  const { number: one, numbers: several, ...more } = parsed.data;
  if (one !== undefined && several !== undefined)
    throw new ClientError(400, 'notify-body', 'Send "number" or "numbers", not both.');
  const numbers = several ?? (one === undefined ? [] : [one]);
  if (numbers.length === 0) throw missing();
  return { numbers, notification: notificationOf(more) };
}

/** A misspelt field would ask the customer something else. */
function knowOnly(known: string[], given: object, sentence: string): void {
  if (Object.keys(given).every((name) => known.includes(name))) return;
  throw new ClientError(400, 'unknown-field', sentence);
}

const optionsIn = (given: object): object[] => {
  const found: unknown = 'options' in given ? given.options : undefined;
  return Array.isArray(found) ? (found as unknown[]).filter((one) => one instanceof Object) : [];
};

const missing = (): ClientError =>
  new ClientError(400, 'number-missing', 'Give the number to notify, such as +447700900001.');

function notificationOf({
  day,
  window,
  options: offered,
  closesAt,
  transactional,
  language,
}: Omit<z.output<typeof body>, 'number' | 'numbers'>): Notification {
  return {
    ...(day !== undefined && { day }),
    ...(window !== undefined && { window }),
    ...(offered && {
      options: offered.map(({ digit, label, effect = label }) => ({ digit, label, effect })),
    }),
    ...(closesAt !== undefined && { closesAt: Date.parse(closesAt) }),
    ...(transactional !== undefined && { transactional }),
    ...(language && { language }),
  };
}
