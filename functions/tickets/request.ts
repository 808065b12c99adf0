import * as z from 'zod/mini';
import { Refusal } from '../../desk/refusal.ts';
import type { Request } from '../../edge/http/chain.ts';
import { contentType, jsonBody, rawBody } from '../../edge/http/parameters.ts';

const text = z.string().check(z.trim(), z.minLength(1), z.maxLength(1_600));

export const firstWords = z.object({ customer: z.string().check(z.maxLength(40)), text });
export const replyBody = z.object({ text });
export const closing = z.object({ text: z.optional(text), lastMessageAt: z.optional(z.iso.datetime()) });

/**
 * @param hint what a right body looks like
 * @throws Refusal 400, 415
 */
export function parsed<T extends z.ZodMiniType>(schema: T, request: Request, hint: string): z.output<T> {
  const empty = rawBody(request).length === 0;
  if (!empty && contentType(request) !== 'application/json')
    throw new Refusal(415, 'wrong-content-type', 'Send the body as application/json.');
  const result = z.safeParse(schema, empty ? {} : jsonBody(request));
  if (!result.success)
    throw new Refusal(
      400,
      'ticket-body',
      `Send a JSON body such as ${hint}; a text has 1 to 1600 characters.`,
    );
  return result.data;
}

/** @throws Refusal 404 for what is no ticket number */
export function ticketNumber(request: Request): number {
  const written = request.pathParameters?.['number'] ?? '';
  if (!/^\d{1,12}$/.test(written))
    throw new Refusal(404, 'ticket-unknown', 'There is no ticket with this number.');
  return Number(written);
}

/** @throws Refusal 400 */
export function listQuery(request: Request): { status: 'open' | 'closed'; before: number | undefined } {
  const { status = 'open', cursor } = request.queryStringParameters ?? {};
  if (status !== 'open' && status !== 'closed')
    throw new Refusal(400, 'list-status', 'The status is "open" or "closed".');
  if (cursor !== undefined && !/^\d{1,15}$/.test(cursor)) {
    throw new Refusal(400, 'list-cursor', 'The cursor must be one that a list gave.');
  }
  return { status, before: cursor === undefined ? undefined : Number(cursor) };
}
