import { ClientError } from '../client-error.ts';
import { findTicket, ROUNDS, type AgentDesk } from './agent-desk.ts';
import type { Ticket } from './ticket.ts';

/**
 * Reopens a ticket, unless a newer one of the same customer is open. An open ticket stays as it is.
 *
 * @throws ClientError 404; 409 when the customer has another open ticket
 */
export async function reopen(number: number, desk: AgentDesk): Promise<Ticket> {
  const { tickets, now } = desk;
  for (let round = 0; round < ROUNDS; round += 1) {
    const ticket = await findTicket(number, desk);
    if (ticket.status === 'open') return ticket;
    const current = (await tickets.customer(ticket.customer))?.ticket;
    if (!current) break;
    if (current.status === 'open') {
      if (current.number === number) return current;
      throw new ClientError(409, 'newer-ticket-open', 'The customer has a newer open ticket: answer there.');
    }
    if (current.number !== number) await tickets.archive(current);
    const closed = current.number === number ? current : ticket;
    const at = reopenedAt(closed, now());
    if (await tickets.reopen(closed, current, at)) return asReopened(closed, at);
  }
  throw new ClientError(
    409,
    'ticket-contention',
    'Somebody else is working on this customer right now; please try again.',
  );
}

/** When a ticket is active again: later than its close, whatever this environment's clock says. */
export const reopenedAt = ({ closedAt = 0 }: Ticket, at: number): number => Math.max(at, closedAt + 1);

/** The closed ticket, after it was reopened at `at`. */
export function asReopened({ closedAt: _at, closedBy: _by, ...ticket }: Ticket, at: number): Ticket {
  return { ...ticket, status: 'open', lastMessageAt: at };
}
