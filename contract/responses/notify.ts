import * as z from 'zod/mini';
import { timestamp } from '../values.ts';

/** What became of one recipient. */
export const resultSchema = z.object({
  number: z.string(),
  status: z.enum(['sent', 'queued', 'held', 'invalid', 'opted-out', 'refused', 'failed']),
  id: z.optional(z.string()),
  until: z.optional(timestamp),
  error: z.optional(z.string()),
});

const results = z.array(resultSchema);
export const notifiedSchema = z.object({ message: z.string(), results });
/** The single number of a request was not notified. */
export const notNotifiedSchema = z.object({ error: z.string(), results });

export type NotifiedJson = z.input<typeof notifiedSchema>;
export type NotNotifiedJson = z.input<typeof notNotifiedSchema>;
