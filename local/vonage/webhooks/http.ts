import http from 'node:http';
import https from 'node:https';
import { setImmediate as pendingIo } from 'node:timers/promises';
import type { Clock, Timer } from '../../clock.ts';

export interface HttpRequest {
  url: string;
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  body: string | undefined;
}

/** How long Vonage waits, in milliseconds of the clock: for the connection, then for the whole response. */
export interface TimeLimits {
  connectMs: number;
  responseMs: number;
}

/** What came back; status 0 and an `error` when nothing did. */
export interface HttpResponse {
  status: number;
  contentType: string;
  body: string;
  ms: number;
  error?: string;
  /** API Gateway's id of the request, where API Gateway responded. */
  requestId?: string;
}

export interface RequestOptions {
  clock: Pick<Clock, 'after'>;
  /** Aborts the request. */
  signal: AbortSignal;
  /** Called with the local port as soon as there is a connection. */
  onConnected?: (localPort: number | undefined) => void;
}

const MAX_RESPONSE_BYTES = 1_000_000;

/** Sends one request, without retries. It never rejects: a failure is a response with status 0. */
export function sendRequest(
  { url, method, headers, body }: HttpRequest,
  limits: TimeLimits,
  { clock, signal, onConnected = () => {} }: RequestOptions,
): Promise<HttpResponse> {
  const startedAt = performance.now();
  const target = URL.canParse(url) ? new URL(url) : undefined;
  if (!target || !['http:', 'https:'].includes(target.protocol)) {
    return Promise.resolve({ ...failed(`no web address: ${url}`), ms: 0 });
  }
  return new Promise((resolve) => {
    const finish = (response: Omit<HttpResponse, 'ms'>): void => {
      timeout.end();
      request.destroy();
      resolve({ ...response, ms: Math.round(performance.now() - startedAt) });
    };
    const fail = (error: string): void => finish(failed(error));
    const timeout = createTimeout(clock, fail);
    const { request: open } = target.protocol === 'https:' ? https : http;
    const bytes = body === undefined ? undefined : Buffer.from(body);
    const allHeaders = {
      'user-agent': 'Nexmo/MessagingHUB/v1.0',
      accept: '*/*',
      ...headers,
      ...(bytes && { 'content-length': String(bytes.length) }),
    };
    const request = open(target, { method, headers: allHeaders, agent: false, signal }, (response) => {
      readResponse(response).then(finish, (error: Error) => fail(error.message));
    });
    request.on('error', (error) => fail(error.message || 'no connection'));
    request.on('socket', (socket) => {
      const connected = (): void => {
        onConnected(socket.localPort);
        timeout.start(limits.responseMs, `no answer within ${limits.responseMs} ms`);
      };
      if (socket.connecting) socket.once('connect', connected);
      else connected();
    });
    timeout.start(limits.connectMs, `no connection within ${limits.connectMs} ms`);
    request.end(bytes);
  });
}

const failed = (error: string): Omit<HttpResponse, 'ms'> => ({ status: 0, contentType: '', body: '', error });

/** One time limit at a time: starting the next one replaces it, and after `end` none can start. */
function createTimeout(clock: Pick<Clock, 'after'>, onTimeout: (error: string) => void) {
  let timer: Timer | undefined;
  let hasEnded = false;
  return {
    start(ms: number, error: string): void {
      timer?.cancel();
      if (hasEnded) return;
      const started = clock.after(ms, async () => {
        // A process that was busy for so long may not have read yet what came in time.
        await pendingIo();
        if (timer === started) onTimeout(error);
      });
      timer = started;
    },
    end(): void {
      hasEnded = true;
      timer?.cancel();
      timer = undefined;
    },
  };
}

/** The whole response; of a body that is too long, the beginning. */
function readResponse(response: http.IncomingMessage): Promise<Omit<HttpResponse, 'ms'>> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    response.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= MAX_RESPONSE_BYTES) chunks.push(chunk);
    });
    response.on('error', reject);
    response.on('end', () => {
      const requestId = response.headers['apigw-requestid'];
      resolve({
        status: response.statusCode ?? 0,
        contentType: response.headers['content-type'] ?? '',
        body: Buffer.concat(chunks).toString('utf8'),
        ...(typeof requestId === 'string' && { requestId }),
      });
    });
  });
}
