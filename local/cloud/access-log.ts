import type { IncomingMessage } from 'node:http';
import { commonLogTime } from './payload.ts';

/** The `$context` variables of a request that has been answered. */
export function accessLogContext({
  requestId,
  request,
  rawPath,
  routeKey = '-',
  apiId,
  status,
  responseLength,
  ms,
  now,
}: {
  requestId: string;
  request: IncomingMessage;
  rawPath: string;
  routeKey: string | undefined;
  apiId: string;
  status: number;
  /** In bytes. */
  responseLength: number;
  /** Between the request and its response. */
  ms: number;
  now: number;
}): Record<string, string | number> {
  return {
    requestId,
    'identity.sourceIp': request.socket.remoteAddress ?? '127.0.0.1',
    'identity.userAgent': request.headers['user-agent'] ?? '-',
    httpMethod: request.method ?? '-',
    path: rawPath,
    protocol: `HTTP/${request.httpVersion}`,
    requestTime: commonLogTime(now),
    requestTimeEpoch: now,
    routeKey,
    stage: '$default',
    apiId,
    status,
    responseLength,
    responseLatency: Math.round(ms),
    integrationLatency: Math.round(ms),
  };
}

/** Fills an access log format's `$context.…` variables; an unknown one becomes `-`, as on AWS. */
export function accessLogLine(format: string, context: Record<string, string | number>): string {
  return format.replaceAll(/\$context\.([A-Za-z][\w.]*)/g, (_, name: string) =>
    Object.hasOwn(context, name) ? String(context[name]) : '-',
  );
}
