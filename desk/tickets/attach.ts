import { RetryableError } from '../retryable-error.ts';
import type { InboundStore } from '../messages/inbound-store.ts';
import type { Message } from '../messages/message.ts';
import { addParts, bringsParts } from '../messages/sms/parts.ts';
import type { Customer } from '../customers/customer.ts';
import { asReopened, reopenedAt } from './reopen.ts';
import type { Ticket } from './ticket.ts';
import type { TicketStore } from './ticket-store.ts';

/** Rounds of reading again after losing a race; each lost round means that somebody else won one. */
const ROUNDS = 12;

/** How a text gets a ticket where none is open. */
export interface Opening {
  /** What a new ticket owes its customer. */
  pendingConfirmation: Customer['pendingConfirmation'];
  /** A text this soon after a close, ms, to the millisecond, reopens that ticket: its customer knows its number. 0 for never. */
  reopenWithinMs: number;
}

/**
 * Puts a customer's text on a ticket: on the open one, else on the one that was closed just now, else on a new one that
 * it opens. However often and however concurrently the same text arrives, it is stored once and opens at most one ticket.
 *
 * - Two first texts at once: opening is one conditional update; the loser reads again and joins the winner's ticket.
 * - A text and a close at once: the text is stored on the ticket beside the touch that the close also watches. If the
 *   close won, the touch fails and the text, which the agent did not see, reopens that ticket, or opens a
 *   new one and moves there, or to the one that another text opened meanwhile.
 * - A late duplicate of a text on a closed ticket is not newer than that ticket's last activity: it opens nothing.
 * - A ticket that was closed before the text that opened it got onto it (the process died in between) opens again.
 *
 * @returns the customer as found or made, whose ticket holds the text; `undefined` for a late duplicate whose ticket
 *   is closed or archived, unless it is the one that opened it
 */
export async function attachToTicket(
  message: Message,
  stores: { tickets: TicketStore; messages: InboundStore },
  opening: Opening,
): Promise<Customer | undefined> {
  const { tickets, messages } = stores;
  let closedUnseen = false;
  for (let round = 0; round < ROUNDS; round += 1) {
    const [stored, customer] = await Promise.all([
      messages.find(message.id),
      tickets.customer(message.customer),
    ]);
    if (stored?.delivery !== undefined) return undefined;
    const text = asItStands(message, stored);
    const ticket = customer?.ticket;
    const placed = stored?.ticket !== undefined && stored.ticket === ticket?.number;
    const openedHere = ticket?.openedBy === message.id && (!placed || closedUnseen || isUnseen(text, ticket));
    if (openedHere && ticket.status === 'closed') {
      await tickets.reopen(ticket, ticket, reopenedAt(ticket, text.at));
      continue;
    }
    if (stored?.ticket !== undefined && !openedHere && !closedUnseen) {
      const home = placed ? ticket : await tickets.archived(stored.ticket);
      if (home?.status !== 'open' && !isUnseen(text, home)) {
        // It may have died before its ticket's number was on the way.
        return home?.openedBy === message.id ? ownerOf(home, customer) : undefined;
      }
    }

    if (ticket?.status === 'open') {
      const noted = placed && !closedUnseen && text.at <= ticket.lastMessageAt;
      if (await joinOpen(text, stored, ticket, noted, stores)) {
        await addParts(message, messages);
        return customer;
      }
      closedUnseen = true;
    } else {
      const { pendingConfirmation: _old, ...known } = customer ?? { msisdn: message.customer };
      if (ticket && isSoonAfter(ticket, text, opening.reopenWithinMs)) {
        // On the ticket before it is open again: nobody can close it without having seen the text.
        const at = reopenedAt(ticket, text.at);
        await place({ ...text, at }, stored, ticket, messages);
        if (await tickets.reopen(ticket, ticket, at)) {
          await addParts(message, messages);
          return { ...known, ticket: asReopened(ticket, at) };
        }
        closedUnseen = true;
        continue;
      }
      const opened = await openFor(text, ticket, tickets, opening.pendingConfirmation);
      if (!opened) continue;
      if (await joinOpen(text, stored, opened, false, stores)) {
        await addParts(message, messages);
        return {
          ...known,
          ticket: opened,
          ...(opening.pendingConfirmation && { pendingConfirmation: opening.pendingConfirmation }),
        };
      }
      closedUnseen = true;
    }
  }
  throw new RetryableError('ticket-contention');
}

/**
 * A text that was stored before is taken as it is stored. A part that it lacks is news of this moment: it counts as
 * unseen until it has been noted on a ticket, and is added to the text only after that, so that whoever dies in
 * between finds it news again.
 */
function asItStands(message: Message, stored: Message | undefined): Message {
  if (!stored) return message;
  return bringsParts(message, stored) ? { ...stored, at: message.at } : stored;
}

/** The customer as of one of their tickets; what is owed is owed for the current one. */
function ownerOf(ticket: Ticket, customer: Customer | undefined): Customer {
  const { pendingConfirmation, ...known } = customer ?? { msisdn: ticket.customer };
  const isCurrent = customer?.ticket?.number === ticket.number;
  return { ...known, ticket, ...(isCurrent && pendingConfirmation && { pendingConfirmation }) };
}

/** Stored on a ticket that was closed before the text's touch landed: the agent never saw it, so it counts as new. */
function isUnseen(stored: Message, closed: Ticket | undefined): boolean {
  return closed !== undefined && stored.at > closed.lastMessageAt;
}

/** Also one that came just before the close, which the agent did not see. */
function isSoonAfter({ closedAt = 0 }: Ticket, text: Message, withinMs: number): boolean {
  return withinMs > 0 && text.at - closedAt <= withinMs;
}

async function joinOpen(
  text: Message,
  stored: Message | undefined,
  ticket: Ticket,
  noted: boolean,
  { tickets, messages }: { tickets: TicketStore; messages: InboundStore },
): Promise<boolean> {
  if (noted) return true;
  // Newer than all that an agent could see, also in the same millisecond: so it is known as unseen if its touch is lost.
  const at = stored ? text.at : Math.max(text.at, ticket.lastMessageAt + 1);
  const [, touched] = await Promise.all([
    place({ ...text, at }, stored, ticket, messages),
    tickets.touch(text.customer, ticket.number, at),
  ]);
  return touched !== undefined;
}

async function place(
  text: Message,
  stored: Message | undefined,
  ticket: Ticket,
  messages: InboundStore,
): Promise<void> {
  if (!stored) await messages.putIfAbsent({ ...text, ticket: ticket.number });
  else if (stored.ticket !== undefined && stored.ticket !== ticket.number) {
    await messages.move(stored.id, stored.ticket, ticket.number);
  }
}

async function openFor(
  text: Message,
  closed: Ticket | undefined,
  tickets: TicketStore,
  pendingConfirmation: Customer['pendingConfirmation'],
): Promise<Ticket | undefined> {
  const [number] = await Promise.all([tickets.nextNumber(), closed && tickets.archive(closed)]);
  const ticket: Ticket = {
    number,
    customer: text.customer,
    businessNumber: text.businessNumber,
    status: 'open',
    openedAt: text.at,
    openedBy: text.id,
    // The text comes onto it next: who closes the ticket while it is empty has not seen the text.
    lastMessageAt: text.at - 1,
  };
  return (await tickets.open(ticket, pendingConfirmation, closed)) ? ticket : undefined;
}
