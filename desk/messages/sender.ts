import type { AccountTrouble } from './account-hold.ts';
import type { ChannelPayload } from './channel.ts';

/** Hands texts to Vonage. It never throws: every failure is a {@link SendResult}. */
export interface MessageSender {
  send(text: SendableText): Promise<SendResult>;
}

export type SendableText = ChannelPayload & {
  from: string;
  to: string;
  /** The message's id; its delivery receipts carry it. */
  clientRef: string;
};

export type SendResult =
  | { kind: 'sent'; vonageIds: string[] }
  /** Vonage refuses this text, or this recipient, for good. */
  | { kind: 'refused'; error: string }
  /** Vonage refuses the account; with its balance, where Vonage answered a request for it. */
  | { kind: 'account-rejected'; trouble: AccountTrouble; credit?: number | undefined; error: string }
  /** Throttled, or a transient failure; it was not sent. */
  | { kind: 'later'; waitMs?: number }
  /** It may or may not have been sent: the answer was lost. */
  | { kind: 'unknown' };
