import { Later } from '../later.ts';
import type { InboundStore } from '../messages/inbound-store.ts';
import type { Message } from '../messages/message.ts';
import type { Customer } from '../customer.ts';
import type { Ticket, TicketStore } from './ticket.ts';

/** Rounds of reading again after losing a race; each lost round means that somebody else won one. */
const ROUNDS = 12;

/**
 * Puts a customer's text on a ticket: on the open one, else on a new one that it opens. However often and however
 * concurrently the same text arrives, it is stored once and opens at most one ticket.
 *
 * - Two first texts at once: opening is one conditional update; the loser reads again and joins the winner's ticket.
 * - A text and a close at once: the text is stored on the ticket beside the touch that the close also watches. If the
 *   close won, the touch fails and the text, which the agent did not see, opens a new ticket and moves there, or to
 *   the one that another text opened meanwhile.
 * - A late duplicate of a text on a closed ticket is not newer than that ticket's last activity: it opens nothing.
 * - A ticket that was closed before the text that opened it got onto it (the process died in between) opens again.
 *
 * @returns the customer as found or made, whose ticket holds the text; `undefined` for a late duplicate whose ticket
 *   is closed or archived
 */
export async function join(
  message: Message,
  stores: { tickets: TicketStore; messages: InboundStore },
  opens: { owes: Customer['owes'] },
): Promise<Customer | undefined> {
  const { tickets, messages } = stores;
  let closedUnseen = false;
  for (let round = 0; round < ROUNDS; round += 1) {
    const [stored, customer] = await Promise.all([
      messages.find(message.id),
      tickets.customer(message.customer),
    ]);
    if (stored?.delivery !== undefined) return undefined;
    const text = stored ?? message;
    const ticket = customer?.ticket;
    const placed = stored?.ticket !== undefined && stored.ticket === ticket?.number;
    const openedHere = !placed && ticket?.openedBy === message.id;
    if (openedHere && ticket.status === 'closed') {
      await tickets.reopen(ticket, ticket.number, text.at);
      continue;
    }
    if (stored?.ticket !== undefined && !openedHere && !closedUnseen) {
      const home = placed ? ticket : await tickets.archived(stored.ticket);
      if (home?.status !== 'open' && !isUnseen(stored, home)) return undefined;
    }

    if (ticket?.status === 'open') {
      const noted = placed && !closedUnseen && text.at <= ticket.lastMessageAt;
      if (await joinOpen(text, stored, ticket, noted, stores)) return customer;
      closedUnseen = true;
    } else {
      const opened = await openFor(text, ticket, tickets, opens.owes);
      if (opened) {
        await place(text, stored, opened, messages);
        const { owes: _old, ...known } = customer ?? { msisdn: message.customer };
        return { ...known, ticket: opened, ...(opens.owes && { owes: opens.owes }) };
      }
    }
  }
  throw new Later('ticket-contention');
}

/** Stored on a ticket that was closed before the text's touch landed: the agent never saw it, so it counts as new. */
function isUnseen(stored: Message, closed: Ticket | undefined): boolean {
  return closed !== undefined && stored.at > closed.lastMessageAt;
}

async function joinOpen(
  text: Message,
  stored: Message | undefined,
  ticket: Ticket,
  noted: boolean,
  { tickets, messages }: { tickets: TicketStore; messages: InboundStore },
): Promise<boolean> {
  if (noted) return true;
  const [, touched] = await Promise.all([
    place(text, stored, ticket, messages),
    tickets.touch(text.customer, ticket.number, text.at),
  ]);
  return touched;
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
  owes: Customer['owes'],
): Promise<Ticket | undefined> {
  const [number] = await Promise.all([tickets.nextNumber(), closed && tickets.archive(closed)]);
  const ticket: Ticket = {
    number,
    customer: text.customer,
    ours: text.ours,
    status: 'open',
    openedAt: text.at,
    openedBy: text.id,
    lastMessageAt: text.at,
  };
  return (await tickets.open(ticket, owes, closed)) ? ticket : undefined;
}
