import { isNewer, type Message, type Moment } from '../messages/message.ts';

/**
 * Whether a customer wants texts, as the customer said last. Its moment is that of the newest text that said so: what
 * was sent before it changes nothing, however late it comes. `by` is the text that made the change.
 */
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

/** The consent after `text` said `state`; undefined when something newer was said. */
export function after(
  current: Consent | undefined,
  state: Consent['state'],
  text: Message,
): Consent | undefined {
  if (current && !isNewer(text, current)) return undefined;
  const { before = [], stoppedAt, sentAt: _earlier, ...last } = current ?? {};
  const moment = { at: text.at, ...(text.sentAt !== undefined && { sentAt: text.sentAt }) };
  const stopped = state === 'stopped' ? text.at : stoppedAt;
  const kept = { ...moment, ...(stopped !== undefined && { stoppedAt: stopped }) };
  // Said again: nothing changes but the moment.
  if (current?.state === state) return { ...(last as Consent), ...kept, before };
  return {
    ...kept,
    state,
    by: text.id,
    ours: text.ours,
    before: [...before, ...(current ? [changeOf(current)] : [])].slice(-KEPT_CHANGES),
  };
}

const changeOf = ({ stoppedAt: _stopped, before: _before, ...change }: Consent): ConsentChange => change;
