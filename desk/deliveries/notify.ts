import { isStopped } from '../consent/consent.ts';
import { languageTo, type CustomerStore } from '../customers/customer.ts';
import { blockedError, type BlockReason } from '../messages/block-reason.ts';
import type { Outbox, Posted, PostOptions } from '../messages/outbox.ts';
import type { HeldFor } from '../messages/send-policy.ts';
import type { NumberProblem } from '../numbers/msisdn.ts';
import type { Settings } from '../settings.ts';
import type { Wording } from '../texts/texts.ts';
import { OPEN_FOR_MS } from './defaults.ts';
import { firstIdAt, type Delivery, type DeliveryStore } from './delivery.ts';
import { renderNotification, type Notification, type RenderedNotification } from './notification.ts';

export interface NotifyDesk {
  customers: CustomerStore;
  deliveries: DeliveryStore;
  outbox: Outbox;
  settings: Settings;
  texts: Wording;
  hash: (cause: string) => string;
  now: () => number;
}

/** What one request of the shop has in common for all its recipients. */
export interface NotificationRequest {
  /** The same key never notifies the same number twice. */
  key: string;
  /** When the first request with this key came, ms since the epoch. */
  at: number;
  from: string;
  notification?: Notification;
}

/** The result of one recipient. */
export interface Notified {
  number: string;
  status: 'sent' | 'queued' | 'held' | 'invalid' | 'opted-out' | 'refused' | 'failed';
  /** The delivery's, once it is stored. */
  id?: string;
  /** Until when it is held, ms since the epoch; absent where `heldFor` ends at no set time. */
  until?: number;
  heldFor?: HeldFor;
  /** Why it was not sent; `busy` while that is not known yet. */
  reason?: BlockReason | NumberProblem | 'own-number' | 'vonage' | 'not-stored' | 'busy';
  /** The same as a sentence, where it will not be sent. */
  error?: string;
}

/** A customer to be notified, with the notification in the customer's language. */
export interface Recipient {
  number: string;
  rendered: RenderedNotification;
}

/** Notifies one customer: {@link prepareRecipient}, then {@link notifyCustomer}. */
export async function notify(
  number: string,
  request: NotificationRequest,
  desk: NotifyDesk,
): Promise<Notified> {
  const recipient = await prepareRecipient(number, request, desk);
  return 'rendered' in recipient ? notifyCustomer(recipient, request, desk) : recipient;
}

/** Renders a customer's notification before anything is stored; or the result for a customer who has opted out. */
export async function prepareRecipient(
  number: string,
  { from, notification = {} }: Pick<NotificationRequest, 'from' | 'notification'>,
  desk: NotifyDesk,
): Promise<Recipient | Notified> {
  const customer = await desk.customers.find(number);
  if (isStopped(customer?.consent, { at: desk.now() })) return { number, ...blockedResult('opted-out') };
  const language = notification.language ?? languageTo(customer, from, desk.settings);
  return { number, rendered: renderNotification(notification, language, desk) };
}

/** Tutorial 2, the question: stores the delivery, then sends the notification with its options. */
export async function notifyCustomer(
  { number, rendered: { text, ...rendered } }: Recipient,
  { key, at, from, notification = {} }: NotificationRequest,
  { deliveries, outbox, hash }: NotifyDesk,
  options: PostOptions = {},
): Promise<Notified> {
  const { transactional = false, closesAt = at + OPEN_FOR_MS } = notification;
  const cause = `notify:${key}:${number}`;
  const delivery: Delivery = {
    // The time comes first, so that a customer's deliveries sort by age; the rest follows from the cause.
    id: `${firstIdAt(at)}-${hash(`delivery:${cause}`).slice(-16)}`,
    customer: number,
    businessNumber: from,
    createdAt: at,
    ...rendered,
    closesAt,
    transactional,
    notification: hash(cause),
    askedBy: [],
  };
  await deliveries.putIfAbsent(delivery);
  const posted = await outbox.post(
    {
      cause,
      customer: number,
      businessNumber: from,
      delivery: delivery.id,
      text,
      origin: 'shop',
      ...(!transactional && { quiet: true }),
    },
    options,
  );
  await withdrawIfNotSent(posted, deliveries);
  return { number, ...resultOf(posted), id: delivery.id };
}

/** Withdraws the delivery of a notification that is never sent: the customer's texts cannot answer it. */
export async function withdrawIfNotSent(
  { id, outcome, message }: Posted,
  deliveries: Pick<DeliveryStore, 'withdraw'>,
): Promise<void> {
  if ((outcome !== 'blocked' && outcome !== 'failed') || message?.delivery === undefined) return;
  await deliveries.withdraw({ customer: message.customer, id: message.delivery, notification: id });
}

const blockedResult = (reason: BlockReason): Omit<Notified, 'number'> => ({
  status: reason === 'opted-out' ? 'opted-out' : 'refused',
  reason,
  error: blockedError(reason).message,
});

function resultOf(posted: Posted): Omit<Notified, 'number'> {
  switch (posted.outcome) {
    case 'sent':
      return { status: 'sent' };
    case 'failed':
      return {
        status: 'failed',
        reason: 'vonage',
        error: `Vonage does not deliver this text${posted.error ? ` (${posted.error})` : ''}.`,
      };
    case 'held': {
      const until = posted.message?.heldUntil;
      const { heldFor } = posted;
      return { status: 'held', ...(until !== undefined && { until }), ...(heldFor && { heldFor }) };
    }
    case 'blocked':
      return blockedResult(posted.reason ?? 'opted-out');
    case 'queued':
    case 'unknown':
      return { status: 'queued' };
    case 'busy':
      return { status: 'queued', reason: 'busy' };
  }
}
