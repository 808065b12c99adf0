import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { ACCOUNT_ID } from './intrinsics.ts';

/** An HTTP request in API Gateway's payload format 2.0. */
export function requestEvent({
  request,
  rawPath,
  rawQuery,
  body,
  routeKey,
  parameters,
  apiId,
  stageVariables,
  requestId,
  now,
  claims,
}: {
  request: IncomingMessage;
  rawPath: string;
  rawQuery: string;
  body: Buffer;
  routeKey: string;
  parameters: Record<string, string>;
  apiId: string;
  stageVariables: Record<string, string> | undefined;
  requestId: string;
  now: number;
  /** Of a token that a JWT authorizer accepted. */
  claims: Record<string, string> | undefined;
}): Record<string, unknown> {
  const { headers, cookies } = splitHeaders(request.rawHeaders);
  const host = headers['host'] ?? '';
  const sourceIp = request.socket.remoteAddress?.replace(/^::ffff:/, '') ?? '127.0.0.1';
  const text = isText(headers['content-type']);
  const query = joinedQuery(rawQuery);
  return {
    version: '2.0',
    routeKey,
    rawPath,
    rawQueryString: rawQuery,
    ...(cookies.length > 0 && { cookies }),
    headers: {
      ...headers,
      'x-amzn-trace-id': `Root=1-${Math.floor(now / 1_000).toString(16)}-${requestId.replaceAll('-', '').slice(0, 24)}`,
      'x-forwarded-for': [headers['x-forwarded-for'], sourceIp].filter(Boolean).join(', '),
      'x-forwarded-port': /:(\d+)$/.exec(host)?.[1] ?? '80',
      'x-forwarded-proto': 'http',
    },
    ...(query && { queryStringParameters: query }),
    requestContext: {
      accountId: ACCOUNT_ID,
      apiId,
      ...(claims && { authorizer: { jwt: { claims, scopes: null } } }),
      domainName: host,
      domainPrefix: host.split('.')[0],
      http: {
        method: request.method,
        path: rawPath,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId,
      routeKey,
      stage: '$default',
      time: commonLogTime(now),
      timeEpoch: now,
    },
    ...(Object.keys(parameters).length > 0 && { pathParameters: parameters }),
    ...(stageVariables && { stageVariables }),
    ...(body.length > 0 && { body: body.toString(text ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !text,
  };
}

/** Headers of a single connection: the gateway's connection is not the caller's. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'te', 'trailer']);

/** Lower-case names, repeated values joined with a comma, cookies separate. */
function splitHeaders(rawHeaders: string[]): { headers: Record<string, string>; cookies: string[] } {
  const headers: Record<string, string> = {};
  const cookies: string[] = [];
  for (let position = 0; position < rawHeaders.length; position += 2) {
    const name = (rawHeaders[position] ?? '').toLowerCase();
    const value = rawHeaders[position + 1] ?? '';
    if (HOP_BY_HOP.has(name)) continue;
    if (name === 'cookie') cookies.push(...value.split(/;\s*/).filter(Boolean));
    else headers[name] = Object.hasOwn(headers, name) ? `${headers[name]},${value}` : value;
  }
  return { headers, cookies };
}

function joinedQuery(rawQuery: string): Record<string, string> | undefined {
  if (rawQuery === '') return undefined;
  const joined = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(rawQuery)) {
    const before = joined.get(name);
    joined.set(name, before === undefined ? value : `${before},${value}`);
  }
  return joined.size > 0 ? Object.fromEntries(joined) : undefined;
}

const TEXT_TYPES = /^(text\/.*|application\/(json|javascript|xml)|.*\+(json|xml))$/;

/**
 * Bodies that reach the function as text; all others, forms too, are base64. As on AWS, bytes of a text that are not
 * UTF-8 become U+FFFD: the event is JSON, which cannot hold them.
 */
function isText(contentType = ''): boolean {
  return TEXT_TYPES.test((contentType.split(';')[0] ?? '').trim().toLowerCase());
}

/** `12/Mar/2020:19:03:58 +0000` */
export function commonLogTime(now: number): string {
  const [, weekdayless = ''] = new Date(now).toUTCString().split(', ');
  const [day, month, year, time] = weekdayless.split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}

export interface GatewayResponse {
  status: number;
  headers: [name: string, value: string][];
  body: Buffer;
}

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const lambdaResponse = z.object({
  statusCode: z.int().min(100).max(599),
  headers: z.record(z.string(), scalar).nullish(),
  cookies: z.array(z.string()).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

/** The gateway sets these itself; a function's value could contradict the body that is sent. */
const OWN_HEADERS = new Set([...HOP_BY_HOP, 'content-length']);

/** A function's return value as an HTTP response; undefined when it is malformed (the caller gets a 500). */
export function responseOf(payload: string): GatewayResponse | undefined {
  const result: unknown = JSON.parse(payload);
  if (typeof result !== 'object' || result === null || !('statusCode' in result)) {
    const body = typeof result === 'string' ? result : payload;
    return { status: 200, headers: [['content-type', 'application/json']], body: Buffer.from(body) };
  }
  const parsed = lambdaResponse.safeParse(result);
  if (!parsed.success) return undefined;
  const { statusCode, headers, cookies, body, isBase64Encoded } = parsed.data;
  const given = Object.entries(headers ?? {})
    .map(([name, value]): [string, string] => [name.toLowerCase(), value])
    .filter(([name]) => !OWN_HEADERS.has(name));
  if (!given.some(([name]) => name === 'content-type'))
    given.push(['content-type', 'text/plain; charset=utf-8']);
  return {
    status: statusCode,
    headers: [...given, ...(cookies ?? []).map((cookie): [string, string] => ['set-cookie', cookie])],
    body: Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8'),
  };
}
