import * as z from 'zod/mini';
import type { Recording } from '../../../desk/calls/recording.ts';
import { KEYWORD_KINDS } from '../../../desk/consent/keywords.ts';
import { ACCOUNT_TROUBLES } from '../../../desk/messages/account-hold.ts';
import { ORIGINS } from '../../../desk/messages/send-policy.ts';
import { MESSAGE_STATUSES, type Message } from '../../../desk/messages/message.ts';
import { assembled } from '../../../desk/messages/sms/parts.ts';
import type { OutboundMessage } from '../../../desk/messages/outbox.ts';
import { fromStored } from './stored-names.ts';
import { RECEIPT_STATUSES } from '../../../desk/messages/receipts.ts';

/** As a message and a call hold it. */
export const recordingItem = z.pipe(
  z.object({ url: z.string(), uuid: z.optional(z.string()), seconds: z.number() }),
  z.transform(({ uuid, ...told }): Recording => ({ ...told, ...(uuid !== undefined && { uuid }) })),
);

/** A text as the Messages table holds it. */
export const messageItem = z.object({
  id: z.string(),
  direction: z.enum(['inbound', 'outbound']),
  customer: z.string(),
  ours: z.string(),
  text: z.string(),
  at: z.number(),
  status: z.enum(MESSAGE_STATUSES),
  ticket: z.optional(z.number()),
  delivery: z.optional(z.string()),
  agent: z.optional(z.string()),
  sentAt: z.optional(z.number()),
  keyword: z.optional(z.enum(KEYWORD_KINDS)),
  /** Each part is set by a write of its own. */
  split: z.optional(z.object({ total: z.number(), parts: z.record(z.string(), z.string()) })),
  call: z.optional(z.string()),
  recording: z.optional(recordingItem),
});

/** A text that we send, with its receipts by part. */
export const outboundItem = z.extend(messageItem, {
  direction: z.literal('outbound'),
  type: z.enum(['text', 'unicode']),
  parts: z.number(),
  attempts: z.number(),
  error: z.optional(z.string()),
  quiet: z.optional(z.literal(true)),
  confirmsStop: z.optional(z.literal(true)),
  sendBy: z.optional(z.number()),
  origin: z.optional(z.enum(ORIGINS)),
  heldUntil: z.optional(z.number()),
  /** Texts that were held before this was written waited for the end of quiet hours. */
  heldFor: z.optional(z.enum(['quiet-hours', 'daily-limit', ...ACCOUNT_TROUBLES])),
  /** One for each part that Vonage took; known once it has answered. */
  vonageIds: z.optional(z.array(z.string())),
  receipts: z.optional(
    z.record(
      z.string(),
      z.object({
        status: z.enum(RECEIPT_STATUSES),
        errorCode: z.optional(z.string()),
      }),
    ),
  ),
});

export function messageOf(item: Record<string, unknown>): Message {
  const { split, ...message } = fromStored(messageItem.parse(item));
  return present({ ...message, split, ...(split && { text: assembled(split) }) });
}

export function outboundOf(item: Record<string, unknown>): OutboundMessage {
  const { type, parts, attempts, error, quiet, confirmsStop, sendBy, origin, heldUntil, heldFor } =
    outboundItem.parse(item);
  const text = {
    direction: 'outbound',
    type,
    parts,
    attempts,
    error,
    quiet,
    confirmsStop,
    sendBy,
    origin,
    heldUntil,
    heldFor,
  } as const;
  return { ...messageOf(item), ...present(text) };
}

type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** Without the attributes that the item does not have. */
function present<T extends object>(values: T): Present<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Present<T>;
}
