import { errorSchema, gatewayErrorSchema } from '../responses/errors.ts';
import type { Authentication, Method } from '../routes.ts';
import { JSON_TYPE, type ResponseDescription, type Schema } from './operation.ts';

/** A success as JSON. */
export const ok = (description: string, schema: Schema, example: unknown): ResponseDescription => ({
  description,
  content: { [JSON_TYPE]: { schema, example } },
});

/** @param sentence what the desk answers, as an example */
export const error = (description: string, sentence: string): ResponseDescription => ({
  description,
  content: { [JSON_TYPE]: { schema: errorSchema, example: { error: sentence } } },
});

/** The errors of routes with an agent's JWT. */
const OF_AGENTS: Record<number, ResponseDescription> = {
  401: error(
    'Without a valid token, or with one of an earlier key.',
    'Sign in again: send a valid token of /api/jwt as "Authorization: Bearer …".',
  ),
  403: error('The agent was removed.', 'You are not on the roster of agents any more.'),
};

const OF_NOTIFY_KEY: Record<number, ResponseDescription> = {
  401: error('Without the notify key, or with a wrong one.', 'The notify key is not right.'),
};

const byAuthentication: Record<Authentication, Record<number, ResponseDescription>> = {
  none: {},
  'notify-key': OF_NOTIFY_KEY,
  'agent-key': { 401: error('The key is wrong.', 'The key is not right.') },
  agent: OF_AGENTS,
  'sms-webhook': {
    401: error(
      'The request cannot be authenticated.',
      'This webhook did not prove that it comes from Vonage: check its token and signature.',
    ),
  },
  'voice-webhook': {
    401: error(
      'The request cannot be authenticated.',
      'This webhook did not prove that it comes from Vonage: check its token and signature.',
    ),
  },
};

const RETRY = 'Nothing is lost: try again, after `retry-after` seconds where the header is given.';

/** What every route may answer. */
const ALWAYS: Record<number, ResponseDescription> = {
  429: {
    description: 'Too many requests, or too many wrong keys: wait for `retry-after` seconds.',
    content: {
      [JSON_TYPE]: { schema: [errorSchema, gatewayErrorSchema], example: { message: 'Too Many Requests' } },
    },
  },
  500: {
    description: 'The function died.',
    content: { [JSON_TYPE]: { schema: gatewayErrorSchema, example: { message: 'Internal Server Error' } } },
  },
  503: {
    description: RETRY,
    content: {
      [JSON_TYPE]: {
        schema: [errorSchema, gatewayErrorSchema],
        example: { error: 'The desk cannot answer right now; nothing is lost, please try again.' },
      },
    },
  },
};

const OF_BODIES: Record<number, ResponseDescription> = {
  413: {
    description: 'The body is larger than API Gateway takes.',
    content: {
      [JSON_TYPE]: { schema: gatewayErrorSchema, example: { message: 'Request Entity Too Large' } },
    },
  },
};

/** The responses that follow from how a route is called; those of its own come over them. */
export const commonResponses = (
  method: Method,
  authentication: Authentication,
): Record<number, ResponseDescription> => ({
  ...byAuthentication[authentication],
  ...(method === 'POST' && OF_BODIES),
  ...ALWAYS,
});

export const notJson = error('The body is of another media type.', 'Send the body as application/json.');
