import type { Customer } from '../customers/customer.ts';
import type { Message } from '../messages/message.ts';
import { bringsParts } from '../messages/sms/parts.ts';
import { reopenedAt } from './reopen.ts';
import type { Ticket } from './ticket.ts';

/** How a text gets a ticket where none is open. */
export interface Opening {
  /** The confirmation that is pending on a new ticket. */
  pendingConfirmation: Customer['pendingConfirmation'];
  /**
   * A text this soon after a close, ms, to the millisecond, reopens that ticket: its customer knows its number. 0 for
   * never.
   */
  reopenWithinMs: number;
}

/** What one round of attaching a text to a ticket read. */
export interface Reading {
  /** The text as it arrived. */
  message: Message;
  /** The text as it is stored already. */
  stored: Message | undefined;
  customer: Customer | undefined;
  /** An earlier round put the text onto a ticket that was closed by then: the agent who closed it has not seen the text. */
  missedByClose: boolean;
}

/** Which write comes next. */
export type AttachStep =
  /** None: the text is where it belongs. */
  | { next: 'finish'; customer: Customer | undefined; addsParts: boolean }
  /** A ticket that this text opened and that was closed before the text got onto it: read again after that. */
  | { next: 'reopen-own'; ticket: Ticket; at: number }
  /** The text goes onto the open ticket, and moves its activity. */
  | { next: 'join'; text: Message; ticket: Ticket; customer: Customer }
  /** The text goes onto the closed ticket, which is reopened then. */
  | { next: 'reopen'; text: Message; ticket: Ticket; at: number; known: Customer }
  /** A new ticket is opened, in the place of the closed one if there is one; the text joins it then. */
  | { next: 'open'; text: Message; instead: Ticket | undefined; known: Customer };

/**
 * The archived ticket that must be read before {@link nextAttachStep} can decide: that on which the text is stored, where
 * it is neither the customer's current one nor to be left.
 */
export function archivedHome(reading: Reading): number | undefined {
  const { stored, customer } = reading;
  const isElsewhere = stored?.ticket !== undefined && stored.ticket !== customer?.ticket?.number;
  return isElsewhere && mayStay(reading) ? stored.ticket : undefined;
}

/**
 * What is to be done for a text, from what was read. Each write that follows is conditional on the ticket as it was read:
 * when it fails, somebody else acted meanwhile, and the next round decides on what that left.
 *
 * @param archived the ticket that {@link archivedHome} named
 */
export function nextAttachStep(
  reading: Reading,
  archived: Ticket | undefined,
  opening: Pick<Opening, 'reopenWithinMs'>,
): AttachStep {
  // What a text was taken for when it first came, it stays: this one is a reply to a notification.
  if (reading.stored?.delivery !== undefined)
    return { next: 'finish', customer: undefined, addsParts: false };
  return reopenOwn(reading) ?? leaveWhereItIs(reading, archived) ?? putOnTicket(reading, opening);
}

/** For a ticket that this text opened, and that was closed before the text got onto it. */
function reopenOwn(reading: Reading): AttachStep | undefined {
  const ticket = reading.customer?.ticket;
  if (ticket?.status !== 'closed' || !mustBeOnOwn(reading)) return undefined;
  return { next: 'reopen-own', ticket, at: reopenedAt(ticket, textOf(reading).at) };
}

/** For a late duplicate: its text was on its ticket when that was closed, and opens nothing. */
function leaveWhereItIs(reading: Reading, archived: Ticket | undefined): AttachStep | undefined {
  const { message, stored, customer } = reading;
  if (stored?.ticket === undefined || !mayStay(reading)) return undefined;
  const home = isPlaced(reading) ? customer?.ticket : archived;
  if (home?.status === 'open' || isUnseen(textOf(reading), home)) return undefined;
  // The process of the text that opened the ticket may have died before the number was confirmed: that is still to be done.
  const isOpener = home?.openedBy === message.id;
  return { next: 'finish', customer: isOpener ? asOf(home, customer) : undefined, addsParts: false };
}

function putOnTicket(reading: Reading, { reopenWithinMs }: Pick<Opening, 'reopenWithinMs'>): AttachStep {
  const { message, customer } = reading;
  const text = textOf(reading);
  const ticket = customer?.ticket;
  if (customer && ticket?.status === 'open') {
    return isNoted(reading, ticket)
      ? { next: 'finish', customer, addsParts: true }
      : { next: 'join', text, ticket, customer };
  }
  const { pendingConfirmation: _ofClosed, ...known } = customer ?? { msisdn: message.customer };
  return ticket && isSoonAfter(ticket, text, reopenWithinMs)
    ? { next: 'reopen', text, ticket, at: reopenedAt(ticket, text.at), known }
    : { next: 'open', text, instead: ticket, known };
}

/**
 * When the text counts on the open ticket: later than all that an agent could see, also in the same millisecond, so that
 * it is known as unseen if the ticket is closed before its activity moves.
 */
export const momentOn = (ticket: Ticket, text: Message, stored: Message | undefined): number =>
  stored ? text.at : Math.max(text.at, ticket.lastMessageAt + 1);

/** A ticket that the text opens, still without it. */
export function newTicket(number: number, text: Message): Ticket {
  return {
    number,
    customer: text.customer,
    businessNumber: text.businessNumber,
    status: 'open',
    openedAt: text.at,
    openedBy: text.id,
    // The text joins it next: an agent who closes the ticket while it is empty has not seen the text.
    lastMessageAt: text.at - 1,
  };
}

/**
 * The text as it is stored already, if it is. A part that the stored one lacks is new at this moment: it counts as unseen
 * until it has been noted on a ticket, and is added to the text only after that. So a process that dies in between leaves
 * it new.
 */
function textOf({ message, stored }: Reading): Message {
  if (!stored) return message;
  return bringsParts(message, stored) ? { ...stored, at: message.at } : stored;
}

const isPlaced = ({ stored, customer }: Reading): boolean =>
  stored?.ticket !== undefined && stored.ticket === customer?.ticket?.number;

/** The text opened the current ticket, and no agent can have seen it there: the process died before it got onto it. */
function mustBeOnOwn(reading: Reading): boolean {
  const { message, customer, missedByClose } = reading;
  const ticket = customer?.ticket;
  if (ticket?.openedBy !== message.id) return false;
  return !isPlaced(reading) || missedByClose || isUnseen(textOf(reading), ticket);
}

/** A delivery of the text before this one has moved the open ticket's activity: an agent who closes it sees the text. */
const isNoted = (reading: Reading, open: Ticket): boolean =>
  isPlaced(reading) && !reading.missedByClose && textOf(reading).at <= open.lastMessageAt;

/** The stored text may belong where it is. */
const mayStay = (reading: Reading): boolean =>
  reading.stored?.delivery === undefined && !reading.missedByClose && !mustBeOnOwn(reading);

/** Stored on a ticket that was closed before the text moved its activity: the agent never saw it, so it counts as new. */
const isUnseen = (text: Message, closed: Ticket | undefined): boolean =>
  closed !== undefined && text.at > closed.lastMessageAt;

/** Also for a text that came just before the close and that the agent did not see. */
const isSoonAfter = ({ closedAt = 0 }: Ticket, text: Message, withinMs: number): boolean =>
  withinMs > 0 && text.at - closedAt <= withinMs;

/** The customer with one of their tickets; a confirmation is pending for the current one only. */
function asOf(ticket: Ticket, customer: Customer | undefined): Customer {
  const { pendingConfirmation, ...known } = customer ?? { msisdn: ticket.customer };
  const isCurrent = customer?.ticket?.number === ticket.number;
  return { ...known, ticket, ...(isCurrent && pendingConfirmation && { pendingConfirmation }) };
}
