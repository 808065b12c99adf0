import * as z from 'zod/mini';
import { voicemailSchema } from './messages.ts';
import { flag, timestamp } from '../values.ts';

const known = z.optional(z.string());
/** Vonage says `null` while it does not know. */
const measured = z.optional(z.nullable(z.string()));

/** One phone call, as its customer's leg describes it; every text but `at` is Vonage's own. */
export const callSchema = z.object({
  call: z.string(),
  conversation: z.string(),
  at: timestamp,
  status: z.optional(
    z.enum([
      'started',
      'ringing',
      'answered',
      'human',
      'machine',
      'disconnected',
      'completed',
      'timeout',
      'unanswered',
      'cancelled',
      'rejected',
      'busy',
      'failed',
    ]),
  ),
  direction: known,
  from: known,
  to: known,
  customer: known,
  missed: flag,
  timestamp: known,
  reason: known,
  duration: measured,
  price: measured,
  rate: measured,
  startTime: measured,
  endTime: measured,
  network: measured,
  voicemail: z.optional(voicemailSchema),
});

/** `GET /api/calls`: newest first. */
export const callListSchema = z.object({ calls: z.array(callSchema) });

export type CallJson = z.input<typeof callSchema>;
export type CallListJson = z.input<typeof callListSchema>;
