import * as z from 'zod/mini';
import type { Recording } from '../../../desk/calls/recording.ts';
import { KEYWORD_KINDS } from '../../../desk/consent/keywords.ts';
import { ACCOUNT_TROUBLES } from '../../../desk/messages/account-hold.ts';
import { CHANNEL_NAMES } from '../../../desk/messages/channel.ts';
import { ORIGINS } from '../../../desk/messages/send-policy.ts';
import { MESSAGE_STATUSES, type Message } from '../../../desk/messages/message.ts';
import { assembled } from '../../../desk/messages/sms/parts.ts';
import type { OutboundMessage } from '../../../desk/messages/outbox.ts';
import { fromStored } from './stored-names.ts';
import { RECEIPT_STATUSES } from '../../../desk/messages/receipts.ts';

/** Of a message and of a phone call. */
export const recordingItem = z.pipe(
  z.object({ url: z.string(), uuid: z.optional(z.string()), seconds: z.number() }),
  z.transform(({ uuid, ...rest }): Recording => ({ ...rest, ...(uuid !== undefined && { uuid }) })),
);

/** A text as the Messages table stores it. */
export const messageItem = z.object({
  id: z.string(),
  direction: z.enum(['inbound', 'outbound']),
  customer: z.string(),
  /** Absent: SMS, to or from the customer's own number. */
  channel: z.optional(z.enum(CHANNEL_NAMES)),
  address: z.optional(z.string()),
  ours: z.string(),
  text: z.string(),
  at: z.number(),
  status: z.enum(MESSAGE_STATUSES),
  ticket: z.optional(z.number()),
  delivery: z.optional(z.string()),
  agent: z.optional(z.string()),
  sentAt: z.optional(z.number()),
  keyword: z.optional(z.enum(KEYWORD_KINDS)),
  /** Each part is set by its own write. */
  split: z.optional(z.object({ total: z.number(), parts: z.record(z.string(), z.string()) })),
  call: z.optional(z.string()),
  recording: z.optional(recordingItem),
});

/** What SMS adds to a text. */
const smsContent = { type: z.enum(['text', 'unicode']), parts: z.number() };

/** A text that we send, with its receipts by part. */
export const outboundItem = z.extend(messageItem, {
  direction: z.literal('outbound'),
  ...smsContent,
  attempts: z.number(),
  error: z.optional(z.string()),
  quiet: z.optional(z.literal(true)),
  confirmsStop: z.optional(z.literal(true)),
  sendBy: z.optional(z.number()),
  origin: z.optional(z.enum(ORIGINS)),
  heldUntil: z.optional(z.number()),
  /** Absent on texts held by an early version: for quiet hours. */
  heldFor: z.optional(z.enum(['quiet-hours', 'daily-limit', ...ACCOUNT_TROUBLES])),
  /** One for each part that Vonage accepted. */
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
  const {
    split: _none,
    vonageIds: _ids,
    receipts: _receipts,
    ...text
  } = fromStored(outboundItem.parse(item));
  return present(text);
}

type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** Omits what is undefined. */
function present<T extends object>(values: T): Present<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Present<T>;
}
