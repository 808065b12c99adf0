import { Refusal } from '../../desk/refusal.ts';
import type { Request } from './chain.ts';

/** The body as it came, before any parser: API Gateway hands what is not text over as base64. */
export function rawBody(request: Request): Buffer {
  return Buffer.from(request.body ?? '', request.isBase64Encoded ? 'base64' : 'utf8');
}

/**
 * The parameters of a request: of the query for a GET, else of its body, form or JSON. Every value is a string; a JSON
 * number becomes its digits.
 *
 * @throws Refusal 400 for a repeated parameter, a nested value, or a body that is not what it says; 415 for another
 *   content type
 */
export function parameters(request: Request): Record<string, string> {
  if (request.requestContext.http.method === 'GET') return single(query(request));
  const type = contentType(request);
  if (type === 'application/x-www-form-urlencoded')
    return single(new URLSearchParams(rawBody(request).toString('utf8')));
  if (type === 'application/json') return flat(jsonBody(request));
  throw new Refusal(
    415,
    'wrong-content-type',
    'Send the body as application/json or application/x-www-form-urlencoded.',
  );
}

export const query = (request: Request): URLSearchParams => new URLSearchParams(request.rawQueryString);

/** Without its parameters: `application/json; charset=utf-8` is `application/json`. */
export function contentType(request: Request): string {
  return (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

/** @throws Refusal 400 when the body is no JSON */
export function jsonBody(request: Request): unknown {
  try {
    return JSON.parse(rawBody(request).toString('utf8')) as unknown;
  } catch {
    throw new Refusal(400, 'body-no-json', 'The body is not valid JSON.');
  }
}

/** A repeated parameter means two things at once: it is refused, not guessed. */
function single(entries: Iterable<[string, string]>): Record<string, string> {
  const found: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of entries) {
    if (name in found) throw new Refusal(400, 'repeated-parameter', 'Each parameter may be given once only.');
    found[name] = value;
  }
  return found;
}

function flat(body: unknown): Record<string, string> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new Refusal(400, 'body-no-object', 'The body must be one JSON object.');
  }
  const found: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries(body)) {
    if (typeof value === 'string') found[name] = value;
    else if (typeof value === 'number' || typeof value === 'boolean') found[name] = String(value);
    else if (value !== null)
      throw new Refusal(400, 'nested-value', 'Each value of the body must be a string or a number.');
  }
  return found;
}
