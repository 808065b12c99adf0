import { closeSchema, optOutSchema, replySchema, writeFirstSchema } from '../../contract/requests/tickets.ts';
import type { CallListJson } from '../../contract/responses/calls.ts';
import type {
  ClosedJson,
  OptedOutJson,
  ReopenedJson,
  RepliedJson,
  ThreadJson,
  TicketJson,
  TicketListJson,
  WrittenJson,
} from '../../contract/responses/tickets.ts';
import type { RouteKeyOf } from '../../contract/routes.ts';
import { dismiss, optOut, type OptOutDesk } from '../../desk/consent/opt-out.ts';
import type { AgentDesk } from '../../desk/tickets/agent-desk.ts';
import { close } from '../../desk/tickets/close.ts';
import { reopen } from '../../desk/tickets/reopen.ts';
import { replyTo } from '../../desk/tickets/reply.ts';
import type { Ticket } from '../../desk/tickets/ticket.ts';
import { writeFirst } from '../../desk/tickets/write-first.ts';
import { callLog } from '../../edge/aws/dynamodb/calls.ts';
import { readSettings } from '../../edge/aws/dynamodb/config.ts';
import { customerStore } from '../../edge/aws/dynamodb/customers.ts';
import { ticketStore } from '../../edge/aws/dynamodb/tickets.ts';
import { authenticateAgent } from '../shared/authenticate-agent.ts';
import { httpHandler, type Request } from '../../edge/http/handler.ts';
import { idempotencyKey } from '../../edge/http/idempotency-key.ts';
import { json, type Response } from '../../edge/http/responses.ts';
import { routeOf } from '../../edge/http/routes.ts';
import { hash, newId, outbox } from '../shared/desk.ts';
import { now } from '../shared/clock.ts';
import { listCursor } from './cursor.ts';
import { recordingOf } from './recording.ts';
import { listQuery, parseBody, ticketNumber } from './request.ts';
import { toCallResponse, toMessageResponse, toTicketResponse } from './responses.ts';
import { CALLS_AT_MOST, threadOf } from './thread.ts';

/** How long one text may be tried, ms; an agent's app waits. */
const BUDGET_MS = 5_000;

type Route = (request: Request, agent: string) => Promise<Response>;

const ROUTES: Record<RouteKeyOf<'tickets'>, Route> = {
  'GET /api/tickets': async (request) => {
    const { status, limit, after } = listQuery(request);
    // One more than the page holds shows whether there are more.
    const found = await ticketStore().list(status, { limit: limit + 1, after });
    const tickets = found.slice(0, limit);
    const last = found.length > limit ? tickets.at(-1) : undefined;
    return json<TicketListJson>(200, {
      tickets: tickets.map((ticket) => toTicketResponse(ticket)),
      ...(last && { cursor: listCursor(last) }),
    });
  },

  'POST /api/tickets': async (request, agent) => {
    const { customer, text } = parseBody(writeFirstSchema, request, '{"customer": "+4477…", "text": "…"}');
    const key = idempotencyKey(request) ?? newId();
    const { ticket, message } = await writeFirst(customer, text, { agent, key }, await agentDesk());
    return json<WrittenJson>(201, {
      ticket: await withConsent(ticket),
      message: toMessageResponse(message),
    });
  },

  'GET /api/tickets/{number}': async (request) => json<ThreadJson>(200, await threadOf(request)),

  'POST /api/tickets/{number}/replies': async (request, agent) => {
    const { text } = parseBody(replySchema, request, '{"text": "…"}');
    const key = idempotencyKey(request) ?? newId();
    const message = await replyTo(ticketNumber(request), text, { agent, key }, await agentDesk());
    return json<RepliedJson>(201, { message: toMessageResponse(message) });
  },

  'POST /api/tickets/{number}/close': async (request, agent) => {
    const { text, lastMessageAt: seen } = parseBody(closeSchema, request, '{"text": "…"} or {}');
    const closing = { text, seen, agent };
    const { ticket, message } = await close(ticketNumber(request), closing, await agentDesk());
    return json<ClosedJson>(200, {
      ticket: await withConsent(ticket),
      ...(message && { message: toMessageResponse(message) }),
    });
  },

  'POST /api/tickets/{number}/reopen': async (request) => {
    const ticket = await reopen(ticketNumber(request), await agentDesk());
    return json<ReopenedJson>(200, { ticket: await withConsent(ticket) });
  },

  'POST /api/tickets/{number}/opt-out': async (request, agent) => {
    const body = parseBody(optOutSchema, request, '{"optOut": true} or {"optOut": false}');
    const number = ticketNumber(request);
    // Kept as long as the opt-out, so that it may hold nothing that an app put into its key.
    const key = hash(idempotencyKey(request) ?? newId());
    const desk: OptOutDesk = { tickets: ticketStore(), customers: customerStore(), now };
    const { ticket, consent } = await (body.optOut
      ? optOut(number, { agent, key }, desk)
      : dismiss(number, agent, desk));
    return json<OptedOutJson>(200, { ticket: toTicketResponse(ticket, consent) });
  },

  'GET /api/calls': async () =>
    json<CallListJson>(200, { calls: (await callLog().list(CALLS_AT_MOST)).map(toCallResponse) }),

  'GET /api/calls/{call}/recording': recordingOf,
};

/** What agents do with tickets; every route authenticates the agent first. */
export const handler = httpHandler(async (request) => {
  const agent = await authenticateAgent(request);
  const route = routeOf(ROUTES, request);
  return route ? route(request, agent) : json(404, { error: 'There is nothing here.' });
});

/** Its mark `maybeOptOut` follows from the customer's consent, which is read only for a ticket that may have it. */
async function withConsent(ticket: Ticket): Promise<TicketJson> {
  const customer = ticket.maybeOptOut && (await customerStore().find(ticket.customer));
  return toTicketResponse(ticket, customer?.consent);
}

async function agentDesk(): Promise<AgentDesk> {
  const { settings } = await readSettings();
  return {
    tickets: ticketStore(settings.keepDays),
    outbox: outbox(settings, BUDGET_MS),
    settings,
    now,
    hash,
  };
}
