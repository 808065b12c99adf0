import type { Customer } from '../customers/customer.ts';
import type { InboundStore } from '../messages/inbound-store.ts';
import type { Message } from '../messages/message.ts';
import { addParts } from '../messages/sms/parts.ts';
import { RetryableError } from '../retryable-error.ts';
import {
  archivedHome,
  momentOn,
  newTicket,
  nextAttachStep,
  type AttachStep,
  type Opening,
  type Reading,
} from './attach-step.ts';
import { asReopened } from './reopen.ts';
import type { Ticket } from './ticket.ts';
import type { TicketStore } from './ticket-store.ts';

/** Rounds of reading again after losing a race; in each lost round somebody else acted on this customer's tickets. */
const ROUNDS = 12;

interface Stores {
  tickets: TicketStore;
  messages: InboundStore;
}

/**
 * Puts a customer's text on a ticket: on the open one, else on the one that was closed just now, else on a new one that
 * it opens. However often and however concurrently the same text arrives, it is stored once and opens at most one ticket.
 *
 * - Two first texts at once: opening is one conditional update; the loser reads again and joins the winner's ticket.
 * - A text and a close at once: the text is stored on the ticket beside the update of its activity that the close also
 *   watches. If the close came first, that update fails and the text, which the agent did not see, reopens that ticket,
 *   or opens a new one and moves there, or to the one that another text opened meanwhile.
 * - A late duplicate of a text on a closed ticket is not newer than that ticket's last activity: it opens nothing.
 * - A ticket that was closed before the text that opened it got onto it (the process died in between) opens again.
 *
 * @returns the customer as found or made, whose ticket holds the text; `undefined` for a late duplicate whose ticket
 *   is closed or archived, unless it is the one that opened it
 * @throws RetryableError when others acted on this customer's tickets again and again
 */
export async function attachToTicket(
  message: Message,
  stores: Stores,
  opening: Opening,
): Promise<Customer | undefined> {
  let missedByClose = false;
  for (let round = 0; round < ROUNDS; round += 1) {
    const reading = await read(message, missedByClose, stores);
    const home = archivedHome(reading);
    const archived = home === undefined ? undefined : await stores.tickets.archived(home);
    const result = await take(nextAttachStep(reading, archived, opening), reading, stores, opening);
    if (result !== 'raced' && result !== 'closed-meanwhile') {
      if (result.addsParts) await addParts(message, stores.messages);
      return result.customer;
    }
    missedByClose ||= result === 'closed-meanwhile';
  }
  throw new RetryableError('ticket-contention');
}

async function read(
  message: Message,
  missedByClose: boolean,
  { tickets, messages }: Stores,
): Promise<Reading> {
  const [stored, customer] = await Promise.all([
    messages.find(message.id),
    tickets.customer(message.customer),
  ]);
  return { message, stored, customer, missedByClose };
}

/** `closed-meanwhile`: the text is on a ticket that was closed before its activity moved. */
type Result = { customer: Customer | undefined; addsParts: boolean } | 'raced' | 'closed-meanwhile';

async function take(
  step: AttachStep,
  { stored }: Reading,
  stores: Stores,
  { pendingConfirmation }: Opening,
): Promise<Result> {
  const { tickets, messages } = stores;
  switch (step.next) {
    case 'finish':
      return step;
    case 'reopen-own':
      await tickets.reopen(step.ticket, step.ticket, step.at);
      return 'raced';
    case 'join': {
      const hasJoined = await join(step.text, stored, step.ticket, stores);
      return hasJoined ? { customer: step.customer, addsParts: true } : 'closed-meanwhile';
    }
    case 'reopen': {
      const { text, ticket, at, known } = step;
      // On the ticket before that is open again: nobody can close it without having seen the text.
      await place({ ...text, at }, stored, ticket, messages);
      if (!(await tickets.reopen(ticket, ticket, at))) return 'closed-meanwhile';
      return { customer: { ...known, ticket: asReopened(ticket, at) }, addsParts: true };
    }
    case 'open': {
      const { text, instead, known } = step;
      const ticket = await open(text, instead, tickets, pendingConfirmation);
      if (!ticket) return 'raced';
      if (!(await join(text, stored, ticket, stores))) return 'closed-meanwhile';
      const customer = { ...known, ticket, ...(pendingConfirmation && { pendingConfirmation }) };
      return { customer, addsParts: true };
    }
  }
}

/** False when the ticket was closed before its activity moved. */
async function join(
  text: Message,
  stored: Message | undefined,
  ticket: Ticket,
  { tickets, messages }: Stores,
): Promise<boolean> {
  const at = momentOn(ticket, text, stored);
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

async function open(
  text: Message,
  closed: Ticket | undefined,
  tickets: TicketStore,
  pendingConfirmation: Opening['pendingConfirmation'],
): Promise<Ticket | undefined> {
  const [number] = await Promise.all([tickets.nextNumber(), closed && tickets.archive(closed)]);
  const ticket = newTicket(number, text);
  return (await tickets.open(ticket, pendingConfirmation, closed)) ? ticket : undefined;
}
