import * as z from 'zod/mini';
import type { Message } from '../../desk/messages/message.ts';
import type { OutboundMessage } from '../../desk/messages/outbox.ts';

/** A text as the Messages table holds it. */
export const messageItem = z.object({
  id: z.string(),
  direction: z.enum(['inbound', 'outbound']),
  customer: z.string(),
  ours: z.string(),
  text: z.string(),
  at: z.number(),
  status: z.enum(['received', 'queued', 'sending', 'sent', 'delivered', 'failed']),
  ticket: z.optional(z.number()),
  delivery: z.optional(z.string()),
  agent: z.optional(z.string()),
});

/** A text that we send, with its receipts by part. */
export const outboundItem = z.extend(messageItem, {
  direction: z.literal('outbound'),
  type: z.enum(['text', 'unicode']),
  parts: z.number(),
  attempts: z.number(),
  error: z.optional(z.string()),
  /** One for each part that Vonage took; known once it has answered. */
  vonageIds: z.optional(z.array(z.string())),
  receipts: z.optional(
    z.record(
      z.string(),
      z.object({
        status: z.enum(['accepted', 'buffered', 'delivered', 'expired', 'failed', 'rejected', 'unknown']),
      }),
    ),
  ),
});

export function messageOf(item: Record<string, unknown>): Message {
  const { ticket, delivery, agent, ...message } = messageItem.parse(item);
  return {
    ...message,
    ...(ticket !== undefined && { ticket }),
    ...(delivery !== undefined && { delivery }),
    ...(agent !== undefined && { agent }),
  };
}

export function outboundOf(item: Record<string, unknown>): OutboundMessage {
  const { type, parts, attempts, error } = outboundItem.parse(item);
  return {
    ...messageOf(item),
    direction: 'outbound',
    type,
    parts,
    attempts,
    ...(error !== undefined && { error }),
  };
}
