import * as z from 'zod/mini';
import {
  NOTIFY_FIELDS,
  notifyRequestSchema,
  NUMBERS_AT_MOST,
  OPTION_FIELDS,
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
  refuseUnknownFields(body);
  const parsed = z.safeParse(notifyRequestSchema, body);
  if (!parsed.success) throw invalidField(parsed.error.issues[0]?.path[0]);
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

/**
 * A misspelt field would send the customer another text than was meant.
 *
 * @throws ClientError 400
 */
export function refuseOtherFields(known: readonly string[], given: object, sentence: string): void {
  if (Object.keys(given).every((name) => known.includes(name))) return;
  throw new ClientError(400, 'unknown-field', sentence);
}

function refuseUnknownFields(body: object): void {
  const fields = Object.keys(NOTIFY_FIELDS);
  const others = fields.filter((name) => name !== 'number' && name !== 'numbers').join(', ');
  refuseOtherFields(fields, body, `Send no other fields than number or numbers, ${others}.`);
  for (const option of optionsIn(body)) {
    refuseOtherFields(
      OPTION_FIELDS,
      option,
      `Send no other fields in an option than ${OPTION_FIELDS.join(', ')}.`,
    );
  }
}

const optionsIn = (body: object): object[] => {
  const options: unknown = 'options' in body ? body.options : undefined;
  return Array.isArray(options) ? (options as unknown[]).filter((one) => one instanceof Object) : [];
};

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
