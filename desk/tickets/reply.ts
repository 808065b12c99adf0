import type { OutboundMessage } from '../messages/outbox.ts';
import { ClientError } from '../client-error.ts';
import { accepted, find, outgoing, insistOnSame, post, type Action, type AgentDesk } from './agent-desk.ts';

/**
 * Answers on an open ticket. Two agents at once both get through: their texts stand in the thread in the order in which
 * the ticket took them. The same action again changes nothing, also after the ticket was closed, and answers as before.
 *
 * @throws ClientError 400 for a text that is blank or has too many parts; 404; 409 when the ticket is closed; 422 when the key was used with
 *   another text; what {@link accepted} throws
 */
export async function replyTo(
  number: number,
  written: string,
  { agent, key }: Action,
  desk: AgentDesk,
): Promise<OutboundMessage> {
  const { tickets, outbox, settings, now } = desk;
  const text = outgoing(written, settings);
  const cause = `reply:${number}:${key}`;
  const [ticket, before] = await Promise.all([find(number, desk), outbox.find(cause)]);
  if (before) insistOnSame(before, text);
  const at =
    before?.at ??
    (ticket.status === 'open' ? await tickets.touch(ticket.customer, number, now()) : undefined);
  if (at === undefined) {
    throw new ClientError(409, 'ticket-closed', 'This ticket is closed: reopen it before you answer.');
  }
  return accepted(await post(ticket, { cause, text, agent, at }, desk), text);
}
