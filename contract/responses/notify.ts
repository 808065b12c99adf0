import * as z from 'zod/mini';
import { timestamp } from '../values.ts';

/** What became of each recipient: `message` where the request as a whole is 200, else `error`. */
const resultsSchema = z.array(
  z.object({
    number: z.string(),
    status: z.enum(['sent', 'queued', 'held', 'invalid', 'opted-out', 'refused', 'failed']),
    id: z.optional(z.string()),
    until: z.optional(timestamp),
    error: z.optional(z.string()),
  }),
);
export const notifiedSchema = z.object({ message: z.string(), results: resultsSchema });
export const notNotifiedSchema = z.object({ error: z.string(), results: resultsSchema });

export type NotifiedJson = z.input<typeof notifiedSchema>;
export type NotNotifiedJson = z.input<typeof notNotifiedSchema>;
