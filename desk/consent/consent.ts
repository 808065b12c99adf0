import { isNewer, type Message, type Moment } from '../messages/message.ts';

/**
 * Whether a customer wants texts, by the customer's newest keyword. Its moment is that of the newest text with that
 * keyword: what was sent before it changes nothing, however late it arrives. `by` is the text that made the change.
 */
export interface Consent extends ConsentChange {
  /** When the customer last opted out, ms since the epoch: what was queued before is never sent, whatever came since. */
  stoppedAt?: number;
  /** Earlier changes, oldest first; the last hundred. */
  before: ConsentChange[];
}

/** One change, with its time and cause. */
export interface ConsentChange extends Moment {
  state: 'stopped' | 'started';
  /** The id of the text; of an agent's opt-out a cause of its own, see `optOut`. */
  by: string;
  /** The number of ours that it came to, or that the agent's ticket is of. */
  businessNumber: string;
  /** The agent who opted the customer out, at the customer's wish. */
  agent?: string;
}

/** Of a customer who changes mind more often, the newest changes are kept. */
const KEPT_CHANGES = 100;

/** Whether `text` may not go to the customer of this consent. */
export function isStopped(
  consent: Consent | undefined,
  text: { at: number; confirmsStop?: boolean },
): boolean {
  if (consent?.stoppedAt === undefined || text.confirmsStop) return false;
  return consent.state === 'stopped' || text.at <= consent.stoppedAt;
}

/** What changes a consent: a customer's text, or an agent's action. */
export type ConsentCause = Pick<Message, 'id' | 'businessNumber' | 'at' | 'sentAt' | 'agent'>;

/** The consent after `cause` changed it to `state`; undefined when the current one is newer. */
export function consentAfter(
  current: Consent | undefined,
  state: Consent['state'],
  cause: ConsentCause,
): Consent | undefined {
  if (current && !isNewer(cause, current)) return undefined;
  const { before = [], stoppedAt, sentAt: _earlier, ...last } = current ?? {};
  const moment = { at: cause.at, ...(cause.sentAt !== undefined && { sentAt: cause.sentAt }) };
  const stopped = state === 'stopped' ? cause.at : stoppedAt;
  const kept = { ...moment, ...(stopped !== undefined && { stoppedAt: stopped }) };
  // The same state again: only the moment changes.
  if (current?.state === state) return { ...(last as Consent), ...kept, before };
  return {
    ...kept,
    state,
    by: cause.id,
    businessNumber: cause.businessNumber,
    ...(cause.agent !== undefined && { agent: cause.agent }),
    before: [...before, ...(current ? [changeOf(current)] : [])].slice(-KEPT_CHANGES),
  };
}

const changeOf = ({ stoppedAt: _stopped, before: _before, ...change }: Consent): ConsentChange => change;
