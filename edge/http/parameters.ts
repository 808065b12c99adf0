import { isUtf8 } from 'node:buffer';
import { withoutBom } from '../../desk/byte-order-mark.ts';
import { ClientError } from '../../desk/client-error.ts';
import type { Request } from './handler.ts';

export const JSON_BODY = 'application/json';
export const FORM = 'application/x-www-form-urlencoded';

/** A content type of bodies that are accepted. */
export type BodyType = typeof JSON_BODY | typeof FORM;

/** The body's bytes, before any parser: API Gateway passes what is not text as base64. */
export function rawBody(request: Request): Buffer {
  return Buffer.from(request.body ?? '', request.isBase64Encoded ? 'base64' : 'utf8');
}

/**
 * The parameters of a request: of the query for a GET, else of its body, form or JSON. Every value is a string; a JSON
 * number becomes its digits.
 *
 * @throws ClientError 400 for a repeated parameter, a nested value, what is not UTF-8, or a body that is not what it says;
 *   415 for another content type
 */
export function parameters(request: Request): Record<string, string> {
  if (request.requestContext.http.method === 'GET') return singleValues(entriesOf(request.rawQueryString));
  return bodyType(request, [JSON_BODY, FORM]) === FORM ? formBody(request) : flat(jsonBody(request));
}

/** The query, for names and values that are looked up or checked: bytes that are no UTF-8 become U+FFFD. */
export const query = (request: Request): URLSearchParams => new URLSearchParams(request.rawQueryString);

/** Whether the query, percent-decoded, is UTF-8. */
export const isQueryUtf8 = (request: Request): boolean => isEncodedUtf8(request.rawQueryString);

/** Without its parameters: `application/json; charset=utf-8` is `application/json`. */
export function contentType(request: Request): string {
  return (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

/**
 * The body's content type, one of those that the route accepts.
 *
 * @throws ClientError 415 that names them
 */
export function bodyType(request: Request, accepted: readonly BodyType[]): BodyType {
  const type = accepted.find((one) => one === contentType(request));
  if (type) return type;
  throw new ClientError(415, 'wrong-content-type', `Send the body as ${accepted.join(' or ')}.`);
}

/**
 * The body, parsed by its content type: any JSON value, or the fields of the form.
 *
 * @throws ClientError 400, 415
 */
export function bodyOf(request: Request, accepted: readonly BodyType[]): unknown {
  return bodyType(request, accepted) === FORM ? formBody(request) : jsonBody(request);
}

/** @throws ClientError 400 for a repeated field, or what is not UTF-8 */
export const formBody = (request: Request): Record<string, string> => singleValues(formFields(request));

/**
 * A form's fields, repeated ones too.
 *
 * @throws ClientError 400 for what is not UTF-8
 */
export const formFields = (request: Request): URLSearchParams => entriesOf(bodyText(request));

/**
 * The JSON of the body. A byte order mark before it is no part of it.
 *
 * @param isSigned whether a signature over the body's bytes is valid, or is verified before anything is stored
 * @throws ClientError 400 when the body is no JSON, or not UTF-8
 */
export function jsonBody(request: Request, { isSigned = false }: { isSigned?: boolean } = {}): unknown {
  const text = bodyText(request, { isSigned });
  try {
    return JSON.parse(withoutBom(text)) as unknown;
  } catch {
    throw new ClientError(400, 'body-no-json', 'The body is not valid JSON.');
  }
}

/**
 * The body as text.
 *
 * API Gateway itself decodes what it takes for text (`text/*`, JSON, XML), and puts U+FFFD where the bytes are no UTF-8:
 * the function never sees them. So a body that came as text is rejected for a U+FFFD in it: the original character is
 * lost. Where a signature over the bytes is valid, the sender itself wrote U+FFFD, and the body is accepted.
 */
function bodyText(request: Request, { isSigned = false }: { isSigned?: boolean } = {}): string {
  const bytes = rawBody(request);
  if ((!isSigned && hasLostCharacters(request)) || !isUtf8(bytes)) throw notUtf8();
  return bytes.toString('utf8');
}

/** Whether a body that came as text has a U+FFFD: most likely the gateway put it where the bytes were no UTF-8. */
export const hasLostCharacters = ({ isBase64Encoded, body = '' }: Request): boolean =>
  !isBase64Encoded && body.includes('\ufffd');

export const notUtf8 = (): ClientError =>
  new ClientError(
    400,
    'not-utf8',
    'Send text encoded as UTF-8: what came has characters that are not, or that were lost on the way (U+FFFD).',
  );

/** @throws ClientError 400 where `URLSearchParams` would put U+FFFD in place of what is not UTF-8 */
function entriesOf(encoded: string): URLSearchParams {
  if (!isEncodedUtf8(encoded)) throw notUtf8();
  return new URLSearchParams(encoded);
}

/** The separators are ASCII, so that all of it can be decoded and checked at once. */
function isEncodedUtf8(encoded: string): boolean {
  const bytes = Buffer.from(encoded, 'utf8')
    .toString('latin1')
    .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return isUtf8(Buffer.from(bytes, 'latin1'));
}

/**
 * A repeated parameter is ambiguous: it is rejected, not guessed.
 *
 * @throws ClientError 400
 */
export function singleValues(entries: Iterable<[string, string]>): Record<string, string> {
  const found: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of entries) {
    if (name in found)
      throw new ClientError(400, 'repeated-parameter', 'Each parameter may be given once only.');
    found[name] = value;
  }
  return found;
}

function flat(body: unknown): Record<string, string> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new ClientError(400, 'body-no-object', 'The body must be one JSON object.');
  }
  const found: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries(body)) {
    if (typeof value === 'string') found[name] = value;
    else if (typeof value === 'number' || typeof value === 'boolean') found[name] = String(value);
    else if (value !== null)
      throw new ClientError(400, 'nested-value', 'Each value of the body must be a string or a number.');
  }
  return found;
}
