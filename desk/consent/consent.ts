import { isNewer, type Message, type Moment } from '../messages/message.ts';

/** Whether a customer wants texts, as the customer said last. */
export interface Consent extends ConsentChange {
  /** When the customer last said stop, ms since the epoch: what was queued before is never sent, whatever came since. */
  stoppedAt?: number;
  /** What was said before, oldest first; the last hundred. */
  before: ConsentChange[];
}

/** One change, with its time and cause. */
export interface ConsentChange extends Moment {
  state: 'stopped' | 'started';
  /** The id of the text that said so. */
  by: string;
  /** The number of ours that it came to. */
  ours: string;
}

/** A customer who changes mind more often than this keeps the newest of it. */
const KEPT_CHANGES = 100;

/** Whether `text` may not go to the customer of this consent. */
export function isStopped(
  consent: Consent | undefined,
  text: { at: number; confirmsStop?: boolean },
): boolean {
  if (consent?.stoppedAt === undefined || text.confirmsStop) return false;
  return consent.state === 'stopped' || text.at <= consent.stoppedAt;
}

/** The consent after `text` said `state`; undefined when it changes nothing: said before, or something newer was. */
export function changed(
  current: Consent | undefined,
  state: Consent['state'],
  text: Message,
): Consent | undefined {
  if (current && (current.state === state || !isNewer(text, current))) return undefined;
  const { before = [], stoppedAt, ...last } = current ?? {};
  const change: ConsentChange = {
    state,
    at: text.at,
    ...(text.sentAt !== undefined && { sentAt: text.sentAt }),
    by: text.id,
    ours: text.ours,
  };
  const stopped = state === 'stopped' ? text.at : stoppedAt;
  return {
    ...change,
    ...(stopped !== undefined && { stoppedAt: stopped }),
    before: [...before, ...('by' in last ? [last] : [])].slice(-KEPT_CHANGES),
  };
}
