import type { Context } from 'hono';
import { z } from 'zod';
import { type ItemKind, kindOf } from './item-kind.ts';
import type { Finding } from './findings.ts';

const text = z.string();

/** The bodies of the editor's requests. */
export const bodies = {
  check: z.strictObject({ text }),
  put: z.strictObject({ text, seen: text.optional() }),
  use: z.strictObject({ direction: z.enum(['incoming', 'outgoing']), name: text }),
  rollback: z.strictObject({ to: z.int().optional() }),
  diff: z.strictObject({ text }),
};

/** A request that changes nothing, with a sentence for the page that says what to do. */
export class RequestError extends Error {
  readonly status: 400 | 404 | 409 | 422;
  readonly findings: Finding[] | undefined;
  constructor(status: RequestError['status'], sentence: string, findings?: Finding[]) {
    super(sentence);
    this.status = status;
    this.findings = findings;
  }
}

/** The error for an item that another writer changed since it was read. */
export const conflict = (): RequestError =>
  new RequestError(
    409,
    'Somebody changed it meanwhile, so nothing was changed: look at it again, then repeat.',
  );

/** @throws RequestError (404) unless the path names an item that people edit */
export function itemInPath(c: Context): [name: string, kind: ItemKind] {
  const name = c.req.param('name') ?? '';
  const kind = kindOf(name);
  if (kind === undefined) throw new RequestError(404, 'There is no item of that name to be edited.');
  return [name, kind];
}

/** @throws RequestError (400) for a body that does not match the schema; an empty body counts as `{}` */
export async function readBody<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  const sent = await c.req.text();
  let value: unknown;
  try {
    value = sent.trim() === '' ? {} : JSON.parse(sent);
  } catch {
    throw new RequestError(400, 'The body must be JSON.');
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new RequestError(400, `${issue?.path.join('.') || 'The body'}: ${issue?.message ?? 'is wrong'}.`);
}
