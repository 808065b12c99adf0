import { toMsisdn } from '../deliveries/number.ts';
import type { Message } from '../messages/message.ts';
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
  thread: (ticket: number) => Promise<Message[]>;
}

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
  if (ticket.status === 'closed') {
    throw new Refusal(409, 'ticket-closed', 'This ticket is closed: reopen it before you answer.');
  }
  await noteActivity(ticket, desk);
  return send(ticket, `reply:${number}:${action.key}`, text, action.agent, desk);
}

/** Writes first: on the customer's open ticket, or on a new one, which owes the customer no confirmation. */
export async function writeFirst(
  written: string,
  text: string,
  action: Action,
  desk: AgentDesk,
): Promise<{ ticket: Ticket; message: OutboundMessage }> {
  const { tickets, settings, now } = desk;
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
  const current = (await tickets.customer(customer))?.ticket;
  const ticket = current?.status === 'open' ? current : await openNew();
  return {
    ticket,
    message: await send(ticket, `reply:${ticket.number}:${action.key}`, text, action.agent, desk),
  };

  async function openNew(): Promise<Ticket> {
    // The same call made again finds the ticket that it opened.
    const openedBy = `agent-${action.key}`;
    if (current?.openedBy === openedBy) return current;
    const [number] = await Promise.all([tickets.nextNumber(), current && tickets.archive(current)]);
    const at = now();
    const opened: Ticket = {
      number,
      customer: customer!,
      ours: ours!,
      status: 'open',
      openedAt: at,
      openedBy,
      lastMessageAt: at,
    };
    if (await tickets.open(opened, undefined)) return opened;
    const winner = (await tickets.customer(customer!))?.ticket;
    if (winner?.status === 'open') return winner;
    throw new Refusal(
      409,
      'ticket-contention',
      'Somebody else is working on this customer right now; please try again.',
    );
  }
}

/** Closes a ticket, if nothing came in since the agent looked at it; a closing text goes out when one is given. */
export async function close(
  number: number,
  closing: { text?: string | undefined; seen?: number | undefined; agent: string },
  desk: AgentDesk,
): Promise<Ticket> {
  const { tickets, now } = desk;
  const ticket = await find(number, desk);
  if (ticket.status === 'closed') return ticket;
  const at = now();
  if (!(await tickets.close(ticket.customer, number, closing.seen ?? ticket.lastMessageAt, at))) {
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
  if (current && current.status === 'closed' && current.number !== number) await tickets.archive(current);
  const at = now();
  if (!current || !(await tickets.reopen(ticket, current.number, at))) {
    throw new Refusal(409, 'newer-ticket-open', 'The customer has a newer open ticket: answer there.');
  }
  const { closedAt: _closedAt, ...reopened } = ticket;
  return { ...reopened, status: 'open', lastMessageAt: at };
}

/** @throws Refusal 404 */
export async function find(number: number, { tickets }: Pick<AgentDesk, 'tickets'>): Promise<Ticket> {
  const ticket = await tickets.byNumber(number);
  if (!ticket) throw new Refusal(404, 'ticket-unknown', 'There is no ticket with this number.');
  return ticket;
}

async function noteActivity(ticket: Ticket, { tickets, now }: AgentDesk): Promise<void> {
  await tickets.touch(ticket.customer, ticket.number, now());
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
