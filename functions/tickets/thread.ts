import type { ThreadJson } from '../../contract/responses/tickets.ts';
import type { Message } from '../../desk/messages/message.ts';
import { findTicket } from '../../desk/tickets/agent-desk.ts';
import { callLog, type KeptCall } from '../../edge/aws/dynamodb/calls.ts';
import { messageStore } from '../../edge/aws/dynamodb/messages.ts';
import { ticketStore } from '../../edge/aws/dynamodb/tickets.ts';
import type { Request } from '../../edge/http/handler.ts';
import { now } from '../shared/clock.ts';
import { threadCursor } from './cursor.ts';
import { threadQuery, ticketNumber } from './request.ts';
import { toCallResponse, toMessageResponse, toTicketResponse } from './responses.ts';

/** Calls in one response. */
export const CALLS_AT_MOST = 50;

/**
 * A ticket with one page of its texts and the calls of its time.
 *
 * @throws ClientError 400, 404
 */
export async function threadOf(request: Request): Promise<ThreadJson> {
  const number = ticketNumber(request);
  const page = threadQuery(request);
  const tickets = ticketStore();
  const ticket = await findTicket(number, { tickets });
  const during = { from: ticket.openedAt, to: ticket.closedAt ?? now() };
  const [customer, { messages, more }, calls] = await Promise.all([
    tickets.customer(ticket.customer),
    messageStore().thread(number, page),
    callLog().ofCustomer(ticket.customer, during, CALLS_AT_MOST),
  ]);
  const [oldest] = messages;
  return {
    ticket: {
      ...toTicketResponse(ticket, customer?.consent),
      ...(customer?.language && { language: customer.language }),
    },
    messages: messages.map(toMessageResponse),
    calls: (await withMissed(calls, messages)).map(toCallResponse),
    ...(more && oldest && { earlier: threadCursor(oldest) }),
  };
}

/** With the missed calls of the thread's messages: such a call began before the ticket that its end opened. */
async function withMissed(calls: KeptCall[], messages: Pick<Message, 'call'>[]): Promise<KeptCall[]> {
  const known = new Set(calls.map(({ conversation }) => conversation));
  const others = messages.flatMap(({ call }) => (call !== undefined && !known.has(call) ? [call] : []));
  const found = await Promise.all(others.slice(-CALLS_AT_MOST).map((call) => callLog().find(call)));
  return [...found.filter((call) => call !== undefined), ...calls].sort((one, other) => one.at - other.at);
}
