import * as z from 'zod/mini';
import { Problem } from './problem.ts';
import type { Session } from './session.ts';

/* What the routes answer, read once; what is not named here is not used. */

const moment = z.pipe(
  z.string(),
  z.transform((written) => Date.parse(written)),
);
const maybe = z.optional(z.string());

const ticketSchema = z.object({
  number: z.number(),
  customer: z.string(),
  status: z.enum(['open', 'closed']),
  openedAt: moment,
  lastMessageAt: moment,
  closedAt: z.optional(moment),
  consent: maybe,
  maybeOptOut: z.optional(z.boolean()),
  language: maybe,
});
const voicemailSchema = z.object({ seconds: z.optional(z.number()), href: z.string() });
const messageSchema = z.object({
  id: z.string(),
  direction: z.enum(['inbound', 'outbound']),
  text: z.string(),
  at: moment,
  status: z.string(),
  agent: maybe,
  keyword: maybe,
  parts: z.optional(z.number()),
  error: maybe,
  held: z.optional(z.object({ reason: z.string(), until: maybe })),
  incomplete: z.optional(z.boolean()),
  call: maybe,
  voicemail: z.optional(voicemailSchema),
});
const callSchema = z.object({
  call: z.string(),
  conversation: z.string(),
  at: moment,
  status: maybe,
  direction: maybe,
  customer: maybe,
  duration: z.nullish(z.string()),
  missed: z.optional(z.boolean()),
  voicemail: z.optional(voicemailSchema),
});

const listSchema = z.object({ tickets: z.array(ticketSchema), cursor: maybe });
const threadSchema = z.object({
  ticket: ticketSchema,
  messages: z.array(messageSchema),
  calls: z.array(callSchema),
  earlier: maybe,
});
const repliedSchema = z.object({ message: messageSchema });
const writtenSchema = z.object({ ticket: ticketSchema, message: messageSchema });
const closedSchema = z.object({ ticket: ticketSchema, message: z.optional(messageSchema) });
const ticketOnly = z.object({ ticket: ticketSchema });
const rosterSchema = z.object({
  agents: z.array(z.object({ name: z.string(), available: z.boolean(), busy: z.boolean() })),
});
const settingsSchema = z.object({
  businessName: z.string(),
  language: z.string(),
  numbers: z.record(z.string(), z.nullable(z.string())),
  oidc: z.optional(
    z.object({ issuer: z.string(), clientId: z.string(), token: z._default(z.enum(['id', 'access']), 'id') }),
  ),
});

/** Times are ms since the epoch. */
export type Ticket = z.output<typeof ticketSchema>;
export type Message = z.output<typeof messageSchema>;
export type Call = z.output<typeof callSchema>;
export type Voicemail = z.output<typeof voicemailSchema>;
export type TicketPage = z.output<typeof listSchema>;
export type ThreadPage = z.output<typeof threadSchema>;
export type Colleague = z.output<typeof rosterSchema>['agents'][number];
export type DeskSettings = z.output<typeof settingsSchema>;
export type Oidc = NonNullable<DeskSettings['oidc']>;

/** @throws Problem */
export async function readSettings(signal?: AbortSignal): Promise<DeskSettings> {
  let answer: Response;
  try {
    answer = await fetch('/desk/settings.json', { signal: signal ?? null });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Problem('offline');
  }
  if (!answer.ok) throw new Problem('later', answer.status);
  return parsed(settingsSchema, answer);
}

export interface TicketQuery {
  status: Ticket['status'];
  cursor?: string | undefined;
  signal?: AbortSignal;
}

/** One page of tickets, newest activity first. */
export async function readTickets(session: Session, { status, cursor, signal }: TicketQuery) {
  const query = new URLSearchParams({ status, ...(cursor !== undefined && { cursor }) });
  return parsed(listSchema, await session.ask(`/api/tickets?${query}`, { signal: signal ?? null }));
}

export interface ThreadQuery {
  earlier?: string | undefined;
  /** Texts; the route's own limit where it says nothing. */
  limit?: number;
  signal?: AbortSignal;
}

/** The newest texts of a ticket, or those before them. */
export async function readThread(
  session: Session,
  number: number,
  { earlier, limit, signal }: ThreadQuery = {},
): Promise<ThreadPage> {
  const query = new URLSearchParams({
    ...(earlier !== undefined && { earlier }),
    ...(limit !== undefined && { limit: String(limit) }),
  });
  const path = `/api/tickets/${number}${query.size > 0 ? `?${query}` : ''}`;
  return parsed(threadSchema, await session.ask(path, { signal: signal ?? null }));
}

/** @param key the same for every attempt to send this text: it goes once */
export async function reply(session: Session, number: number, text: string, key: string): Promise<Message> {
  const answer = await session.ask(`/api/tickets/${number}/replies`, post({ text }, key));
  return (await parsed(repliedSchema, answer)).message;
}

/** @param key the same for every attempt to send this text: it goes once */
export async function writeFirst(session: Session, customer: string, text: string, key: string) {
  return parsed(writtenSchema, await session.ask('/api/tickets', post({ customer, text }, key)));
}

/** @param seen the ticket's last activity as the agent saw it, ms since the epoch */
export async function closeTicket(session: Session, number: number, seen: number, text?: string) {
  const body = { lastMessageAt: new Date(seen).toISOString(), ...(text !== undefined && { text }) };
  return parsed(closedSchema, await session.ask(`/api/tickets/${number}/close`, post(body)));
}

export async function reopenTicket(session: Session, number: number): Promise<Ticket> {
  const answer = await session.ask(`/api/tickets/${number}/reopen`, post({}));
  return (await parsed(ticketOnly, answer)).ticket;
}

/**
 * Opts the ticket's customer out, or says that no opt-out was meant.
 *
 * @param key the same for every attempt at this
 */
export async function judgeOptOut(
  session: Session,
  number: number,
  optOut: boolean,
  key: string,
): Promise<Ticket> {
  const answer = await session.ask(`/api/tickets/${number}/opt-out`, post({ optOut }, key));
  return (await parsed(ticketOnly, answer)).ticket;
}

export async function readColleagues(session: Session, signal: AbortSignal): Promise<Colleague[]> {
  return (await parsed(rosterSchema, await session.ask('/api/availability', { signal }))).agents;
}

export async function sayAvailable(session: Session, available: boolean): Promise<void> {
  await session.ask('/api/availability', post({ available }));
}

/** The voicemail's sound, to be played from memory. */
export async function readRecording(session: Session, href: string, signal: AbortSignal): Promise<Blob> {
  return (await session.ask(href, { signal })).blob();
}

const post = (body: object, key?: string): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...(key !== undefined && { 'idempotency-key': key }) },
  body: JSON.stringify(body),
});

/** @throws Problem for what no desk of this version says */
async function parsed<T extends z.ZodMiniType>(schema: T, answer: Response): Promise<z.output<T>> {
  const result = schema.safeParse(await answer.json().catch(() => undefined));
  if (!result.success) throw new Problem('later', answer.status);
  return result.data;
}
