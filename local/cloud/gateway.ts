import { isUtf8 } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';
import type { OwnOrigins } from '../loopback.ts';
import { accessLogContext, accessLogLine } from './access-log.ts';
import { createAdmission } from './admission.ts';
import { corsHeaders, preflightHeaders } from './cors.ts';
import { cut, type Emit } from './events.ts';
import type { LambdaFunction } from './function.ts';
import { BodyTooLarge, type LocalServer, readBody, serve } from './http-server.ts';
import { integrate, messageResponse } from './integration.ts';
import { type GatewayResponse, requestEvent } from './payload.ts';
import type { ApiSpec, RouteSpec } from './resources/api.ts';
import { type Match, matchRoute } from './routes.ts';

const MAX_BODY_BYTES = 10 * 1024 * 1024;

export interface GatewayOptions {
  port: number;
  /** Undefined: the template has none, everything is Not Found. */
  api: ApiSpec | undefined;
  functionOf: (arn: string) => LambdaFunction | undefined;
  /** Whether a Lambda permission lets API Gateway invoke the function. */
  mayInvoke: (target: LambdaFunction) => boolean;
  clock: Clock;
  emit: Emit;
  /** Whether anybody reads the events: only then they contain bodies. */
  recordBodies: boolean;
  /** Origins whose pages may send requests, besides those that the template allows. */
  origins: OwnOrigins;
}

/** Serves the template's HTTP API: routes, throttling, CORS and the functions behind them. */
export function serveApi(options: GatewayOptions): Promise<LocalServer> {
  const { port, api, origins, clock } = options;
  const gateway: Gateway = { ...options, admit: createAdmission(api?.routes ?? [], clock) };
  const trusts = (origin: string): boolean =>
    origins.has(origin) || (api?.cors?.AllowOrigins.includes(origin) ?? false);
  return serve('the API', port, (request, response) => respond(gateway, request, response), trusts);
}

type Gateway = GatewayOptions & { admit: ReturnType<typeof createAdmission> };

/** A request on its way through the gateway. */
interface Exchange {
  requestId: string;
  request: IncomingMessage;
  response: ServerResponse;
  rawPath: string;
  rawQuery: string;
  /** `bad-path`: the path is badly encoded; undefined: no route matches. */
  match: Match<RouteSpec> | 'bad-path' | undefined;
  route: RouteSpec | undefined;
  target: LambdaFunction | undefined;
}

async function respond(gateway: Gateway, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const started = performance.now();
  const exchange = openExchange(gateway, request, response);
  emitRequest(gateway, exchange);
  const { result, body } = await handle(gateway, exchange);
  const cors = corsHeaders(gateway.api?.cors, request.headers.origin);
  send(request, response, { ...result, headers: [...result.headers, ...cors] }, exchange.requestId);
  emitResponse(gateway, exchange, { result, body, ms: performance.now() - started });
}

function openExchange(
  { api, functionOf }: Gateway,
  request: IncomingMessage,
  response: ServerResponse,
): Exchange {
  const requestId = crypto.randomUUID();
  const [rawPath = '/', ...query] = (request.url ?? '/').split('?');
  const match = api && findRoute(api, request, rawPath);
  const route = match && match !== 'bad-path' ? match.route : undefined;
  const target = route && functionOf(route.functionArn);
  return { requestId, request, response, rawPath, rawQuery: query.join('?'), match, route, target };
}

function findRoute(api: ApiSpec, request: IncomingMessage, rawPath: string): Exchange['match'] {
  try {
    return matchRoute(api.routes, request.method ?? 'GET', rawPath);
  } catch (error) {
    if (error instanceof URIError) return 'bad-path';
    throw error;
  }
}

const NO_BODY = Buffer.alloc(0);

/** The response of the gateway or of the function, and the request's body as far as it was read. */
async function handle(
  gateway: Gateway,
  exchange: Exchange,
): Promise<{ result: GatewayResponse; body: Buffer }> {
  const { api, admit } = gateway;
  const { request, match, route } = exchange;
  const unread = (result: GatewayResponse) => ({ result, body: NO_BODY });
  if (api?.cors && isPreflight(request) && route?.method !== 'OPTIONS') {
    const headers = preflightHeaders(api.cors, request.headers.origin);
    return unread({ status: 204, headers, body: NO_BODY });
  }
  if (match === 'bad-path') return unread(messageResponse(400, 'Bad Request'));
  if (!api || !match) return unread(messageResponse(404, 'Not Found'));
  const admission = await admit(match.route, request.headers);
  if ('refusal' in admission) return unread(admission.refusal);
  const body = await readWithinLimit(request);
  if (!body) return unread(messageResponse(413, 'Request Entity Too Large'));
  return { result: await invoke(gateway, exchange, { api, match, body, ...admission }), body };
}

async function readWithinLimit(request: IncomingMessage): Promise<Buffer | undefined> {
  try {
    return await readBody(request, MAX_BODY_BYTES);
  } catch (error) {
    if (error instanceof BodyTooLarge) return undefined;
    throw error;
  }
}

async function invoke(
  { mayInvoke, clock }: Gateway,
  { request, response, requestId, rawPath, rawQuery, target }: Exchange,
  {
    api,
    match: { route, parameters },
    body,
    claims,
  }: { api: ApiSpec; match: Match<RouteSpec>; body: Buffer; claims: Record<string, string> | undefined },
): Promise<GatewayResponse> {
  if (!target || !mayInvoke(target)) return messageResponse(500, 'Internal Server Error');
  const event = requestEvent({
    request,
    rawPath,
    rawQuery,
    body,
    routeKey: route.key,
    parameters,
    apiId: api.id,
    stageVariables: api.stageVariables,
    requestId,
    now: clock.now(),
    claims,
  });
  const integrated = await integrate(target, event, {
    timeoutMs: route.timeoutMs,
    requestId,
    response,
    clock,
  });
  // Where the API itself configures CORS, the gateway drops the function's own CORS headers.
  const headers = integrated.headers.filter(([name]) => !api.cors || !name.startsWith('access-control-'));
  return { ...integrated, headers };
}

function isPreflight({ method, headers }: IncomingMessage): boolean {
  return method === 'OPTIONS' && headers.origin !== undefined && 'access-control-request-method' in headers;
}

function emitRequest({ emit }: Gateway, { requestId, request, rawPath, route, target }: Exchange): void {
  emit({
    kind: 'request',
    requestId,
    method: request.method ?? '',
    path: rawPath,
    route: route?.key,
    ...(target && { function: target.spec.name }),
    ...(request.socket.remotePort !== undefined && { callerPort: request.socket.remotePort }),
  });
}

function emitResponse(
  { api, emit, recordBodies, clock }: Gateway,
  { requestId, request, rawPath, route }: Exchange,
  { result, body, ms }: { result: GatewayResponse; body: Buffer; ms: number },
): void {
  const bodies = recordBodies && { asked: bodyText(body), answered: bodyText(result.body) };
  emit({ kind: 'response', requestId, status: result.status, ms, ...bodies });
  if (api?.accessLogFormat === undefined) return;
  const context = accessLogContext({
    requestId,
    request,
    rawPath,
    routeKey: route?.key,
    apiId: api.id,
    status: result.status,
    responseLength: result.body.length,
    ms,
    now: clock.now(),
  });
  emit({ kind: 'access-log', requestId, line: accessLogLine(api.accessLogFormat, context) });
}

const bodyText = (body: Buffer): string =>
  isUtf8(body) ? cut(body.toString()) : `(${body.length} bytes that are no text)`;

function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, body }: GatewayResponse,
  requestId: string,
): void {
  try {
    for (const [name, value] of headers) response.appendHeader(name, value);
  } catch {
    // A function's header that HTTP cannot carry (a line break in a value).
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    send(request, response, messageResponse(500, 'Internal Server Error'), requestId);
    return;
  }
  response.setHeader('apigw-requestid', requestId);
  // The unread rest of a refused body would be parsed as the next request.
  if (!request.complete) response.setHeader('connection', 'close');
  response.statusCode = status;
  if (status !== 204 && status !== 304) response.setHeader('content-length', body.length);
  response.end(request.method === 'HEAD' ? undefined : body);
}
