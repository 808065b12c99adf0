import { ClientError } from '../client-error.ts';
import { blockedError } from '../messages/block-reason.ts';
import { isTooLong } from '../messages/sms/channel.ts';
import { numberFor, type Settings } from '../settings.ts';
import { OPEN_AT_MOST_MS } from './delivery.ts';
import {
  findOrPutRequest,
  findRequest,
  type IdempotencyKey,
  type IdempotencyRecord,
  type IdempotencyStore,
} from './idempotency.ts';
import type { Notification } from './notification.ts';
import type { Notified, Recipient } from './notify.ts';
import { notifyRecipients } from './notify-recipients.ts';
import {
  distinctNumbers,
  isRecipient,
  prepareRecipients,
  type RecipientDesk,
  type RequestedNumber,
} from './recipients.ts';

/** A request of the shop's backend, or of the form. */
export interface ShopRequest {
  /** As they were written. */
  numbers: string[];
  notification: Notification;
  /** Where the request may be repeated: then it gets the same response, and nothing is sent again. */
  repeat?: IdempotencyKey | undefined;
}

export interface NotifyAllDesk extends RecipientDesk {
  idempotency: IdempotencyStore;
  newId: () => string;
}

/**
 * Notifies each number of the request once, each with a result of its own: one that fails does not stop the others. A
 * repeated request sends nothing again.
 *
 * @throws ClientError 400 for what is wrong with the request as a whole, before anything is stored; 422 for a key that
 *   was used with another body; 503 while no number is configured
 */
export async function notifyAll(
  { numbers: written, notification, repeat }: ShopRequest,
  desk: NotifyAllDesk,
): Promise<Notified[]> {
  const { idempotency, settings, newId, now } = desk;
  const began = now();
  const from = senderOf(settings);
  const numbers = distinctNumbers(written);

  const earlier = repeat && (await findRequest(repeat, idempotency));
  const response = earlier && resultsOf(earlier, numbers);
  if (response) return response;

  requireValidEnd(notification, earlier?.at ?? began);
  const recipients = await prepareRecipients(numbers, { from, notification }, desk);
  requireShortEnough(recipients, settings);

  const stored = repeat && (await findOrPutRequest(repeat, began, idempotency));
  const request = { key: repeat?.key ?? newId(), at: stored?.at ?? began, from, notification };
  const results = await notifyRecipients(recipients, request, began, desk);
  if (repeat && results.every(isRepeatable))
    await idempotency.complete(repeat.key, results.map(withoutNumber));
  return results;
}

function senderOf(settings: Settings): string {
  const from = numberFor(settings, 'delivery') ?? numberFor(settings, 'support');
  if (from) return from;
  throw new ClientError(
    503,
    'no-delivery-number',
    'No number is configured for deliveries yet: run the set-up command.',
  );
}

/** The response to an earlier request; undefined while it has none. */
const resultsOf = ({ results }: IdempotencyRecord, numbers: RequestedNumber[]): Notified[] | undefined =>
  results && numbers.flatMap(({ number }, index) => (results[index] ? { number, ...results[index] } : []));

const withoutNumber = ({ number: _number, ...result }: Notified): Omit<Notified, 'number'> => result;

/** @param at when the request first came: repeated later, it is as valid as then */
function requireValidEnd({ closesAt }: Notification, at: number): void {
  if (closesAt === undefined || (closesAt > at && closesAt <= at + OPEN_AT_MOST_MS)) return;
  throw new ClientError(
    400,
    'closes-at',
    'Send a "closesAt" that lies in the future, at most 60 days ahead.',
  );
}

function requireShortEnough(recipients: (Recipient | Notified)[], { limits }: Settings): void {
  if (recipients.some((one) => isRecipient(one) && isTooLong(one.rendered.text, limits)))
    throw blockedError('text-too-long');
}

/** Whether a repeated request may get the same result without trying again. */
const isRepeatable = ({ reason }: Notified): boolean => reason !== 'busy' && reason !== 'not-stored';
