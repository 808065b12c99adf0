import middy, { type MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { RetryableError } from '../../desk/retryable-error.ts';
import { ClientError } from '../../desk/client-error.ts';
import { describe, log } from '../aws/log.ts';
import { SecretUnusable } from '../aws/setup-missing.ts';
import { json, type Response } from './responses.ts';

export type Request = APIGatewayProxyEventV2;

/**
 * The chain around every HTTP function: an error becomes a response with a sentence that says what to do, and a log line
 * with a reason code. An unexpected error is a failure of a store or of another service: the caller may retry.
 */
export function httpHandler(handler: (request: Request, context: Context) => Promise<Response>) {
  return middy<Request, Response>().use(errorResponses()).handler(handler);
}

function errorResponses(): MiddlewareObj<Request, Response> {
  return {
    onError: (request) => {
      request.response = toErrorResponse(request.error, request.event.routeKey);
    },
  };
}

function toErrorResponse(error: unknown, route: string): Response {
  const failure = failureOf(error, route);
  return retrying(json(failure.status, { error: failure.sentence }), failure);
}

/** The response, with `retry-after` where the failure has one. */
export function retrying(response: Response, { retryAfterSeconds }: Failure): Response {
  if (retryAfterSeconds === undefined) return response;
  return { ...response, headers: { ...response.headers, 'retry-after': String(retryAfterSeconds) } };
}

/** An error as its caller sees it. */
export interface Failure {
  status: number;
  /** A kebab-case code. */
  reason: string;
  sentence: string;
  /** When to retry. */
  retryAfterSeconds?: number | undefined;
}

/** For transient failures. */
const SOON_S = 5;

/** Logs an error with its reason, and returns what its caller sees. */
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
    // Logged where it was thrown, once for many requests.
    const sentence = 'This desk is not set up yet: its owner runs "npm run setup", then please try again.';
    return { status: 503, reason: 'setup-missing', sentence };
  }
  log('error', 'unavailable', { route, status: 503, ...describe(error) });
  const sentence = 'The desk cannot answer right now; nothing is lost, please try again.';
  return { status: 503, reason: 'unavailable', sentence, retryAfterSeconds: SOON_S };
}
