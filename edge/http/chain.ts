import middy, { type MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { Later } from '../../desk/later.ts';
import { Refusal } from '../../desk/refusal.ts';
import { describe, log } from '../log.ts';
import { json, type Response } from './responses.ts';

export type Request = APIGatewayProxyEventV2;

/**
 * The chain around every HTTP function: what the handler throws becomes an answer that says what to do, and a log line
 * with a reason code. What nobody foresaw is a failure of the store or of a neighbour: the caller may try again.
 */
export function answering(handler: (request: Request) => Promise<Response>) {
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
  if (error instanceof Refusal) {
    log('warn', error.reason, { route, status: error.status });
    return json(error.status, { error: error.message });
  }
  if (error instanceof Later) {
    log('warn', error.reason, { route, status: 503 });
    return again(error.message);
  }
  log('error', 'unavailable', { route, status: 503, ...describe(error) });
  return again('The desk cannot answer right now; nothing is lost, please try again.');
}

function again(sentence: string): Response {
  const response = json(503, { error: sentence });
  return { ...response, headers: { ...response.headers, 'retry-after': '5' } };
}
