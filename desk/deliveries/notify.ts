import type { Outbox } from '../messages/outbox.ts';
import { languageOf, type Settings } from '../settings.ts';
import { say, type Language, type Wording } from '../texts/texts.ts';
import { DEFAULT_OPTIONS, listOptions, type Delivery, type DeliveryStore } from './delivery.ts';

export interface NotifyDesk {
  deliveries: DeliveryStore;
  outbox: Outbox;
  settings: Settings;
  texts: Wording;
  hash: (cause: string) => string;
}

/** What one call of the shop asks for. */
export interface NotifyCall {
  /** The same key never notifies the same number twice. */
  key: string;
  /** When the first call with this key came, ms since the epoch. */
  at: number;
  from: string;
}

/** What became of one recipient. */
export interface Notified {
  number: string;
  status: 'sent' | 'queued' | 'failed' | 'held' | 'opted-out' | 'refused';
  id: string;
  error?: string;
}

/** The word between the last two options. */
export const OR: Record<Language, string> = { en: 'or', ja: 'または', zh: '或' };

const DAY_MS = 86_400_000;
/** A choice is taken for a week: the tutorial's options reach as far as the next Thursday. */
const OPEN_FOR_MS = 7 * DAY_MS;

/** Tutorial 2, the question: stores the delivery, then sends the notification with its options. */
export async function notify(number: string, call: NotifyCall, desk: NotifyDesk): Promise<Notified> {
  const { deliveries, outbox, settings, texts, hash } = desk;
  const cause = `notify:${call.key}:${number}`;
  const delivery: Delivery = {
    // Time first, so that a customer's deliveries sort by age; then what follows from the cause.
    id: `${call.at.toString(36).padStart(9, '0')}-${hash(`delivery:${cause}`).slice(-16)}`,
    customer: number,
    ours: call.from,
    createdAt: call.at,
    day: 'tomorrow',
    window: '8am and 2pm',
    options: DEFAULT_OPTIONS,
    closesAt: call.at + OPEN_FOR_MS,
    askedBy: [],
  };
  await deliveries.putIfAbsent(delivery);
  const language = languageOf(settings, call.from);
  const posted = await outbox.post({
    cause,
    customer: number,
    ours: call.from,
    delivery: delivery.id,
    text: say(
      'notify',
      language,
      {
        business: settings.businessName,
        day: delivery.day,
        window: delivery.window,
        options: listOptions(delivery.options, OR[language]),
      },
      texts(language),
    ),
  });
  switch (posted.outcome) {
    case 'sent':
      return { number, status: 'sent', id: delivery.id };
    case 'failed':
      return { number, status: 'failed', id: delivery.id, ...(posted.error && { error: posted.error }) };
    case 'held':
      return { number, status: 'held', id: delivery.id };
    case 'barred':
      return { number, status: posted.reason === 'opted-out' ? 'opted-out' : 'refused', id: delivery.id };
    case 'queued':
    case 'busy':
    case 'unknown':
      return { number, status: 'queued', id: delivery.id };
  }
}
