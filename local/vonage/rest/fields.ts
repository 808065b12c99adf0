import type { MiddlewareHandler } from 'hono';
import { z } from 'zod';
import type { Platform } from '../platform.ts';
import { isOwner } from './credentials.ts';
import { errorCode } from './problems.ts';

const object = z.record(z.string(), z.unknown());

/** A call's parameters by name. */
export type Fields = Record<string, unknown>;

/**
 * The parameters of a request, from its query and from its body (JSON or a form); undefined when the body is neither.
 * A POST may have all of them in the query: nexmo 2.9.1 and @vonage/server-sdk 2 send it so. The body's value counts
 * where both have one, and the first where one is repeated.
 */
export async function readFields(request: Request): Promise<Fields | undefined> {
  const query = firstOfEach(new URL(request.url).searchParams);
  const body = await request.text();
  if (body === '') return query;
  const isJson = /json/i.test(request.headers.get('content-type') ?? '');
  const given = isJson ? parseObject(body) : firstOfEach(new URLSearchParams(body));
  return given && { ...query, ...given };
}

const firstOfEach = (parameters: URLSearchParams): Fields => Object.fromEntries([...parameters].reverse());

/** A JSON object, or undefined when the text is something else. */
export function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    return object.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** What a route behind `ownersFields` finds in its context. */
export interface OwnersFields {
  Variables: { fields: Fields };
}

/** Lets only the account's owner into the older management APIs, and hands on the parameters as `fields`. */
export const ownersFields =
  (platform: Platform): MiddlewareHandler<OwnersFields> =>
  async (c, next) => {
    const fields = await readFields(c.req.raw);
    if (!isOwner(platform, c.req.header('authorization'), fields)) {
      return errorCode(401, 'authentication failed');
    }
    if (!fields) return errorCode(420, 'The body is neither JSON nor a form.');
    c.set('fields', fields);
    await next();
  };
