import * as z from 'zod/mini';
import { LANGUAGES } from '../languages.ts';
import { TICKET_STATUSES } from '../tickets.ts';
import { flag, timestamp } from '../values.ts';
import { callSchema } from './calls.ts';
import { messageSchema } from './messages.ts';

export const ticketSchema = z.object({
  number: z.int(),
  customer: z.string(),
  status: z.enum(TICKET_STATUSES),
  openedAt: timestamp,
  lastMessageAt: timestamp,
  closedAt: z.optional(timestamp),
  consent: z.optional(z.literal('stopped')),
  maybeOptOut: flag,
  language: z.optional(z.enum(LANGUAGES)),
});

export const ticketListSchema = z.object({
  tickets: z.array(ticketSchema),
  cursor: z.optional(z.string()),
});

export const threadSchema = z.object({
  ticket: ticketSchema,
  messages: z.array(messageSchema),
  calls: z.array(callSchema),
  earlier: z.optional(z.string()),
});

export const writtenSchema = z.object({ ticket: ticketSchema, message: messageSchema });

export const repliedSchema = z.object({ message: messageSchema });

export const closedSchema = z.object({ ticket: ticketSchema, message: z.optional(messageSchema) });

export const reopenedSchema = z.object({ ticket: ticketSchema });

export const optedOutSchema = z.object({ ticket: ticketSchema });

export type TicketJson = z.input<typeof ticketSchema>;
export type TicketListJson = z.input<typeof ticketListSchema>;
export type ThreadJson = z.input<typeof threadSchema>;
export type WrittenJson = z.input<typeof writtenSchema>;
export type RepliedJson = z.input<typeof repliedSchema>;
export type ClosedJson = z.input<typeof closedSchema>;
export type ReopenedJson = z.input<typeof reopenedSchema>;
export type OptedOutJson = z.input<typeof optedOutSchema>;
