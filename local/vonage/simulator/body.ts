import type { Context } from 'hono';
import { z } from 'zod';

/** A request that the simulator rejects; the message is a sentence with what to do. */
export class RequestError extends Error {
  readonly status: 400 | 401 | 403 | 404 | 409;
  constructor(status: RequestError['status'], sentence: string) {
    super(sentence);
    this.status = status;
  }
}

/** The body, parsed by `schema`; an empty body counts as `{}`. */
export async function readBody<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  const text = await c.req.text();
  let value: unknown;
  try {
    value = text.trim() === '' ? {} : JSON.parse(text);
  } catch {
    throw new RequestError(400, 'The body is no JSON.');
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.');
  throw new RequestError(400, `${where ? `"${where}": ` : ''}${issue?.message ?? 'The body is wrong'}.`);
}

/** A phone's number: digits, without a leading + and separators. */
export const msisdn = z
  .string()
  .transform((number) => number.replace(/^\+|[\s()-]/g, ''))
  .pipe(z.string().regex(/^\d{3,15}$/, 'must be a phone number'));

/** The body of a request that takes no parameters. */
export const nothing = z.strictObject({});
