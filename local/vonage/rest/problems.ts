import type { Context, MiddlewareHandler } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { z } from 'zod';

const DOCUMENTS = 'https://developer.vonage.com/api-errors';

/** An error as Vonage's newer APIs describe it. */
export function problem(
  c: Context,
  status: ContentfulStatusCode,
  kind: string,
  title: string,
  detail: string,
  more: Record<string, unknown> = {},
): Response {
  const body = { type: `${DOCUMENTS}#${kind}`, title, detail, instance: crypto.randomUUID(), ...more };
  return c.json(body, status);
}

export const unauthorized = (c: Context, detail = 'You did not provide correct credentials.'): Response =>
  problem(c, 401, 'unauthorized', 'Invalid credentials supplied', detail);

export const invalidParameters = (c: Context, parameters: { name: string; reason: string }[]): Response =>
  problem(c, 400, 'payload-validation', 'Bad Request', 'The request failed due to validation errors', {
    invalid_parameters: parameters,
  });

/** What a schema found wrong with a request's body or query. */
export const invalidFields = (c: Context, { issues }: z.ZodError): Response =>
  invalidParameters(
    c,
    issues.map(({ path, message }) => ({ name: path.join('.') || 'body', reason: message })),
  );

/** The shape of the older management APIs on the rest host. */
export const errorCode = (code: 401 | 420, label: string): Response =>
  new Response(JSON.stringify({ 'error-code': String(code), 'error-code-label': label }), {
    status: code,
    headers: { 'content-type': 'application/json;charset=UTF-8' },
  });

export const succeeded = { 'error-code': '200', 'error-code-label': 'success' } as const;

/** Answers an unknown path as Vonage does; routes that are mounted behind are tried first. */
export const unknownPath: MiddlewareHandler = async (c, next) => {
  await next();
  if (c.res.status !== 404 || c.res.headers.get('content-type')?.includes('json')) return;
  const { method, path } = c.req;
  c.res = problem(c, 404, 'not-found', 'Not Found', `The simulated Vonage has no ${method} ${path}.`);
  c.res.headers.set('content-type', 'application/problem+json');
};
