import type { Message } from '../../desk/messages/message.ts';
import { close, find, reopen, replyTo, writeFirst, type AgentDesk } from '../../desk/tickets/agent-desk.ts';
import type { Ticket } from '../../desk/tickets/ticket.ts';
import { callStore } from '../../edge/dynamodb/calls.ts';
import { readSettings } from '../../edge/dynamodb/config.ts';
import { messageStore } from '../../edge/dynamodb/messages.ts';
import { ticketStore } from '../../edge/dynamodb/tickets.ts';
import { provenAgent } from '../../edge/http/agent.ts';
import { answering, type Request } from '../../edge/http/chain.ts';
import { idempotencyKey } from '../../edge/http/idempotency-key.ts';
import { json, type Response } from '../../edge/http/responses.ts';
import { newId, now, outbox } from '../desk.ts';
import { closing, firstWords, listQuery, parsed, replyBody, ticketNumber } from './request.ts';

const PAGE = 50;
const BUDGET_MS = 5_000;

const routes: Record<string, (request: Request, agent: string) => Promise<Response>> = {
  'GET /api/tickets': async (request) => {
    const { status, before } = listQuery(request);
    const tickets = await ticketStore().list(status, {
      limit: PAGE,
      after: before === undefined ? undefined : { lastMessageAt: before, number: 0 },
    });
    const last = tickets.length === PAGE ? tickets.at(-1)?.lastMessageAt : undefined;
    return json(200, { tickets: tickets.map(shown), ...(last !== undefined && { cursor: String(last) }) });
  },

  'POST /api/tickets': async (request, agent) => {
    const { customer, text } = parsed(firstWords, request, '{"customer": "+4477…", "text": "…"}');
    const { ticket, message } = await writeFirst(
      customer,
      text,
      { agent, key: idempotencyKey(request) ?? newId() },
      await desk(),
    );
    return json(201, { ticket: shown(ticket), message: shownMessage(message) });
  },

  'GET /api/tickets/{number}': async (request) => {
    const number = ticketNumber(request);
    const [ticket, messages] = await Promise.all([
      find(number, { tickets: ticketStore() }),
      messageStore().thread(number),
    ]);
    return json(200, { ticket: shown(ticket), messages: messages.map(shownMessage) });
  },

  'POST /api/tickets/{number}/replies': async (request, agent) => {
    const { text } = parsed(replyBody, request, '{"text": "…"}');
    const key = idempotencyKey(request) ?? newId();
    const message = await replyTo(ticketNumber(request), text, { agent, key }, await desk());
    return json(201, { message: shownMessage(message) });
  },

  'POST /api/tickets/{number}/close': async (request, agent) => {
    const { text, lastMessageAt } = parsed(closing, request, '{"text": "…"} or {}');
    const seen = lastMessageAt === undefined ? undefined : Date.parse(lastMessageAt);
    return json(200, {
      ticket: shown(await close(ticketNumber(request), { text, seen, agent }, await desk())),
    });
  },

  'POST /api/tickets/{number}/reopen': async (request) =>
    json(200, { ticket: shown(await reopen(ticketNumber(request), await desk())) }),

  'GET /api/calls': async () => json(200, { calls: await callStore().list(PAGE) }),
};

/** What agents do with tickets; each route proves the agent first. */
export const handler = answering(async (request) => {
  const agent = await provenAgent(request);
  const route = routes[request.routeKey];
  return route ? route(request, agent) : json(404, { error: 'There is nothing here.' });
});

async function desk(): Promise<AgentDesk> {
  const { settings } = await readSettings();
  return { tickets: ticketStore(), outbox: outbox(settings, BUDGET_MS), settings, now };
}

function shown({ number, customer, status, openedAt, lastMessageAt, closedAt }: Ticket): object {
  return {
    number,
    customer,
    status,
    openedAt: new Date(openedAt).toISOString(),
    lastMessageAt: new Date(lastMessageAt).toISOString(),
    ...(closedAt !== undefined && { closedAt: new Date(closedAt).toISOString() }),
  };
}

function shownMessage({ id, direction, customer, ours, text, at, status, agent }: Message): object {
  const inbound = direction === 'inbound';
  return {
    id,
    direction,
    from: inbound ? customer : ours,
    to: inbound ? ours : customer,
    text,
    at: new Date(at).toISOString(),
    status,
    ...(agent !== undefined && { agent }),
  };
}
