import { availabilityRequestSchema } from './requests/availability.ts';
import { jwtRequestSchema } from './requests/jwt.ts';
import { checkRequestSchema } from './requests/notify-check.ts';
import { notifyRequestSchema } from './requests/notify.ts';
import { listQuerySchema, threadQuerySchema } from './requests/queries.ts';
import { closeSchema, optOutSchema, replySchema, writeFirstSchema } from './requests/tickets.ts';
import { availabilitySchema, rosterSchema } from './responses/availability.ts';
import { callListSchema } from './responses/calls.ts';
import { deliveryResponseSchema } from './responses/deliveries.ts';
import { jwtSchema } from './responses/jwt.ts';
import { checkedSchema } from './responses/notify-check.ts';
import { notifiedSchema } from './responses/notify.ts';
import {
  closedSchema,
  optedOutSchema,
  reopenedSchema,
  repliedSchema,
  threadSchema,
  ticketListSchema,
  writtenSchema,
} from './responses/tickets.ts';

/**
 * The routes that take and return JSON: the query, the body, and the status and body of success. Every route may also
 * return errors, see responses/errors.ts.
 */
export const ENDPOINTS = {
  'POST /notify': { body: notifyRequestSchema, status: 200, response: notifiedSchema },
  'POST /notify/check': { body: checkRequestSchema, status: 200, response: checkedSchema },
  'GET /api/deliveries/{id}': { status: 200, response: deliveryResponseSchema },
  'POST /api/jwt': { body: jwtRequestSchema, status: 200, response: jwtSchema },
  'GET /api/availability': { status: 200, response: rosterSchema },
  'POST /api/availability': { body: availabilityRequestSchema, status: 200, response: availabilitySchema },
  'GET /api/tickets': { query: listQuerySchema, status: 200, response: ticketListSchema },
  'POST /api/tickets': { body: writeFirstSchema, status: 201, response: writtenSchema },
  'GET /api/tickets/{number}': { query: threadQuerySchema, status: 200, response: threadSchema },
  'POST /api/tickets/{number}/replies': { body: replySchema, status: 201, response: repliedSchema },
  'POST /api/tickets/{number}/close': { body: closeSchema, status: 200, response: closedSchema },
  'POST /api/tickets/{number}/reopen': { status: 200, response: reopenedSchema },
  'POST /api/tickets/{number}/opt-out': { body: optOutSchema, status: 200, response: optedOutSchema },
  'GET /api/calls': { status: 200, response: callListSchema },
} as const;

export type Endpoints = typeof ENDPOINTS;
