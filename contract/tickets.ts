import * as z from 'zod/mini';
import { callSchema } from './calls.ts';
import { LANGUAGES } from './languages.ts';
import { messageSchema, textSchema } from './messages.ts';
import { flag, timestamp } from './values.ts';

/** Tickets in one page of a list: where nothing is asked for, and at most. */
export const TICKETS_A_PAGE = { default: 50, most: 100 } as const;
/** Texts in one page of a thread. */
export const TEXTS_A_PAGE = { default: 200, most: 200 } as const;

export const TICKET_STATUSES = ['open', 'closed'] as const;
export type TicketStatus = (typeof TICKET_STATUSES)[number];

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

/** Which page of a list; `open` where no status is given. */
export const listQuerySchema = z.object({
  status: z.optional(z.enum(TICKET_STATUSES)),
  limit: z.optional(z.int().check(z.minimum(1), z.maximum(TICKETS_A_PAGE.most))),
  cursor: z.optional(z.string()),
});

export const ticketListSchema = z.object({
  tickets: z.array(ticketSchema),
  cursor: z.optional(z.string()),
});

/** Which page of a thread; the newest where `earlier` is not given. */
export const threadQuerySchema = z.object({
  limit: z.optional(z.int().check(z.minimum(1), z.maximum(TEXTS_A_PAGE.most))),
  earlier: z.optional(z.string()),
});

export const threadSchema = z.object({
  ticket: ticketSchema,
  messages: z.array(messageSchema),
  calls: z.array(callSchema),
  earlier: z.optional(z.string()),
});

/** An agent writes to a number that has not texted; how it is written is the desk's to read. */
export const writeFirstSchema = z.object({ customer: z.string().check(z.maxLength(40)), text: textSchema });
export const writtenSchema = z.object({ ticket: ticketSchema, message: messageSchema });

export const replySchema = z.object({ text: textSchema });
export const repliedSchema = z.object({ message: messageSchema });

export const closeSchema = z.object({
  text: z.optional(textSchema),
  lastMessageAt: z.optional(timestamp),
});
export const closedSchema = z.object({ ticket: ticketSchema, message: z.optional(messageSchema) });

export const reopenedSchema = z.object({ ticket: ticketSchema });

export const optOutSchema = z.strictObject({ optOut: z._default(z.boolean(), true) });
export const optedOutSchema = z.object({ ticket: ticketSchema });

export type TicketJson = z.input<typeof ticketSchema>;
export type TicketListJson = z.input<typeof ticketListSchema>;
export type ThreadJson = z.input<typeof threadSchema>;
export type WrittenJson = z.input<typeof writtenSchema>;
export type RepliedJson = z.input<typeof repliedSchema>;
export type ClosedJson = z.input<typeof closedSchema>;
export type ReopenedJson = z.input<typeof reopenedSchema>;
export type OptedOutJson = z.input<typeof optedOutSchema>;
