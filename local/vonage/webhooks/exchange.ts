import http from 'node:http';
import https from 'node:https';
import type { Clock, Timer } from '../../clock.ts';

export interface Outgoing {
  url: string;
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  body: string | undefined;
}

/** How long Vonage waits, in milliseconds of the clock: for the connection, then for the whole answer. */
export interface Limits {
  connectMs: number;
  responseMs: number;
}

/** What came back; status 0 and an `error` when nothing did. */
export interface Answer {
  status: number;
  contentType: string;
  body: string;
  ms: number;
  error?: string;
  /** API Gateway's own id of the request, where that answered. */
  requestId?: string;
}

const LONGEST_ANSWER = 1_000_000;

/** Asks once. It never rejects: what goes wrong is in the answer. */
export function exchange(
  outgoing: Outgoing,
  limits: Limits,
  clock: Clock,
  signal: AbortSignal,
  onConnected: (localPort: number | undefined) => void = () => {},
): Promise<Answer> {
  const begun = performance.now();
  const target = URL.canParse(outgoing.url) ? new URL(outgoing.url) : undefined;
  if (!target || !['http:', 'https:'].includes(target.protocol)) {
    const error = `no web address: ${outgoing.url}`;
    return Promise.resolve({ status: 0, contentType: '', body: '', ms: 0, error });
  }
  return new Promise((resolve) => {
    let timer: Timer | undefined;
    let isOver = false;
    const finish = (answer: Omit<Answer, 'ms'>): void => {
      isOver = true;
      timer?.cancel();
      request.destroy();
      resolve({ ...answer, ms: Math.round(performance.now() - begun) });
    };
    const fail = (error: string): void => finish({ status: 0, contentType: '', body: '', error });
    const limit = (ms: number, error: string): void => {
      timer?.cancel();
      if (!isOver) timer = clock.after(ms, () => fail(error));
    };
    const { request: open } = target.protocol === 'https:' ? https : http;
    const bytes = outgoing.body === undefined ? undefined : Buffer.from(outgoing.body);
    const headers = {
      'user-agent': 'Nexmo/MessagingHUB/v1.0',
      accept: '*/*',
      ...outgoing.headers,
      ...(bytes && { 'content-length': String(bytes.length) }),
    };
    const request = open(target, { method: outgoing.method, headers, agent: false, signal }, (response) => {
      const chunks: Buffer[] = [];
      const requestId = response.headers['apigw-requestid'];
      let length = 0;
      response.on('data', (chunk: Buffer) => {
        length += chunk.length;
        if (length <= LONGEST_ANSWER) chunks.push(chunk);
      });
      response.on('error', (error) => fail(error.message));
      response.on('end', () =>
        finish({
          status: response.statusCode ?? 0,
          contentType: response.headers['content-type'] ?? '',
          body: Buffer.concat(chunks).toString('utf8'),
          ...(typeof requestId === 'string' && { requestId }),
        }),
      );
    });
    request.on('error', (error) => fail(error.message || 'no connection'));
    request.on('socket', (socket) => {
      const connected = (): void => {
        onConnected(socket.localPort);
        limit(limits.responseMs, `no answer within ${limits.responseMs} ms`);
      };
      if (socket.connecting) socket.once('connect', connected);
      else connected();
    });
    limit(limits.connectMs, `no connection within ${limits.connectMs} ms`);
    request.end(bytes);
  });
}
