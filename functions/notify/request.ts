import * as z from 'zod/mini';
import {
  KNOWN_FIELDS,
  NOTIFY_FIELDS,
  notifyRequestSchema,
  NUMBERS_AT_MOST,
  type NotifyRequest,
} from '../../contract/requests/notify.ts';
import { ClientError } from '../../desk/client-error.ts';
import type { Notification } from '../../desk/deliveries/notification.ts';
import { isBlank } from '../../desk/texts/characters.ts';
import type { Request } from '../../edge/http/handler.ts';
import { jsonBody } from '../../edge/http/parameters.ts';

/** Whom to notify, as written, and of what. */
export interface Asked {
  numbers: string[];
  notification: Notification;
}

/** The key that a backend sends as `Authorization: Bearer …`. */
export const bearerKey = (request: Request): string | undefined =>
  /^Bearer +(\S+) *$/i.exec(request.headers['authorization'] ?? '')?.[1];

/** @throws ClientError 400 */
export function parseNotifyJson(request: Request): Asked {
  const body = jsonBody(request);
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw invalid(`Send {"number": "+4477…"} or {"numbers": […]} with at most ${NUMBERS_AT_MOST} numbers.`);
  const parsed = z.safeParse(notifyRequestSchema, body);
  if (!parsed.success) throw problemIn(parsed.error.issues);
  const blank = blankField(parsed.data);
  if (blank) throw invalidField(blank);
  const { number, numbers: several, ...notification } = parsed.data;
  if (number !== undefined && several !== undefined) throw invalid('Send "number" or "numbers", not both.');
  const numbers = several ?? (number === undefined ? [] : [number]);
  if (numbers.length === 0) throw numberMissing();
  return { numbers, notification: toNotification(notification) };
}

export const numberMissing = (): ClientError =>
  new ClientError(400, 'number-missing', 'Give the number to notify, such as +447700900001.');

/** An unknown field comes first: it may be a misspelt one that is said to be missing. */
function problemIn(issues: z.core.$ZodIssue[]): ClientError {
  const unknown = issues.find(({ code }) => code === 'unrecognized_keys');
  return unknown
    ? unknownField(unknown.path.length === 0 ? KNOWN_FIELDS.request : KNOWN_FIELDS.option)
    : invalidField(issues[0]?.path[0]);
}

export const unknownField = (sentence: string): ClientError =>
  new ClientError(400, 'unknown-field', sentence);

const invalid = (sentence: string): ClientError => new ClientError(400, 'notify-body', sentence);

const invalidField = (field: PropertyKey | undefined): ClientError =>
  invalid(isField(field) ? NOTIFY_FIELDS[field] : numberMissing().message);

const isField = (field: PropertyKey | undefined): field is keyof NotifyRequest =>
  field !== undefined && Object.hasOwn(NOTIFY_FIELDS, field);

/** The first field with a text of which a customer would see nothing. */
function blankField({ day, window, options = [] }: NotifyRequest): keyof NotifyRequest | undefined {
  const isInvisible = (text: string | undefined) => text !== undefined && isBlank(text);
  if (isInvisible(day)) return 'day';
  if (isInvisible(window)) return 'window';
  return options.some(({ label, effect }) => isInvisible(label) || isInvisible(effect))
    ? 'options'
    : undefined;
}

function toNotification({
  day,
  window,
  options,
  closesAt,
  transactional,
  language,
}: Omit<NotifyRequest, 'number' | 'numbers'>): Notification {
  return {
    ...(day !== undefined && { day }),
    ...(window !== undefined && { window }),
    ...(options && {
      options: options.map(({ digit, label, effect = label }) => ({ digit, label, effect })),
    }),
    ...(closesAt !== undefined && { closesAt }),
    ...(transactional !== undefined && { transactional }),
    ...(language && { language }),
  };
}
