/** One text, in or out, as the Messages table keeps it. */
export interface Message {
  /** Inbound: `in-<messageId>` of Vonage's. Outbound: the hash of its cause, which is also its `client-ref`. */
  id: string;
  direction: 'inbound' | 'outbound';
  /** The customer's number, E.164 digits; for an inbound text whatever sender Vonage named. */
  customer: string;
  /** The number of ours that received or sends it. */
  ours: string;
  text: string;
  /** When it reached the desk, ms since the epoch. */
  at: number;
  status: MessageStatus;
  ticket?: number;
  delivery?: string;
  /** The agent who wrote it. */
  agent?: string;
}

/**
 * Inbound texts are `received`. Outbound ones only move forward: queued → sending → sent → delivered | failed; an
 * attempt that must be repeated goes back to queued.
 */
export type MessageStatus = 'received' | 'queued' | 'sending' | 'sent' | 'delivered' | 'failed';

/** The id under which the text that Vonage calls `messageId` is kept. */
export const inboundId = (messageId: string): string => `in-${messageId}`;
