import * as z from 'zod/mini';
import {
  LONGEST_TEXT,
  TEXTS_A_PAGE,
  TICKETS_A_PAGE,
  TICKET_STATUSES,
  type TicketStatus,
} from '../../contract/tickets.ts';
import { ClientError } from '../../desk/client-error.ts';
import type { Message } from '../../desk/messages/message.ts';
import { composed } from '../../desk/texts/characters.ts';
import type { Place } from '../../desk/tickets/ticket.ts';
import type { Request } from '../../edge/http/handler.ts';
import { bodyOf, JSON_BODY, rawBody } from '../../edge/http/parameters.ts';
import { placeIn, textIn } from './cursor.ts';

const TEXT_BOUNDS = `; a text has 1 to ${LONGEST_TEXT} characters`;

/**
 * The body by its schema in the contract; no body is an empty object.
 *
 * @param example what a valid body looks like
 * @throws ClientError 400, 415
 */
export function parseBody<T extends z.ZodMiniType>(
  schema: T,
  request: Request,
  example: string,
): z.output<T> {
  const isEmpty = rawBody(request).length === 0;
  const result = z.safeParse(schema, isEmpty ? {} : withComposedText(bodyOf(request, [JSON_BODY])));
  if (!result.success)
    throw new ClientError(
      400,
      'ticket-body',
      `Send a JSON body such as ${example}${example.includes('text') ? TEXT_BOUNDS : ''}.`,
    );
  return result.data;
}

/** A text is measured as it is sent. */
function withComposedText(body: unknown): unknown {
  const hasText =
    typeof body === 'object' && body !== null && 'text' in body && typeof body.text === 'string';
  return hasText ? { ...body, text: composed(String(body.text)) } : body;
}

/** @throws ClientError 404 for what is no ticket number */
export function ticketNumber(request: Request): number {
  const written = request.pathParameters?.['number'] ?? '';
  if (!/^\d{1,12}$/.test(written))
    throw new ClientError(404, 'ticket-unknown', 'There is no ticket with this number.');
  return Number(written);
}

/**
 * `status` (open), `limit` and `cursor` of a list.
 *
 * @throws ClientError 400
 */
export function listQuery(request: Request): {
  status: TicketStatus;
  limit: number;
  after: Place | undefined;
} {
  const { status: written = 'open', cursor, limit } = request.queryStringParameters ?? {};
  const status = TICKET_STATUSES.find((one) => one === written);
  if (!status) throw new ClientError(400, 'list-status', 'The status is "open" or "closed".');
  const after = cursor === undefined ? undefined : placeIn(cursor);
  if (cursor !== undefined && !after)
    throw new ClientError(400, 'list-cursor', 'The cursor must be one that a list gave.');
  return { status, limit: limitIn(limit, TICKETS_A_PAGE), after };
}

/**
 * `limit` and `earlier` of a thread.
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
  return { limit: limitIn(limit, TEXTS_A_PAGE), before };
}

function limitIn(written: string | undefined, page: { default: number; most: number }): number {
  if (written === undefined) return page.default;
  const limit = /^\d{1,3}$/.test(written) ? Number(written) : 0;
  if (limit < 1 || limit > page.most)
    throw new ClientError(400, 'page-limit', `The limit must be a number from 1 to ${page.most}.`);
  return limit;
}
