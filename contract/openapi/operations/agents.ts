import { ENDPOINTS } from '../../endpoints.ts';
import { FORM_TYPE, JSON_TYPE, type Operation } from '../operation.ts';
import { error, notJson, ok } from '../responses.ts';

const CREDENTIALS = { mobile_api_key: 'the agent’s key', user_name: 'Jane' };

const signIn: Operation = {
  tag: 'agents',
  summary: 'Get the token of an agent',
  description:
    'With the agent’s key in the body; where an identity provider is configured, with its token as `Authorization: Bearer …` and no body.',
  body: {
    required: false,
    content: {
      [JSON_TYPE]: { schema: ENDPOINTS['POST /api/jwt'].body, example: CREDENTIALS },
      [FORM_TYPE]: { schema: ENDPOINTS['POST /api/jwt'].body, example: CREDENTIALS },
    },
  },
  responses: {
    200: ok('The token.', ENDPOINTS['POST /api/jwt'].response, {
      user_id: 'USR-5f1b1a3e-0b7c-4a52-8a36-1d2f6d1d8a11',
      user_name: 'Jane',
      jwt: 'eyJhbGciOiJSUzI1NiJ9…',
      expires_at: '2026-11-21T11:00:00.000Z',
    }),
    400: error('The body is not valid.', 'Send {"mobile_api_key": "…", "user_name": "…"}, both as text.'),
    401: error('The key is wrong, or the identity provider’s token.', 'The key is not right.'),
    403: error(
      'The agent is not on the roster.',
      'There is no agent of this name; names are written exactly as on the roster, such as "Jane".',
    ),
    415: error(
      'The body is neither JSON nor a form.',
      'Send the body as application/json or application/x-www-form-urlencoded.',
    ),
    502: error(
      'Vonage created no user for the agent.',
      'Vonage did not give us a user for this agent; please try again.',
    ),
  },
};

const readRoster: Operation = {
  tag: 'agents',
  summary: 'List the agents, and who may be rung',
  responses: {
    200: ok('All agents.', ENDPOINTS['GET /api/availability'].response, {
      agents: [
        { name: 'Jane', available: true, busy: false },
        { name: 'Joe', available: false, busy: false },
      ],
    }),
  },
};

const setAvailability: Operation = {
  tag: 'agents',
  summary: 'Set whether the caller may be rung',
  body: {
    required: true,
    content: {
      [JSON_TYPE]: { schema: ENDPOINTS['POST /api/availability'].body, example: { available: false } },
    },
  },
  responses: {
    200: ok('What was set.', ENDPOINTS['POST /api/availability'].response, {
      name: 'Jane',
      available: false,
    }),
    400: error('The body is not valid.', 'Send {"available": true} or {"available": false}.'),
    415: notJson,
  },
};

export const AGENTS = {
  'POST /api/jwt': signIn,
  'GET /api/availability': readRoster,
  'POST /api/availability': setAvailability,
} satisfies Record<string, Operation>;
