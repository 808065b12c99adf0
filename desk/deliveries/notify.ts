import { isStopped } from '../consent/consent.ts';
import { languageTo, type CustomerStore } from '../customers/customer.ts';
import { blockedError, type BlockReason, type HeldFor } from '../messages/send-policy.ts';
import type { Outbox, Posted } from '../messages/outbox.ts';
import type { NumberProblem } from '../numbers/msisdn.ts';
import type { Settings } from '../settings.ts';
import type { Wording } from '../texts/texts.ts';
import { OPEN_FOR_MS } from './defaults.ts';
import { firstIdAt, type Delivery, type DeliveryStore } from './delivery.ts';
import { worded, type Notification, type Worded } from './notification.ts';

export interface NotifyDesk {
  customers: CustomerStore;
  deliveries: DeliveryStore;
  outbox: Outbox;
  settings: Settings;
  texts: Wording;
  hash: (cause: string) => string;
  now: () => number;
}

/** What one call of the shop asks for. */
export interface NotifyCall {
  /** The same key never notifies the same number twice. */
  key: string;
  /** When the first call with this key came, ms since the epoch. */
  at: number;
  from: string;
  notification?: Notification;
}

/** What became of one recipient. */
export interface Notified {
  number: string;
  status: 'sent' | 'queued' | 'held' | 'invalid' | 'opted-out' | 'refused' | 'failed';
  /** The delivery's, once it is stored. */
  id?: string;
  /** It is held until then, ms since the epoch; without it, until what it is held for is over. */
  until?: number;
  heldFor?: HeldFor;
  /** Why it was not sent; `busy` while its fate is open. */
  reason?: BlockReason | NumberProblem | 'own-number' | 'vonage' | 'not-stored' | 'busy';
  /** Of what will not be sent, the same in a sentence. */
  error?: string;
}

/** Who is to be told, in which words. */
export interface Recipient {
  number: string;
  words: Worded;
}

/** One customer by itself: see {@link address} and {@link notifyCustomer}. */
export async function notify(number: string, call: NotifyCall, desk: NotifyDesk): Promise<Notified> {
  const recipient = await address(number, call, desk);
  return 'words' in recipient ? notifyCustomer(recipient, call, desk) : recipient;
}

/** Finds the words for a customer before anything is stored; or says why there are none: the customer opted out. */
export async function address(
  number: string,
  { from, notification = {} }: Pick<NotifyCall, 'from' | 'notification'>,
  desk: NotifyDesk,
): Promise<Recipient | Notified> {
  const customer = await desk.customers.find(number);
  if (isStopped(customer?.consent, { at: desk.now() })) return kept(number, 'opted-out');
  const language = notification.language ?? languageTo(customer, from, desk.settings);
  return { number, words: worded(notification, language, desk) };
}

/**
 * Tutorial 2, the question: stores the delivery, then sends the notification with its options.
 *
 * @param queue only store it: the sweep sends it
 */
export async function notifyCustomer(
  { number, words: { text, ...words } }: Recipient,
  { key, at, from, notification = {} }: NotifyCall,
  { deliveries, outbox, hash }: NotifyDesk,
  { queue = false, onStored }: { queue?: boolean; onStored?: () => Promise<void> } = {},
): Promise<Notified> {
  const { transactional = false, closesAt = at + OPEN_FOR_MS } = notification;
  const cause = `notify:${key}:${number}`;
  const delivery: Delivery = {
    // Time first, so that a customer's deliveries sort by age; then what follows from the cause.
    id: `${firstIdAt(at)}-${hash(`delivery:${cause}`).slice(-16)}`,
    customer: number,
    businessNumber: from,
    createdAt: at,
    ...words,
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
    { queue, ...(onStored && { onStored }) },
  );
  await withdrawUnlessTold(posted, deliveries);
  return { number, ...outcome(posted), id: delivery.id };
}

/** A customer who never gets the notification answers something else: its delivery waits for no reply. */
export async function withdrawUnlessTold(
  { id, outcome, message }: Posted,
  deliveries: Pick<DeliveryStore, 'withdraw'>,
): Promise<void> {
  if ((outcome !== 'barred' && outcome !== 'failed') || message?.delivery === undefined) return;
  await deliveries.withdraw({ customer: message.customer, id: message.delivery, notification: id });
}

/** The result for a number whose text may not leave the desk. */
function kept(number: string, reason: BlockReason): Notified {
  return { number, ...barredOutcome(reason) };
}

const barredOutcome = (reason: BlockReason): Omit<Notified, 'number'> => ({
  status: reason === 'opted-out' ? 'opted-out' : 'refused',
  reason,
  error: blockedError(reason).message,
});

function outcome(posted: Posted): Omit<Notified, 'number'> {
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
    case 'barred':
      return barredOutcome(posted.reason ?? 'opted-out');
    case 'queued':
    case 'unknown':
      return { status: 'queued' };
    case 'busy':
      return { status: 'queued', reason: 'busy' };
  }
}
