import * as z from 'zod/mini';
import type { Message } from '../../desk/messages/message.ts';
import { ClientError } from '../../desk/client-error.ts';
import { composed } from '../../desk/texts/characters.ts';
import type { Place } from '../../desk/tickets/ticket.ts';
import type { Request } from '../../edge/http/handler.ts';
import { bodyOf, JSON_BODY, rawBody } from '../../edge/http/parameters.ts';
import { placeIn, textIn } from './cursor.ts';

/** Vonage takes no longer text; how many parts it may take is the desk's own limit. */
const LONGEST_TEXT = 3_200;

const text = z.string().check(
  z.trim(),
  z.overwrite(composed),
  z.minLength(1),
  z.maxLength(LONGEST_TEXT),
  // Half a character cannot be stored as it is, so that the same call again would not be known.
  z.refine((written) => written.isWellFormed()),
);

export const firstWords = z.object({ customer: z.string().check(z.maxLength(40)), text });
export const replyBody = z.object({ text });
export const closing = z.object({ text: z.optional(text), lastMessageAt: z.optional(z.iso.datetime()) });

export const optOutBody = z.strictObject({ optOut: z._default(z.boolean(), true) });

const ABOUT_TEXTS = `; a text has 1 to ${LONGEST_TEXT} characters`;

/**
 * @param hint what a right body looks like
 * @throws ClientError 400, 415
 */
export function parsed<T extends z.ZodMiniType>(schema: T, request: Request, hint: string): z.output<T> {
  const empty = rawBody(request).length === 0;
  const result = z.safeParse(schema, empty ? {} : bodyOf(request, [JSON_BODY]));
  if (!result.success)
    throw new ClientError(
      400,
      'ticket-body',
      `Send a JSON body such as ${hint}${hint.includes('text') ? ABOUT_TEXTS : ''}.`,
    );
  return result.data;
}

/** @throws ClientError 404 for what is no ticket number */
export function ticketNumber(request: Request): number {
  const written = request.pathParameters?.['number'] ?? '';
  if (!/^\d{1,12}$/.test(written))
    throw new ClientError(404, 'ticket-unknown', 'There is no ticket with this number.');
  return Number(written);
}

const TICKETS = 50;
const MOST_TICKETS = 100;
const TEXTS = 200;

/**
 * `status` (open), `limit` (50, at most 100) and `cursor` of a list.
 *
 * @throws ClientError 400
 */
export function listQuery(request: Request): {
  status: 'open' | 'closed';
  limit: number;
  after: Place | undefined;
} {
  const { status = 'open', cursor, limit } = request.queryStringParameters ?? {};
  if (status !== 'open' && status !== 'closed')
    throw new ClientError(400, 'list-status', 'The status is "open" or "closed".');
  const after = cursor === undefined ? undefined : placeIn(cursor);
  if (cursor !== undefined && !after)
    throw new ClientError(400, 'list-cursor', 'The cursor must be one that a list gave.');
  return { status, limit: limitIn(limit, TICKETS, MOST_TICKETS), after };
}

/**
 * `limit` (200, which is also the most) and `earlier` of a thread.
 *
 * @throws ClientError 400
 */
export function threadQuery(request: Request): {
  limit: number;
  before: Pick<Message, 'at' | 'id'> | undefined;
} {
  const { earlier, limit } = request.queryStringParameters ?? {};
  const before = earlier === undefined ? undefined : textIn(earlier);
  if (earlier !== undefined && !before)
    throw new ClientError(400, 'thread-cursor', 'The value of "earlier" must be one that a thread gave.');
  return { limit: limitIn(limit, TEXTS, TEXTS), before };
}

function limitIn(written: string | undefined, usual: number, most: number): number {
  if (written === undefined) return usual;
  const limit = /^\d{1,3}$/.test(written) ? Number(written) : 0;
  if (limit < 1 || limit > most)
    throw new ClientError(400, 'page-limit', `The limit must be a number from 1 to ${most}.`);
  return limit;
}
