import * as z from 'zod/mini';
import { LONGEST_TEXT } from '../tickets.ts';
import { timestamp } from '../values.ts';

/** The text of an SMS. */
const text = z.string().check(
  z.trim(),
  z.minLength(1),
  z.maxLength(LONGEST_TEXT),
  // Half a surrogate pair cannot be stored as it is: a repeated request would not be recognized.
  z.refine((text) => text.isWellFormed()),
);

/** An agent writes to a number that has not texted; how it is written is the desk's to read. */
export const writeFirstSchema = z.object({ customer: z.string().check(z.maxLength(40)), text });

export const replySchema = z.object({ text });

export const closeSchema = z.object({
  text: z.optional(text),
  lastMessageAt: z.optional(timestamp),
});

export const optOutSchema = z.strictObject({ optOut: z._default(z.boolean(), true) });
