import { dismiss, optOut, type OptOutDesk } from '../../desk/consent/opt-out.ts';
import type { Message } from '../../desk/messages/message.ts';
import { findTicket, type AgentDesk } from '../../desk/tickets/agent-desk.ts';
import { close } from '../../desk/tickets/close.ts';
import { reopen } from '../../desk/tickets/reopen.ts';
import { replyTo } from '../../desk/tickets/reply.ts';
import type { Ticket } from '../../desk/tickets/ticket.ts';
import { writeFirst } from '../../desk/tickets/write-first.ts';
import { callLog, type KeptCall } from '../../edge/aws/dynamodb/calls.ts';
import { readSettings } from '../../edge/aws/dynamodb/config.ts';
import { customerStore } from '../../edge/aws/dynamodb/customers.ts';
import { messageStore } from '../../edge/aws/dynamodb/messages.ts';
import { ticketStore } from '../../edge/aws/dynamodb/tickets.ts';
import { authenticateAgent } from '../../edge/http/agent.ts';
import { httpHandler, type Request } from '../../edge/http/handler.ts';
import { idempotencyKey } from '../../edge/http/idempotency-key.ts';
import { json, type Response } from '../../edge/http/responses.ts';
import { hash, newId, now, outbox } from '../shared/desk.ts';
import { listCursor, threadCursor } from './cursor.ts';
import {
  closing,
  firstWords,
  listQuery,
  optOutBody,
  parsed,
  replyBody,
  threadQuery,
  ticketNumber,
} from './request.ts';
import { recordingOf } from './recording.ts';
import { toCallResponse, toMessageResponse, toTicketResponse } from './shown.ts';

const CALLS = 50;
/** How long one text may be tried, ms; an agent's app waits. */
const BUDGET_MS = 5_000;

const routes: Record<string, (request: Request, agent: string) => Promise<Response>> = {
  'GET /api/tickets': async (request) => {
    const { status, limit, after } = listQuery(request);
    // One more than is shown tells whether there are more.
    const found = await ticketStore().list(status, { limit: limit + 1, after });
    const tickets = found.slice(0, limit);
    const last = found.length > limit ? tickets.at(-1) : undefined;
    return json(200, {
      tickets: tickets.map((ticket) => toTicketResponse(ticket)),
      ...(last && { cursor: listCursor(last) }),
    });
  },

  'POST /api/tickets': async (request, agent) => {
    const { customer, text } = parsed(firstWords, request, '{"customer": "+4477…", "text": "…"}');
    const key = idempotencyKey(request) ?? newId();
    const { ticket, message } = await writeFirst(customer, text, { agent, key }, await desk());
    return json(201, { ticket: await shown(ticket), message: toMessageResponse(message) });
  },

  'GET /api/tickets/{number}': async (request) => {
    const number = ticketNumber(request);
    const page = threadQuery(request);
    const tickets = ticketStore();
    const ticket = await findTicket(number, { tickets });
    const [customer, { messages, more }, calls] = await Promise.all([
      tickets.customer(ticket.customer),
      messageStore().thread(number, page),
      callLog().ofCustomer(ticket.customer, { from: ticket.openedAt, to: ticket.closedAt ?? now() }, CALLS),
    ]);
    const [oldest] = messages;
    return json(200, {
      ticket: {
        ...toTicketResponse(ticket, customer?.consent),
        ...(customer?.language && { language: customer.language }),
      },
      messages: messages.map(toMessageResponse),
      calls: (await withMissed(calls, messages)).map(toCallResponse),
      ...(more && oldest && { earlier: threadCursor(oldest) }),
    });
  },

  'POST /api/tickets/{number}/replies': async (request, agent) => {
    const { text } = parsed(replyBody, request, '{"text": "…"}');
    const key = idempotencyKey(request) ?? newId();
    const message = await replyTo(ticketNumber(request), text, { agent, key }, await desk());
    return json(201, { message: toMessageResponse(message) });
  },

  'POST /api/tickets/{number}/close': async (request, agent) => {
    const { text, lastMessageAt } = parsed(closing, request, '{"text": "…"} or {}');
    const seen = lastMessageAt === undefined ? undefined : Date.parse(lastMessageAt);
    const { ticket, message } = await close(ticketNumber(request), { text, seen, agent }, await desk());
    return json(200, {
      ticket: await shown(ticket),
      ...(message && { message: toMessageResponse(message) }),
    });
  },

  'POST /api/tickets/{number}/reopen': async (request) =>
    json(200, { ticket: await shown(await reopen(ticketNumber(request), await desk())) }),

  'POST /api/tickets/{number}/opt-out': async (request, agent) => {
    const { optOut: means } = parsed(optOutBody, request, '{"optOut": true} or {"optOut": false}');
    const number = ticketNumber(request);
    // Kept for as long as the opt-out: whatever an app put into its key is not.
    const key = hash(idempotencyKey(request) ?? newId());
    const told: OptOutDesk = { tickets: ticketStore(), customers: customerStore(), now };
    const { ticket, consent } = await (means
      ? optOut(number, { agent, key }, told)
      : dismiss(number, agent, told));
    return json(200, { ticket: toTicketResponse(ticket, consent) });
  },

  'GET /api/calls': async () => json(200, { calls: (await callLog().list(CALLS)).map(toCallResponse) }),

  'GET /api/calls/{call}/recording': recordingOf,
};

/** What agents do with tickets; each route proves the agent first. */
export const handler = httpHandler(async (request) => {
  const agent = await authenticateAgent(request);
  const route = routes[request.routeKey];
  return route ? route(request, agent) : json(404, { error: 'There is nothing here.' });
});

/** A ticket with its mark as the customer's consent leaves it, which only then is read. */
async function shown(ticket: Ticket): Promise<Record<string, unknown>> {
  const customer = ticket.maybeOptOut && (await customerStore().find(ticket.customer));
  return toTicketResponse(ticket, customer?.consent);
}

/** A missed call stands on its ticket also when it began before there was one: its end opened it. */
async function withMissed(calls: KeptCall[], messages: Pick<Message, 'call'>[]): Promise<KeptCall[]> {
  const known = new Set(calls.map(({ conversation }) => conversation));
  const others = messages.flatMap(({ call }) => (call !== undefined && !known.has(call) ? [call] : []));
  const found = await Promise.all(others.slice(-CALLS).map((call) => callLog().find(call)));
  return [...found.filter((call) => call !== undefined), ...calls].sort((one, other) => one.at - other.at);
}

async function desk(): Promise<AgentDesk> {
  const { settings } = await readSettings();
  return {
    tickets: ticketStore(settings.keepDays),
    outbox: outbox(settings, BUDGET_MS),
    settings,
    now,
    hash,
  };
}
