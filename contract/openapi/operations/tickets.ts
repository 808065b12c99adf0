import * as z from 'zod/mini';
import { ENDPOINTS } from '../../endpoints.ts';
import { call, closedTicket, inbound, outbound, ticket } from '../examples.ts';
import { JSON_TYPE, type Operation } from '../operation.ts';
import { idempotencyKey, listQuery, threadQuery, ticketNumber } from '../parameters.ts';
import { error, notJson, ok } from '../responses.ts';

const unknownTicket = error('There is no such ticket.', 'There is no ticket with this number.');
const invalid = (example: string) =>
  error('The body is not valid.', `Send a JSON body such as ${example}; a text has 1 to 3200 characters.`);

/** The errors of a text that an agent writes. */
const ofTexts = {
  403: error(
    'The agent was removed, or texts to the customer’s country are not allowed.',
    'Texts to this country are not allowed: see "limits" in the settings.',
  ),
  415: notJson,
  422: error(
    'The idempotency key came with another text.',
    'This Idempotency-Key was used with another text: take a new one.',
  ),
};

const list: Operation = {
  tag: 'tickets',
  summary: 'List tickets',
  parameters: listQuery,
  responses: {
    200: ok('One page, newest activity first.', ENDPOINTS['GET /api/tickets'].response, {
      tickets: [ticket],
      cursor: '1795255500000.1042',
    }),
    400: error('The query is not valid.', 'The status is "open" or "closed".'),
  },
};

const writeFirst: Operation = {
  tag: 'tickets',
  summary: 'Text a customer who has not written',
  description: 'Opens a ticket, or joins the open one.',
  parameters: [idempotencyKey],
  body: {
    required: true,
    content: {
      [JSON_TYPE]: {
        schema: ENDPOINTS['POST /api/tickets'].body,
        example: { customer: '+44 7700 900001', text: outbound.text },
      },
    },
  },
  responses: {
    201: ok(
      'The text is stored, and sent unless its status says otherwise.',
      ENDPOINTS['POST /api/tickets'].response,
      { ticket, message: outbound },
    ),
    400: invalid('{"customer": "+4477…", "text": "…"}'),
    ...ofTexts,
    409: error(
      'The customer has opted out, or another request holds the customer.',
      'This customer has opted out of texts; only the customer can change that, with START.',
    ),
  },
};

const thread: Operation = {
  tag: 'tickets',
  summary: 'Read a ticket with its messages and calls',
  parameters: [ticketNumber, ...threadQuery],
  responses: {
    200: ok('The newest page, oldest message first.', ENDPOINTS['GET /api/tickets/{number}'].response, {
      ticket: { ...ticket, language: 'en' },
      messages: [inbound, outbound],
      calls: [call],
    }),
    400: error('The query is not valid.', 'The value of "earlier" must be one that a thread gave.'),
    404: unknownTicket,
  },
};

const reply: Operation = {
  tag: 'tickets',
  summary: 'Reply to the customer',
  parameters: [ticketNumber, idempotencyKey],
  body: {
    required: true,
    content: {
      [JSON_TYPE]: {
        schema: ENDPOINTS['POST /api/tickets/{number}/replies'].body,
        example: { text: outbound.text },
      },
    },
  },
  responses: {
    201: ok(
      'The text is stored, and sent unless its status says otherwise.',
      ENDPOINTS['POST /api/tickets/{number}/replies'].response,
      { message: outbound },
    ),
    400: invalid('{"text": "…"}'),
    ...ofTexts,
    404: unknownTicket,
    409: error(
      'The ticket is closed, or the customer has opted out.',
      'This ticket is closed: reopen it before you answer.',
    ),
  },
};

const close: Operation = {
  tag: 'tickets',
  summary: 'Close a ticket',
  parameters: [ticketNumber],
  body: {
    required: false,
    content: {
      [JSON_TYPE]: {
        schema: ENDPOINTS['POST /api/tickets/{number}/close'].body,
        example: { text: 'Your parcel has arrived.', lastMessageAt: ticket.lastMessageAt },
      },
    },
  },
  responses: {
    200: ok('The closed ticket.', ENDPOINTS['POST /api/tickets/{number}/close'].response, {
      ticket: closedTicket,
    }),
    400: invalid('{"text": "…"} or {}'),
    404: unknownTicket,
    409: error(
      'Something happened since the agent looked.',
      'A new message came in, or another agent acted: look at the ticket again.',
    ),
    415: notJson,
  },
};

const reopen: Operation = {
  tag: 'tickets',
  summary: 'Reopen a ticket',
  parameters: [ticketNumber],
  responses: {
    200: ok('The open ticket.', ENDPOINTS['POST /api/tickets/{number}/reopen'].response, { ticket }),
    404: unknownTicket,
    409: error(
      'The customer has a newer open ticket.',
      'The customer has a newer open ticket: answer there.',
    ),
  },
};

const optOut: Operation = {
  tag: 'tickets',
  summary: 'Opt the customer out, or remove the mark',
  description: 'Only the customer can opt in again, by texting START.',
  parameters: [ticketNumber, idempotencyKey],
  body: {
    required: false,
    content: {
      [JSON_TYPE]: {
        schema: ENDPOINTS['POST /api/tickets/{number}/opt-out'].body,
        example: { optOut: true },
      },
    },
  },
  responses: {
    200: ok('The ticket afterwards.', ENDPOINTS['POST /api/tickets/{number}/opt-out'].response, {
      ticket: { ...ticket, consent: 'stopped' },
    }),
    400: error('The body is not valid.', 'Send a JSON body such as {"optOut": true} or {"optOut": false}.'),
    404: unknownTicket,
    409: error(
      'The customer said something else meanwhile, or is no phone number.',
      'The customer has just said something else about texts: look at the ticket again.',
    ),
    415: notJson,
  },
};

const calls: Operation = {
  tag: 'tickets',
  summary: 'List phone calls',
  responses: { 200: ok('The 50 newest.', ENDPOINTS['GET /api/calls'].response, { calls: [call] }) },
};

const recording: Operation = {
  tag: 'tickets',
  summary: 'Fetch the audio of a call',
  parameters: [
    {
      name: 'call',
      in: 'path',
      description: 'The `conversation` of the call.',
      schema: z.string(),
      example: call.conversation,
    },
  ],
  responses: {
    200: { description: 'The audio as Vonage keeps it.', content: { 'audio/*': {} } },
    404: error('There is none.', 'There is no recording of this call.'),
    413: error(
      'It is larger than a response may be.',
      'This recording is too long to be played here: listen to it in the Vonage dashboard.',
    ),
    502: error(
      'Vonage does not give it.',
      'Vonage did not give us this recording; try again, or look in the Vonage dashboard whether it still exists.',
    ),
  },
};

export const TICKETS = {
  'GET /api/tickets': list,
  'POST /api/tickets': writeFirst,
  'GET /api/tickets/{number}': thread,
  'POST /api/tickets/{number}/replies': reply,
  'POST /api/tickets/{number}/close': close,
  'POST /api/tickets/{number}/reopen': reopen,
  'POST /api/tickets/{number}/opt-out': optOut,
  'GET /api/calls': calls,
  'GET /api/calls/{call}/recording': recording,
} satisfies Record<string, Operation>;
