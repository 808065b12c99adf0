import * as z from 'zod/mini';
import { TEXTS_A_PAGE, TICKET_STATUSES, TICKETS_A_PAGE } from '../tickets.ts';

/** Which page of a list; `open` where no status is given. */
export const listQuerySchema = z.object({
  status: z.optional(z.enum(TICKET_STATUSES)),
  limit: z.optional(z.int().check(z.minimum(1), z.maximum(TICKETS_A_PAGE.most))),
  cursor: z.optional(z.string()),
});

/** Which page of a thread; the newest where `earlier` is not given. */
export const threadQuerySchema = z.object({
  limit: z.optional(z.int().check(z.minimum(1), z.maximum(TEXTS_A_PAGE.most))),
  earlier: z.optional(z.string()),
});
