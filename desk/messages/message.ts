import type { Recording } from '../calls/recording.ts';
import type { Keyword } from '../consent/keywords.ts';
import type { ChannelAddress } from './channel.ts';

/** One text, inbound or outbound, as the Messages table stores it. */
export interface Message extends ChannelAddress {
  /** Inbound: `in-<Vonage's message id>`. Outbound: the hash of its cause, which is also its `client-ref`. */
  id: string;
  direction: 'inbound' | 'outbound';
  /** The number of ours that received or sends it. */
  businessNumber: string;
  /** Of a split text, the parts that came so far. */
  text: string;
  /** When it reached the desk, ms since the epoch. */
  at: number;
  /** When the customer sent it by Vonage's clock, ms since the epoch in whole seconds; where Vonage said so. */
  sentAt?: number;
  status: MessageStatus;
  ticket?: number;
  delivery?: string;
  /** The agent who wrote it. */
  agent?: string;
  /** The opt-out keyword that it consists of. */
  keyword?: Keyword;
  /** Of a text that comes in parts. */
  split?: Split;
  /** Of a missed phone call: its conversation. The text is empty, for it is shown in the reader's language. */
  call?: string;
  /** The voicemail of that phone call. */
  recording?: Recording;
}

/** A text that is longer than one SMS and comes in parts, in any order. */
export interface Split {
  total: number;
  /** The parts that came, by their place from 1. */
  parts: Record<number, string>;
}

/**
 * Inbound texts are `received`. Outbound ones only move forward: queued → sending → sent → delivered | failed; an
 * attempt that must be repeated returns to queued; a blocked text is `cancelled`.
 */
export const MESSAGE_STATUSES = [
  'received',
  'queued',
  'sending',
  'sent',
  'delivered',
  'failed',
  'cancelled',
] as const;
export type MessageStatus = (typeof MESSAGE_STATUSES)[number];

/** The id of an inbound text, from Vonage's id. */
export const inboundId = (messageId: string): string => `in-${messageId}`;

/** The id of the message that stands for a missed phone call, from Vonage's conversation id. */
export const callMessageId = (conversation: string): string => `call-${conversation}`;

/**
 * Whether a customer sent `one` after `other`. Webhooks come in any order, so Vonage's clock decides, and our own where
 * Vonage's, in whole seconds, shows the same.
 */
export function isNewer(one: Moment, other: Moment): boolean {
  const [first, second] = [one.sentAt ?? one.at, other.sentAt ?? other.at];
  return first === second ? one.at > other.at : first > second;
}

/** When something was sent, by Vonage's clock where known, and when it reached the desk. */
export type Moment = Pick<Message, 'at' | 'sentAt'>;
