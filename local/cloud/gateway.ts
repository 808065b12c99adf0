import { isUtf8 } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock, Timer } from '../clock.ts';
import type { OwnOrigins } from '../loopback.ts';
import { accessLogLine } from './access-log.ts';
import { type Authorizer, createAuthorizer } from './authorizer.ts';
import { corsHeaders, preflightHeaders } from './cors.ts';
import { cut, type Emit } from './events.ts';
import type { InvocationResult, LambdaFunction } from './function.ts';
import { BodyTooLarge, type LocalServer, readBody, serve } from './http-server.ts';
import { commonLogTime, type GatewayResponse, requestEvent, responseOf } from './payload.ts';
import type { ApiSpec, RouteSpec } from './resources/api.ts';
import { type Match, matchRoute } from './routes.ts';
import { createBucket } from './throttle.ts';

const MAX_BODY_BYTES = 10 * 1024 * 1024;

/** Serves the template's HTTP API: routes, throttling, CORS and the functions behind them. */
export function serveApi({
  port,
  api: spec,
  functionOf,
  mayInvoke,
  clock,
  emit,
  isHeard,
  origins,
}: {
  port: number;
  /** Undefined: the template has none, everything is Not Found. */
  api: ApiSpec | undefined;
  functionOf: (arn: string) => LambdaFunction | undefined;
  /** Whether a Lambda permission lets API Gateway invoke the function. */
  mayInvoke: (target: LambdaFunction) => boolean;
  clock: Clock;
  emit: Emit;
  /** Whether somebody reads the events: only then bodies stand in them. */
  isHeard: boolean;
  /** Whose pages may call, besides those that the template itself names. */
  origins: OwnOrigins;
}): Promise<LocalServer> {
  const buckets = new Map<RouteSpec, () => boolean>();
  const authorizers = new Map<RouteSpec, Authorizer>();
  for (const route of spec?.routes ?? [])
    if (route.authorizer) authorizers.set(route, createAuthorizer(route.authorizer, clock));

  const trusts = (origin: string): boolean =>
    origins.has(origin) || (spec?.cors?.AllowOrigins.includes(origin) ?? false);
  return serve('the API', port, respond, trusts);

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = crypto.randomUUID();
    const started = performance.now();
    const [rawPath = '/', ...query] = (request.url ?? '/').split('?');
    const match = spec && find(spec, request, rawPath);
    const route = match && match !== 'bad-path' ? match.route : undefined;
    const target = route && functionOf(route.functionArn);
    emit({
      kind: 'request',
      requestId,
      method: request.method ?? '',
      path: rawPath,
      route: route?.key,
      ...(target && { function: target.spec.name }),
      ...(request.socket.remotePort !== undefined && { callerPort: request.socket.remotePort }),
    });

    let body: Buffer = Buffer.alloc(0);

    const answer = await decide();
    const cors = corsHeaders(spec?.cors, request.headers.origin);
    send(request, response, { ...answer, headers: [...answer.headers, ...cors] }, requestId);
    const ms = performance.now() - started;
    const bodies = isHeard && { asked: told(body), answered: told(answer.body) };
    emit({ kind: 'response', requestId, status: answer.status, ms, ...bodies });
    if (spec?.accessLogFormat !== undefined) {
      const line = accessLogLine(spec.accessLogFormat, {
        requestId,
        'identity.sourceIp': request.socket.remoteAddress ?? '127.0.0.1',
        'identity.userAgent': request.headers['user-agent'] ?? '-',
        httpMethod: request.method ?? '-',
        path: rawPath,
        protocol: `HTTP/${request.httpVersion}`,
        requestTime: commonLogTime(clock.now()),
        requestTimeEpoch: clock.now(),
        routeKey: route?.key ?? '-',
        stage: '$default',
        apiId: spec.id,
        status: answer.status,
        responseLength: answer.body.length,
        responseLatency: Math.round(ms),
        integrationLatency: Math.round(ms),
      });
      emit({ kind: 'access-log', requestId, line });
    }

    async function decide(): Promise<GatewayResponse> {
      if (spec?.cors && isPreflight(request) && route?.method !== 'OPTIONS') {
        return {
          status: 204,
          headers: preflightHeaders(spec.cors, request.headers.origin),
          body: Buffer.alloc(0),
        };
      }
      if (match === 'bad-path') return message(400, 'Bad Request');
      if (!spec || !match) return message(404, 'Not Found');
      if (!passes(match.route)) return message(429, 'Too Many Requests');
      const authorize = authorizers.get(match.route);
      const claims = await authorize?.(request.headers);
      if (authorize && !claims) return unauthorized();
      try {
        body = await readBody(request, MAX_BODY_BYTES);
      } catch (error) {
        if (error instanceof BodyTooLarge) return message(413, 'Request Entity Too Large');
        throw error;
      }
      if (!target || !mayInvoke(target)) return message(500, 'Internal Server Error');
      const event = requestEvent({
        request,
        rawPath,
        rawQuery: query.join('?'),
        body,
        routeKey: match.route.key,
        parameters: match.parameters,
        apiId: spec.id,
        stageVariables: spec.stageVariables,
        requestId,
        now: clock.now(),
        claims,
      });
      const integrated = await integrate(target, event, match.route.timeoutMs, requestId, response);
      // Where the API's own CORS is configured, the gateway ignores what a function says about it.
      const own = integrated.headers.filter(([name]) => !spec.cors || !name.startsWith('access-control-'));
      return { ...integrated, headers: own };
    }
  }

  function passes(route: RouteSpec): boolean {
    if (!route.throttle) return true;
    const bucket = buckets.get(route) ?? createBucket(route.throttle, () => clock.now());
    buckets.set(route, bucket);
    return bucket();
  }

  /**
   * The gateway waits no longer than the integration's limit, counted from when the function works: waiting for this
   * machine is nothing that AWS knows. The function runs on, as on AWS; one that still waits when its caller hangs up is
   * not invoked any more.
   */
  async function integrate(
    target: LambdaFunction,
    event: unknown,
    timeoutMs: number,
    requestId: string,
    response: ServerResponse,
  ): Promise<GatewayResponse> {
    const late = Promise.withResolvers<undefined>();
    let limit: Timer | undefined;
    const onRunning = (): void => {
      limit = clock.after(timeoutMs, () => late.resolve(undefined));
    };
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    if (response.destroyed) gone.abort();
    const invocation = target.invoke(event, 'http', { requestId, onRunning, signal: gone.signal });
    const result = await Promise.race([invocation, late.promise]);
    limit?.cancel();
    return result ? fromResult(result) : message(503, 'Service Unavailable');
  }
}

function find(
  api: ApiSpec,
  request: IncomingMessage,
  rawPath: string,
): Match<RouteSpec> | 'bad-path' | undefined {
  try {
    return matchRoute(api.routes, request.method ?? 'GET', rawPath);
  } catch (error) {
    if (error instanceof URIError) return 'bad-path';
    throw error;
  }
}

function fromResult(result: InvocationResult): GatewayResponse {
  if (result.kind === 'throttled') return message(503, 'Service Unavailable');
  if (result.kind === 'too-large') return message(413, 'Request Entity Too Large');
  return (
    (result.kind === 'ok' ? responseOf(result.payload) : undefined) ?? message(500, 'Internal Server Error')
  );
}

function isPreflight({ method, headers }: IncomingMessage): boolean {
  return method === 'OPTIONS' && headers.origin !== undefined && 'access-control-request-method' in headers;
}

function message(status: number, text: string): GatewayResponse {
  return {
    status,
    headers: [['content-type', 'application/json']],
    body: Buffer.from(JSON.stringify({ message: text })),
  };
}

const told = (body: Buffer): string =>
  isUtf8(body) ? cut(body.toString()) : `(${body.length} bytes that are no text)`;

function unauthorized(): GatewayResponse {
  const { headers, ...rest } = message(401, 'Unauthorized');
  return { ...rest, headers: [...headers, ['www-authenticate', 'Bearer']] };
}

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
    send(request, response, message(500, 'Internal Server Error'), requestId);
    return;
  }
  response.setHeader('apigw-requestid', requestId);
  // What is left of a body that was refused would be taken for the next request.
  if (!request.complete) response.setHeader('connection', 'close');
  response.statusCode = status;
  if (status !== 204 && status !== 304) response.setHeader('content-length', body.length);
  response.end(request.method === 'HEAD' ? undefined : body);
}
