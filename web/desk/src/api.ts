import * as z from 'zod/mini';
import { availabilitySchema, rosterSchema } from '../../../contract/responses/availability.ts';
import type { callSchema } from '../../../contract/responses/calls.ts';
import { deskSettingsSchema } from '../../../contract/responses/desk-settings.ts';
import type { Endpoints } from '../../../contract/endpoints.ts';
import type { messageSchema, voicemailSchema } from '../../../contract/responses/messages.ts';
import type { RouteKey } from '../../../contract/routes.ts';
import {
  closedSchema,
  optedOutSchema,
  reopenedSchema,
  repliedSchema,
  threadSchema,
  ticketListSchema,
  writtenSchema,
  type ticketSchema,
} from '../../../contract/responses/tickets.ts';
import { Problem } from './problem.ts';
import type { Session } from './session.ts';

/* The desk's API as its contract describes it. Times are ISO 8601 in JSON, and here ms since the epoch. */

export type Ticket = z.output<typeof ticketSchema>;
export type Message = z.output<typeof messageSchema>;
export type Call = z.output<typeof callSchema>;
export type Voicemail = z.output<typeof voicemailSchema>;
export type TicketPage = z.output<typeof ticketListSchema>;
export type ThreadPage = z.output<typeof threadSchema>;
export type Colleague = z.output<typeof rosterSchema>['agents'][number];
export type DeskSettings = z.output<typeof deskSettingsSchema>;
export type Oidc = NonNullable<DeskSettings['oidc']>;

/** @throws Problem */
export async function readSettings(signal?: AbortSignal): Promise<DeskSettings> {
  let response: Response;
  try {
    response = await fetch('/desk/settings.json', { signal: signal ?? null });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Problem('offline');
  }
  if (!response.ok) throw new Problem('later', response.status);
  return parsed(deskSettingsSchema, response);
}

export interface TicketQuery {
  status: Ticket['status'];
  cursor?: string | undefined;
  signal?: AbortSignal;
}

/** One page of tickets, newest activity first. */
export const readTickets = (session: Session, { signal, ...query }: TicketQuery): Promise<TicketPage> =>
  request(session, 'GET /api/tickets', ticketListSchema, { query, signal });

export interface ThreadQuery {
  earlier?: string | undefined;
  /** Texts; the route's own default where it is not given. */
  limit?: number;
  signal?: AbortSignal;
}

/** The newest texts of a ticket, or those before them. */
export const readThread = (
  session: Session,
  number: number,
  { signal, ...query }: ThreadQuery = {},
): Promise<ThreadPage> =>
  request(session, 'GET /api/tickets/{number}', threadSchema, { path: { number }, query, signal });

/** @param key the same for every attempt to send this text, so that it is sent once */
export async function reply(session: Session, number: number, text: string, key: string): Promise<Message> {
  const options = { path: { number }, body: { text }, key };
  return (await request(session, 'POST /api/tickets/{number}/replies', repliedSchema, options)).message;
}

/** @param key the same for every attempt to send this text, so that it is sent once */
export const writeFirst = (session: Session, customer: string, text: string, key: string) =>
  request(session, 'POST /api/tickets', writtenSchema, { body: { customer, text }, key });

/** @param seen the ticket's last activity as the agent saw it, ms since the epoch */
export function closeTicket(session: Session, number: number, seen: number, text?: string) {
  const body = { lastMessageAt: new Date(seen).toISOString(), ...(text !== undefined && { text }) };
  return request(session, 'POST /api/tickets/{number}/close', closedSchema, { path: { number }, body });
}

export async function reopenTicket(session: Session, number: number): Promise<Ticket> {
  const options = { path: { number } };
  return (await request(session, 'POST /api/tickets/{number}/reopen', reopenedSchema, options)).ticket;
}

/**
 * Opts the ticket's customer out, or records that no opt-out was meant.
 *
 * @param key the same for every attempt at this
 */
export async function decideOptOut(
  session: Session,
  number: number,
  optOut: boolean,
  key: string,
): Promise<Ticket> {
  const options = { path: { number }, body: { optOut }, key };
  return (await request(session, 'POST /api/tickets/{number}/opt-out', optedOutSchema, options)).ticket;
}

export async function readColleagues(session: Session, signal: AbortSignal): Promise<Colleague[]> {
  return (await request(session, 'GET /api/availability', rosterSchema, { signal })).agents;
}

export async function setAvailability(session: Session, available: boolean): Promise<void> {
  await request(session, 'POST /api/availability', availabilitySchema, { body: { available } });
}

/** The voicemail's audio, to be played from memory. */
export async function readRecording(session: Session, href: string, signal: AbortSignal): Promise<Blob> {
  return (await session.fetch(href, { signal })).blob();
}

type Route = keyof Endpoints & RouteKey;
type Input<R extends Route, Part extends 'query' | 'body'> =
  Endpoints[R] extends Record<Part, infer S extends z.ZodMiniType> ? z.input<S> : undefined;
/** The names in a path's braces. */
type ParameterOf<P extends string> = P extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParameterOf<Rest>
  : never;

type Options<R extends Route> = {
  query?: { [K in keyof Input<R, 'query'>]: Input<R, 'query'>[K] | undefined };
  body?: Input<R, 'body'>;
  /** The idempotency key. */
  key?: string;
  signal?: AbortSignal | undefined;
} & ([ParameterOf<R>] extends [never]
  ? { path?: undefined }
  : { path: Record<ParameterOf<R>, string | number> });

/**
 * Sends a request of the contract with the agent's token.
 *
 * @param schema the response's, which must be the route's own
 * @throws Problem
 */
async function request<R extends Route, S extends Endpoints[R]['response'] & z.ZodMiniType>(
  session: Session,
  route: R,
  schema: S,
  { path, query, body, key, signal }: Options<R>,
): Promise<z.output<S>> {
  const [method = '', template = ''] = route.split(' ');
  const response = await session.fetch(withQuery(filled(template, path ?? {}), query ?? {}), {
    method,
    signal: signal ?? null,
    ...(method === 'POST' && {
      headers: { 'content-type': 'application/json', ...(key !== undefined && { 'idempotency-key': key }) },
      body: JSON.stringify(body ?? {}),
    }),
  });
  return parsed(schema, response);
}

const filled = (template: string, parameters: object): string =>
  Object.entries(parameters).reduce(
    (path, [name, value]) => path.replace(`{${name}}`, encodeURIComponent(String(value))),
    template,
  );

function withQuery(path: string, query: object): string {
  const written = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) written.set(name, String(value));
  }
  return written.size > 0 ? `${path}?${written}` : path;
}

/** @throws Problem for a response that no desk of this version gives */
async function parsed<T extends z.ZodMiniType>(schema: T, response: Response): Promise<z.output<T>> {
  const result = schema.safeParse(await response.json().catch(() => undefined));
  if (!result.success) throw new Problem('later', response.status);
  return result.data;
}
