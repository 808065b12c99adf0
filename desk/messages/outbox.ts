import { RetryableError } from '../retryable-error.ts';
import type { BlockReason } from './block-reason.ts';
import type { ChannelAddress, ChannelContent } from './channel.ts';
import type { Message } from './message.ts';
import type { HeldFor, Origin } from './send-policy.ts';

/**
 * The only way to send a text. The intent is stored before it is sent, under an id derived from its cause, so that
 * posting it again sends nothing twice.
 *
 * One window remains in which a text can be sent twice: Vonage accepted it, this environment died (or lost the answer)
 * before storing that, and no receipt came before the lease expired. Vonage's SMS API has no idempotency key, so the
 * next holder of the lease cannot know.
 */
export interface Outbox {
  /**
   * Stores the text and sends it, or continues what an earlier post of the same cause left unfinished.
   *
   * @throws whatever `onStored` throws, after the send has ended
   */
  post(intent: Intent, options?: PostOptions): Promise<Posted>;
  /** Sends a stored text that is due: queued, or under an expired lease. */
  resume(id: string): Promise<Posted>;
  /** The stored text of a cause. */
  find(cause: string): Promise<OutboundMessage | undefined>;
}

export interface PostOptions {
  /** Runs beside the send as soon as the intent is stored, such as clearing the mark that requested it. */
  onStored?: () => Promise<void>;
  /** Only store the text: the sweep sends it. */
  queue?: boolean;
}

/** A text to be sent, and why. */
export interface Intent extends ChannelAddress {
  /** Such as `confirm:1042` or `ack:<messageId>`; one cause sends at most one text. */
  cause: string;
  businessNumber: string;
  text: string;
  ticket?: number;
  delivery?: string;
  agent?: string;
  /** Its place among the texts of its ticket, ms since the epoch; the present where absent. */
  at?: number;
  /** Quiet hours hold it until morning. */
  quiet?: true;
  /** It confirms a STOP: the only text that an opt-out does not block. */
  confirmsStop?: true;
  /** Blocked after this moment, ms since the epoch. */
  sendBy?: number;
  /** Where neither an agent nor the customer's own text requested it. */
  origin?: Origin;
}

/**
 * The state of an intent after `post` or `resume`. `busy`: another environment holds its lease; `unknown`: the answer to
 * the send was lost; `held`: it waits for what `heldFor` names; `blocked`: it is never sent.
 */
export interface Posted {
  id: string;
  outcome: 'sent' | 'queued' | 'failed' | 'busy' | 'unknown' | 'held' | 'blocked';
  /** Why it failed, as Vonage said it, without personal data. */
  error?: string;
  /** Why it is blocked. */
  reason?: BlockReason;
  /** Why it is held. */
  heldFor?: HeldFor;
  message?: OutboundMessage;
}

/** A stored outbound text. */
export interface OutboundMessage extends Message, ChannelContent {
  direction: 'outbound';
  attempts: number;
  /** Why it failed, or the reason that blocked it. */
  error?: string;
  quiet?: true;
  confirmsStop?: true;
  sendBy?: number;
  origin?: Origin;
  /** Of a held text: until when, ms since the epoch; absent where `heldFor` ends at no set time. */
  heldUntil?: number;
  heldFor?: HeldFor;
}

/** @throws RetryableError while the text may still have to be sent by the caller's next attempt */
export function throwIfPending({ outcome }: Posted): void {
  if (outcome === 'queued' || outcome === 'busy' || outcome === 'unknown')
    throw new RetryableError(`send-${outcome}`);
}
