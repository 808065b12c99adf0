import type { Recording } from '../calls/recording.ts';
import type { Keyword } from '../consent/keywords.ts';

/** One text, in or out, as the Messages table keeps it. */
export interface Message {
  /** Inbound: `in-<messageId>` of Vonage's. Outbound: the hash of its cause, which is also its `client-ref`. */
  id: string;
  direction: 'inbound' | 'outbound';
  /** The customer's number, E.164 digits; for an inbound text whatever sender Vonage named. */
  customer: string;
  /** The number of ours that received or sends it. */
  businessNumber: string;
  /** Of a text that comes in parts, what came of it so far. */
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
  /** What the customer said with it about getting texts at all. */
  keyword?: Keyword;
  /** Of a text that comes in parts. */
  split?: Split;
  /** Of a call that nobody answered: its conversation. The text is empty: it is shown in the reader's language. */
  call?: string;
  /** The voicemail that was left with it. */
  recording?: Recording;
}

/** A text that is longer than one SMS and comes in parts, in any order. */
export interface Split {
  total: number;
  /** What came, by its place from 1. */
  parts: Record<number, string>;
}

/**
 * Inbound texts are `received`. Outbound ones only move forward: queued → sending → sent → delivered | failed; an
 * attempt that must be repeated goes back to queued; what the gate does not let out is `cancelled`.
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

/** The id under which the text that Vonage calls `messageId` is kept. */
export const inboundId = (messageId: string): string => `in-${messageId}`;

/** The id under which the call that Vonage calls `conversation` is kept when nobody answered it. */
export const callMessageId = (conversation: string): string => `call-${conversation}`;

/**
 * Whether a customer sent `one` after `other`: webhooks come in any order, so Vonage's clock is asked first, and the
 * desk's own where that (in whole seconds) does not tell them apart.
 */
export function isNewer(one: Moment, other: Moment): boolean {
  const [first, second] = [one.sentAt ?? one.at, other.sentAt ?? other.at];
  return first === second ? one.at > other.at : first > second;
}

/** When something was said, by Vonage's clock where known, and when it reached the desk. */
export type Moment = Pick<Message, 'at' | 'sentAt'>;
