import type { OutboundMessage } from '../messages/outbox.ts';
import { ClientError } from '../client-error.ts';
import {
  messageUnlessBlocked,
  findTicket,
  checkedText,
  requireSameText,
  postOnTicket,
  type Action,
  type AgentDesk,
} from './agent-desk.ts';

/**
 * Answers on an open ticket. The texts of two agents at once are both sent, and are in the thread in the order in which
 * the ticket's activity moved. The same action again changes nothing, also after the ticket was closed, and returns the
 * same.
 *
 * @throws ClientError 400 for a text that is blank or has too many parts; 404; 409 when the ticket is closed; 422 when the key was used with
 *   another text; what {@link messageUnlessBlocked} throws
 */
export async function replyTo(
  number: number,
  written: string,
  { agent, key }: Action,
  desk: AgentDesk,
): Promise<OutboundMessage> {
  const { tickets, outbox, settings, now } = desk;
  const text = checkedText(written, settings);
  const cause = `reply:${number}:${key}`;
  const [ticket, before] = await Promise.all([findTicket(number, desk), outbox.find(cause)]);
  if (before) requireSameText(before, text);
  const at =
    before?.at ??
    (ticket.status === 'open' ? await tickets.touch(ticket.customer, number, now()) : undefined);
  if (at === undefined) {
    throw new ClientError(409, 'ticket-closed', 'This ticket is closed: reopen it before you answer.');
  }
  return messageUnlessBlocked(await postOnTicket(ticket, { cause, text, agent, at }, desk), text);
}
