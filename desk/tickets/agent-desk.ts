import { toMsisdn } from '../msisdn.ts';
import type { Outbox, OutboundMessage } from '../messages/outbox.ts';
import { Refusal } from '../refusal.ts';
import { numberFor, type Settings } from '../settings.ts';
import type { Ticket, TicketStore } from './ticket.ts';

/** What an agent does at the desk. */
export interface AgentDesk {
  tickets: TicketStore;
  outbox: Outbox;
  settings: Settings;
  now: () => number;
}

/** Rounds of reading again after losing a race with the customer or another agent. */
const ROUNDS = 4;

/** One action of one agent: the same key never acts twice. */
export interface Action {
  agent: string;
  key: string;
}

/** Answers on an open ticket. */
export async function replyTo(
  number: number,
  text: string,
  action: Action,
  desk: AgentDesk,
): Promise<OutboundMessage> {
  const ticket = await find(number, desk);
  if (ticket.status === 'closed' || !(await noteActivity(ticket, desk))) {
    throw new Refusal(409, 'ticket-closed', 'This ticket is closed: reopen it before you answer.');
  }
  return send(ticket, `reply:${number}:${action.key}`, text, action.agent, desk);
}

/** Writes first: on the customer's open ticket, or on a new one, which owes the customer no confirmation. */
export async function writeFirst(
  written: string,
  text: string,
  action: Action,
  desk: AgentDesk,
): Promise<{ ticket: Ticket; message: OutboundMessage }> {
  const { settings } = desk;
  const customer = toMsisdn(written);
  if (!customer) {
    throw new Refusal(
      400,
      'customer-no-number',
      'The customer must be a phone number in international form, such as +447700900001.',
    );
  }
  if (customer in settings.numbers)
    throw new Refusal(400, 'customer-is-ours', 'This is a number of our own.');
  const ours = numberFor(settings, 'support');
  if (!ours)
    throw new Refusal(
      503,
      'no-support-number',
      'No support number is configured yet: run the set-up command.',
    );
  const ticket = await ticketToWriteOn(customer, ours, `agent-${action.key}`, desk);
  // Not by the ticket's number: the same call made again, after a close, must not send a second text.
  return { ticket, message: await send(ticket, `first:${customer}:${action.key}`, text, action.agent, desk) };
}

async function ticketToWriteOn(
  customer: string,
  ours: string,
  openedBy: string,
  desk: AgentDesk,
): Promise<Ticket> {
  const { tickets, now } = desk;
  for (let round = 0; round < ROUNDS; round += 1) {
    const current = (await tickets.customer(customer))?.ticket;
    // The same call made again finds the ticket that it opened.
    if (current?.openedBy === openedBy) return current;
    if (current?.status === 'open') {
      if (await noteActivity(current, desk)) return current;
      continue;
    }
    const [number] = await Promise.all([tickets.nextNumber(), current && tickets.archive(current)]);
    const at = now();
    const opened: Ticket = {
      number,
      customer,
      ours,
      status: 'open',
      openedAt: at,
      openedBy,
      lastMessageAt: at,
    };
    if (await tickets.open(opened, undefined, current)) return opened;
  }
  throw new Refusal(
    409,
    'ticket-contention',
    'Somebody else is working on this customer right now; please try again.',
  );
}

/**
 * Closes a ticket, if nothing came in since the agent looked at it; a closing text goes out when one is given, once for
 * each closing: made again, the same call sends what it did not get to send.
 */
export async function close(
  number: number,
  closing: { text?: string | undefined; seen?: number | undefined; agent: string },
  desk: AgentDesk,
): Promise<Ticket> {
  const { tickets, now } = desk;
  const ticket = await find(number, desk);
  const at = ticket.closedAt ?? now();
  if (
    ticket.status === 'open' &&
    !(await tickets.close(ticket.customer, number, closing.seen ?? ticket.lastMessageAt, at))
  ) {
    throw new Refusal(
      409,
      'ticket-moved-on',
      'A new message came in, or another agent acted: look at the ticket again.',
    );
  }
  if (closing.text !== undefined)
    await send(ticket, `close:${number}:${at}`, closing.text, closing.agent, desk);
  return { ...ticket, status: 'closed', closedAt: at };
}

/** Reopens a ticket, unless a newer one of the same customer is open. */
export async function reopen(number: number, desk: AgentDesk): Promise<Ticket> {
  const { tickets, now } = desk;
  const ticket = await find(number, desk);
  if (ticket.status === 'open') return ticket;
  const current = (await tickets.customer(ticket.customer))?.ticket;
  const at = now();
  if (current?.status === 'open' && current.number === number) return current;
  // What was open when it was read is not replaced, even if it is closed by now: it was not archived.
  if (current?.status === 'closed') {
    if (current.number !== number) await tickets.archive(current);
    if (await tickets.reopen(ticket, current.number, at)) {
      const { closedAt: _closedAt, ...reopened } = ticket;
      return { ...reopened, status: 'open', lastMessageAt: at };
    }
  }
  throw new Refusal(409, 'newer-ticket-open', 'The customer has a newer open ticket: answer there.');
}

/** @throws Refusal 404 */
export async function find(number: number, { tickets }: Pick<AgentDesk, 'tickets'>): Promise<Ticket> {
  const ticket = await tickets.byNumber(number);
  if (!ticket) throw new Refusal(404, 'ticket-unknown', 'There is no ticket with this number.');
  return ticket;
}

/** False when another agent closed the ticket meanwhile. */
function noteActivity(ticket: Ticket, { tickets, now }: AgentDesk): Promise<boolean> {
  return tickets.touch(ticket.customer, ticket.number, now());
}

async function send(
  ticket: Ticket,
  cause: string,
  text: string,
  agent: string,
  { outbox, now }: AgentDesk,
): Promise<OutboundMessage> {
  const posted = await outbox.post({
    cause,
    customer: ticket.customer,
    ours: ticket.ours,
    ticket: ticket.number,
    text,
    agent,
  });
  if (posted.message) return posted.message;
  return {
    id: posted.id,
    direction: 'outbound',
    customer: ticket.customer,
    ours: ticket.ours,
    text,
    at: now(),
    status: 'sending',
    ticket: ticket.number,
    agent,
    type: 'text',
    parts: 1,
    attempts: 1,
  };
}
