import { mapConcurrent } from '../map-concurrent.ts';
import { NUMBER_SENTENCES, readMsisdn, type NumberProblem } from '../numbers/msisdn.ts';
import {
  prepareRecipient,
  type NotificationRequest,
  type Notified,
  type NotifyDesk,
  type Recipient,
} from './notify.ts';

const READ_CONCURRENCY = 25;

/** A number of a request. */
export interface RequestedNumber {
  /** As the response names it: E.164 digits, or the beginning of what was written. */
  number: string;
  /** Why it is no number. */
  problem?: NumberProblem;
}

export interface RecipientDesk extends NotifyDesk {
  /** Gets the error of one recipient; the others continue. */
  onFailure: (error: unknown) => void;
}

/** One number written in two ways is one recipient. */
export function distinctNumbers(written: string[]): RequestedNumber[] {
  const numbers = written.map((one): [string, RequestedNumber] => {
    const read = readMsisdn(one);
    if (read.ok) return [read.msisdn, { number: read.msisdn }];
    return [`"${one.trim()}`, { number: one.trim().slice(0, 40), problem: read.problem }];
  });
  return [...new Map(numbers).values()];
}

/** Reads what each recipient's notification depends on, before anything is stored; or the result of a number without one. */
export const prepareRecipients = (
  numbers: RequestedNumber[],
  request: Pick<NotificationRequest, 'from' | 'notification'>,
  desk: RecipientDesk,
): Promise<(Recipient | Notified)[]> =>
  mapConcurrent(numbers, READ_CONCURRENCY, (number) => prepareOne(number, request, desk));

async function prepareOne(
  { number, problem }: RequestedNumber,
  request: Pick<NotificationRequest, 'from' | 'notification'>,
  desk: RecipientDesk,
): Promise<Recipient | Notified> {
  if (problem !== undefined)
    return { number, status: 'invalid', reason: problem, error: NUMBER_SENTENCES[problem] };
  if (number in desk.settings.numbers)
    return { number, status: 'refused', reason: 'own-number', error: 'This is a number of our own.' };
  try {
    return await prepareRecipient(number, request, desk);
  } catch (error) {
    desk.onFailure(error);
    return notStored(number);
  }
}

export const isRecipient = (one: Recipient | Notified): one is Recipient => 'rendered' in one;

/** The result of a number whose notification is not even stored. */
export const notStored = (number: string): Notified => ({
  number,
  status: 'failed',
  reason: 'not-stored',
  error: 'The desk could not store this notification; send this number again.',
});
