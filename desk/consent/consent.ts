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
  /** The id of the text that said so; of an agent's opt-out its own name, see `optOut`. */
  by: string;
  /** The number of ours that it came to, or that the agent's ticket is of. */
  businessNumber: string;
  /** The agent who opted the customer out, at the customer's wish. */
  agent?: string;
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

/** What changes a consent: a customer's text, or an agent's action. */
export type Cause = Pick<Message, 'id' | 'businessNumber' | 'at' | 'sentAt' | 'agent'>;

/** The consent after `cause` said `state`; undefined when something newer was said. */
export function after(
  current: Consent | undefined,
  state: Consent['state'],
  cause: Cause,
): Consent | undefined {
  if (current && !isNewer(cause, current)) return undefined;
  const { before = [], stoppedAt, sentAt: _earlier, ...last } = current ?? {};
  const moment = { at: cause.at, ...(cause.sentAt !== undefined && { sentAt: cause.sentAt }) };
  const stopped = state === 'stopped' ? cause.at : stoppedAt;
  const kept = { ...moment, ...(stopped !== undefined && { stoppedAt: stopped }) };
  // Said again: nothing changes but the moment.
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
