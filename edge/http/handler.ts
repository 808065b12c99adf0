import middy, { type MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { RetryableError } from '../../desk/retryable-error.ts';
import { ClientError } from '../../desk/client-error.ts';
import { describe, log } from '../aws/log.ts';
import { SecretUnusable } from '../aws/setup-missing.ts';
import { json, type Response } from './responses.ts';

export type Request = APIGatewayProxyEventV2;

/**
 * The chain around every HTTP function: what the handler throws becomes an answer that says what to do, and a log line
 * with a reason code. What nobody foresaw is a failure of the store or of a neighbour: the caller may try again.
 */
export function httpHandler(handler: (request: Request, context: Context) => Promise<Response>) {
  return middy<Request, Response>().use(errorsAnswered()).handler(handler);
}

function errorsAnswered(): MiddlewareObj<Request, Response> {
  return {
    onError: (request) => {
      request.response = answerTo(request.error, request.event.routeKey);
    },
  };
}

function answerTo(error: unknown, route: string): Response {
  const failure = failureOf(error, route);
  return retrying(json(failure.status, { error: failure.sentence }), failure);
}

/** The answer, with the time after which to ask again where the failure has one. */
export function retrying(response: Response, { retryAfterSeconds }: Failure): Response {
  if (retryAfterSeconds === undefined) return response;
  return { ...response, headers: { ...response.headers, 'retry-after': String(retryAfterSeconds) } };
}

/** What a caller is told of an error. */
export interface Failure {
  status: number;
  /** A kebab-case code. */
  reason: string;
  sentence: string;
  /** When to ask again. */
  retryAfterSeconds?: number | undefined;
}

/** After a failure that time mends. */
const SOON_S = 5;

/** Logs an error with its reason, and says what the caller is told of it. */
export function failureOf(error: unknown, route: string): Failure {
  if (error instanceof ClientError) {
    log('warn', error.reason, { route, status: error.status });
    const { status, reason, message: sentence, retryAfterSeconds } = error;
    return { status, reason, sentence, retryAfterSeconds };
  }
  if (error instanceof RetryableError) {
    log('warn', error.reason, { route, status: 503 });
    return { status: 503, reason: error.reason, sentence: error.message, retryAfterSeconds: SOON_S };
  }
  if (error instanceof SecretUnusable) {
    // It told ops itself, once for many requests.
    const sentence = 'This desk is not set up yet: its owner runs "npm run setup", then please try again.';
    return { status: 503, reason: 'setup-missing', sentence };
  }
  log('error', 'unavailable', { route, status: 503, ...describe(error) });
  const sentence = 'The desk cannot answer right now; nothing is lost, please try again.';
  return { status: 503, reason: 'unavailable', sentence, retryAfterSeconds: SOON_S };
}
