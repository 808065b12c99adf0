import * as z from 'zod/mini';
import { flag, timestamp } from '../values.ts';

/** The audio that a caller left. */
export const voicemailSchema = z.object({ seconds: z.optional(z.number()), href: z.string() });

/** Why a text waits; without `until` it waits until its cause is over. */
export const holdSchema = z.object({
  reason: z.enum([
    'quiet-hours',
    'daily-limit',
    'no-credit',
    'account-barred',
    'credentials-refused',
    'account-refused',
  ]),
  until: z.optional(timestamp),
});

/** One text of a ticket, in or out; or a call that nobody answered, with an empty text. */
export const messageSchema = z.object({
  id: z.string(),
  direction: z.enum(['inbound', 'outbound']),
  from: z.string(),
  to: z.string(),
  text: z.string(),
  at: timestamp,
  status: z.enum(['received', 'queued', 'sending', 'sent', 'delivered', 'failed', 'cancelled']),
  agent: z.optional(z.string()),
  keyword: z.optional(z.enum(['stop', 'start', 'help'])),
  parts: z.optional(z.int()),
  error: z.optional(z.string()),
  held: z.optional(holdSchema),
  incomplete: flag,
  call: z.optional(z.string()),
  voicemail: z.optional(voicemailSchema),
});

export type MessageJson = z.input<typeof messageSchema>;
export type VoicemailJson = z.input<typeof voicemailSchema>;
