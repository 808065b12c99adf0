import type { OutboundMessage } from '../messages/outbox.ts';
import { ClientError } from '../client-error.ts';
import { findTicket, storedMessage, checkedText, postOnTicket, type AgentDesk } from './agent-desk.ts';
import type { Ticket } from './ticket.ts';

export interface Closing {
  agent: string;
  /** Sent to the customer, once for each closing. */
  text?: string | undefined;
  /** The last activity that the agent saw, ms since the epoch. */
  seen?: number | undefined;
}

/**
 * Closes a ticket, if nothing came in since the agent looked at it. Of several agents at once one closes it; closing a
 * closed ticket is no error and sends nothing. Repeated by the agent who closed it with this text, the request sends the
 * text if the first one did not get to that.
 *
 * @returns the closed ticket, and the closing text: the ticket is closed also when the text is blocked (`cancelled`, with
 *   the reason in `error`) or fails
 * @throws ClientError 400 for a text that is blank or has too many parts; 404; 409 when a message came in, or another agent was faster
 */
export async function close(
  number: number,
  { agent, text: written, seen }: Closing,
  desk: AgentDesk,
): Promise<{ ticket: Ticket; message?: OutboundMessage }> {
  const { tickets, settings, now, hash } = desk;
  const text = written === undefined ? undefined : checkedText(written, settings);
  const by = text === undefined ? undefined : hash(`close:${number}:${agent}:${text}`);
  let ticket = await findTicket(number, desk);
  if (ticket.status === 'open') {
    const last = { ...ticket, lastMessageAt: seen ?? ticket.lastMessageAt };
    // Later than all activity on the ticket, also where clocks differ.
    const at = Math.max(now(), ticket.lastMessageAt + 1);
    if (await tickets.close(last, { at, by })) {
      ticket = { ...ticket, status: 'closed', closedAt: at, ...(by !== undefined && { closedBy: by }) };
    } else {
      ticket = await findTicket(number, desk);
      if (ticket.status === 'open' || by === undefined || ticket.closedBy !== by) throw conflictError(ticket);
    }
  }
  if (text === undefined || ticket.closedBy !== by || ticket.closedAt === undefined) return { ticket };
  const at = ticket.closedAt;
  const posted = await postOnTicket(ticket, { cause: `close:${number}:${at}`, text, agent, at }, desk);
  return { ticket, message: storedMessage(posted) };
}

function conflictError({ status }: Ticket): ClientError {
  return status === 'closed'
    ? new ClientError(409, 'ticket-closed-meanwhile', 'Another agent has just closed this ticket.')
    : new ClientError(
        409,
        'ticket-moved-on',
        'A new message came in, or another agent acted: look at the ticket again.',
      );
}
