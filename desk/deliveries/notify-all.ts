import { blockedError } from '../messages/send-policy.ts';
import { NUMBER_SENTENCES, readMsisdn, type NumberProblem } from '../numbers/msisdn.ts';
import { ClientError } from '../client-error.ts';
import { numberFor, type Settings } from '../settings.ts';
import { mapConcurrent } from '../map-concurrent.ts';
import { measure } from '../messages/sms/encoding.ts';
import { OPEN_AT_MOST_MS } from './delivery.ts';
import type { Notification } from './notification.ts';
import {
  address,
  notifyCustomer,
  type Notified,
  type NotifyCall,
  type NotifyDesk,
  type Recipient,
} from './notify.ts';

/** A call of the shop's backend, or of the form. */
export interface ShopCall {
  /** As they were written. */
  numbers: string[];
  notification: Notification;
  /** The caller's name for this call, and a hash of all that it asks for: the same again is answered the same. */
  repeat?: { key: string; body: string } | undefined;
}

/** What a call that may come again left behind. */
export interface IdempotencyRecord {
  /** A hash of what it asked for. */
  body: string;
  /** When it first came, ms since the epoch. */
  at: number;
  /** What it was answered, number by number; the numbers themselves stand in its body alone. */
  results?: Outcome[];
}

export type Outcome = Omit<Notified, 'number'>;

export interface IdempotencyStore {
  /** Read consistently. */
  recall(key: string): Promise<IdempotencyRecord | undefined>;
  /** Remembers the first call with this key; answers what is remembered. */
  remember(key: string, call: IdempotencyRecord): Promise<IdempotencyRecord>;
  /** Remembers what the call was answered, if it was not answered before. */
  finish(key: string, results: Outcome[]): Promise<void>;
}

export interface NotifyAllDesk extends NotifyDesk {
  calls: IdempotencyStore;
  newId: () => string;
  /** Hears of what went wrong with one recipient while the others go on. */
  onFailure: (error: unknown) => void;
}

/** The gateway waits 30 s for all. What Vonage has not taken by then is stored for the sweep. */
const SEND_MS = 10_000;
/** What is not even stored by then is not done at all. */
const STORE_MS = 16_000;
/** Vonage takes 30 requests a second; a few at a time keep under it and are done soon. */
const SENDING_AT_ONCE = 5;
const READING_AT_ONCE = 25;
/** So many texts of one call that Vonage did not take in their time: the others need not try. */
const UNSENT_AT_MOST = 3;

/**
 * Notifies each number of the call once, and answers for each by itself: one that is wrong stops no other. A call that
 * comes again sends nothing again.
 *
 * @throws ClientError 400 for what is wrong with the call as a whole, before anything is stored; 422 for a key that was
 *   used with another body; 503 while no number is configured
 */
export async function notifyAll(
  { numbers: written, notification, repeat }: ShopCall,
  desk: NotifyAllDesk,
): Promise<Notified[]> {
  const { calls, settings, newId, now } = desk;
  const began = now();
  const from = senderOf(settings);
  const numbers = distinct(written);
  const told = ({ results }: IdempotencyRecord): Notified[] | undefined =>
    results && numbers.flatMap(({ number }, index) => (results[index] ? { number, ...results[index] } : []));

  const earlier = repeat && (await calls.recall(repeat.key));
  if (earlier) mustBeSame(earlier, repeat);
  const answered = earlier && told(earlier);
  if (answered) return answered;

  mustCloseInTime(notification, earlier?.at ?? began);
  const addressed = await mapConcurrent(numbers, READING_AT_ONCE, (named) =>
    addressOne(named, { from, notification }, desk),
  );
  if (addressed.some((one) => isRecipient(one) && measure(one.words.text).parts > settings.limits.parts))
    throw blockedError('text-too-long');

  const call = repeat && (await calls.remember(repeat.key, { body: repeat.body, at: began }));
  if (call) mustBeSame(call, repeat);
  const results = await tellAll(
    addressed,
    { key: repeat?.key ?? newId(), at: call?.at ?? began, from, notification },
    began,
    desk,
  );
  if (repeat && results.every(isSettled))
    await calls.finish(
      repeat.key,
      results.map(({ number: _number, ...outcome }) => outcome),
    );
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

interface Named {
  /** As the answer names it: E.164 digits, or the beginning of what was written. */
  number: string;
  /** Why it is no number. */
  problem?: NumberProblem;
}

/** One number written in two ways is one recipient. */
function distinct(written: string[]): Named[] {
  const named = written.map((one): [string, Named] => {
    const read = readMsisdn(one);
    if (read.ok) return [read.msisdn, { number: read.msisdn }];
    return [`"${one.trim()}`, { number: one.trim().slice(0, 40), problem: read.problem }];
  });
  return [...new Map(named).values()];
}

function mustBeSame(remembered: IdempotencyRecord, { body }: { body: string }): void {
  if (remembered.body === body) return;
  throw new ClientError(
    422,
    'idempotency-key-reused',
    'This Idempotency-Key was used with another body: take a new one.',
  );
}

/** @param at when the call first came: made again later, it is as good as then */
function mustCloseInTime({ closesAt }: Notification, at: number): void {
  if (closesAt === undefined || (closesAt > at && closesAt <= at + OPEN_AT_MOST_MS)) return;
  throw new ClientError(
    400,
    'closes-at',
    'Send a "closesAt" that lies in the future, at most 60 days ahead.',
  );
}

const isRecipient = (one: Recipient | Notified): one is Recipient => 'words' in one;

/** Whether the same call made again may be answered the same without looking again. */
const isSettled = ({ reason }: Notified): boolean => reason !== 'busy' && reason !== 'not-stored';

async function addressOne(
  { number, problem }: Named,
  call: Pick<NotifyCall, 'from' | 'notification'>,
  desk: NotifyAllDesk,
): Promise<Recipient | Notified> {
  if (problem !== undefined)
    return {
      number,
      status: 'invalid',
      reason: problem,
      error: NUMBER_SENTENCES[problem],
    };
  if (number in desk.settings.numbers)
    return { number, status: 'refused', reason: 'own-number', error: 'This is a number of our own.' };
  try {
    return await address(number, call, desk);
  } catch (error) {
    desk.onFailure(error);
    return notStored(number);
  }
}

async function tellAll(
  addressed: (Recipient | Notified)[],
  call: NotifyCall,
  began: number,
  desk: NotifyAllDesk,
): Promise<Notified[]> {
  let unsent = 0;
  return mapConcurrent(addressed, SENDING_AT_ONCE, async (one) => {
    if (!isRecipient(one)) return one;
    const passed = desk.now() - began;
    if (passed > STORE_MS) return notStored(one.number);
    const queue = passed > SEND_MS || unsent >= UNSENT_AT_MOST;
    const result = await tellOne(one, call, queue, desk);
    if (!queue && result.status === 'queued') unsent += 1;
    return result;
  });
}

async function tellOne(
  recipient: Recipient,
  call: NotifyCall,
  queue: boolean,
  desk: NotifyAllDesk,
): Promise<Notified> {
  let isStored = false;
  const onStored = (): Promise<void> => {
    isStored = true;
    return Promise.resolve();
  };
  try {
    return await notifyCustomer(recipient, call, desk, { queue, onStored });
  } catch (error) {
    desk.onFailure(error);
    // Whatever happened to a text that is stored: the sweep finds it.
    return isStored
      ? { number: recipient.number, status: 'queued', reason: 'busy' }
      : notStored(recipient.number);
  }
}

const notStored = (number: string): Notified => ({
  number,
  status: 'failed',
  reason: 'not-stored',
  error: 'The desk could not store this notification; send this number again.',
});
