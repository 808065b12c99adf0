import type { Moment } from '../messages/message.ts';

/** A customer's request, from its first text until an agent closes it. Times are ms since the epoch. */
export interface Ticket {
  /** Increasing and short enough to be read aloud; gaps are allowed. */
  number: number;
  customer: string;
  /** The number of ours that the customer wrote to, and that answers. */
  businessNumber: string;
  status: 'open' | 'closed';
  openedAt: number;
  /** The message id, or the agent's cause, that opened it. */
  openedBy: string;
  lastMessageAt: number;
  closedAt?: number;
  /** A hash of the request that closed it with a text: repeated, it sends the text if it was not sent. */
  closedBy?: string;
  maybeOptOut?: MaybeOptOut;
}

/** The newest text on a ticket that sounds like an opt-out and is no keyword: an agent has to judge it. */
export interface MaybeOptOut extends Moment {
  /** The id of the text. */
  by: string;
  /** The agent who judged that no opt-out was meant. */
  dismissedBy?: string;
}

/** A ticket's place in a list. */
export type Place = Pick<Ticket, 'lastMessageAt' | 'number'>;

/** Newest activity first, then the higher number. */
export const inListOrder = (one: Place, other: Place): number =>
  other.lastMessageAt - one.lastMessageAt || other.number - one.number;
