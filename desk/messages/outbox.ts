import { RetryableError } from '../retryable-error.ts';
import { composed } from '../texts/characters.ts';
import { measure, type SmsType } from './sms/encoding.ts';
import type { AccountTrouble } from './account-hold.ts';
import {
  isBlockReason,
  type BlockReason,
  type SendPolicy,
  type HeldFor,
  type Origin,
  type Decision,
} from './send-policy.ts';
import type { Message } from './message.ts';

/**
 * The one way by which a text leaves the desk. Its intent is stored before it is sent, under an id that follows from
 * its cause, so that whatever happens twice sends once.
 *
 * The one window in which a text can go twice: Vonage accepted it, and this environment died (or lost the answer)
 * before noting so, and no receipt came before the lease ran out. Vonage's SMS API has no idempotency key, so whoever
 * takes the intent over cannot know.
 */
export interface Outbox {
  /**
   * Stores the text if no text of this cause is stored yet, and sends it; else takes over what another left undone.
   *
   * `whenStored` runs beside the sending as soon as the intent is safe (to clear the debt that it pays). With `queue`
   * it is only stored: the sweep sends it.
   */
  post(intent: Intent, options?: { onStored?: () => Promise<void>; queue?: boolean }): Promise<Posted>;
  /** Sends what the store calls due: an intent that waits, or whose lease has run out. */
  resume(id: string): Promise<Posted>;
  /** The text of this cause, if its intent is stored. */
  find(cause: string): Promise<OutboundMessage | undefined>;
}

/** A text that is owed, and why. */
export interface Intent {
  /** Such as `confirm:1042` or `ack:<messageId>`: the same cause never sends a second text. */
  cause: string;
  customer: string;
  businessNumber: string;
  text: string;
  ticket?: number;
  delivery?: string;
  agent?: string;
  /** Its place among the texts of its ticket, ms since the epoch; the present where it says nothing. */
  at?: number;
  /** Quiet hours hold it until morning. */
  quiet?: true;
  /** It tells a customer who opted out that nothing more will come: the one text that still goes. */
  confirmsStop?: true;
  /** Of no use after this moment, ms since the epoch: then it is cancelled. */
  sendBy?: number;
  /** Where neither an agent nor the customer's own text asked for it. */
  origin?: Origin;
}

/**
 * What became of an intent: `busy` is another environment's live attempt, `unknown` a send whose answer was lost,
 * `held` waits for what `heldFor` says, `barred` never leaves.
 */
export interface Posted {
  id: string;
  outcome: 'sent' | 'queued' | 'failed' | 'busy' | 'unknown' | 'held' | 'barred';
  /** Why it failed, in Vonage's words; nothing of the customer's. */
  error?: string;
  /** Why it is barred. */
  reason?: BlockReason;
  /** Why it is held. */
  heldFor?: HeldFor;
  message?: OutboundMessage;
}

export interface OutboundMessage extends Message {
  direction: 'outbound';
  type: SmsType;
  parts: number;
  attempts: number;
  /** Why it failed, or what barred it. */
  error?: string;
  quiet?: true;
  confirmsStop?: true;
  sendBy?: number;
  origin?: Origin;
  /** Of a queued text: it is held until then, ms since the epoch; where `heldFor` says no moment, until that is over. */
  heldUntil?: number;
  heldFor?: HeldFor;
}

/** What the outbox needs of a store; each call is one conditional write on one item. */
export interface OutboxStore {
  /** Stores it under `lease` (a queued one as due from `until` on), if no item has its id. False when one has. */
  putIfAbsent(message: OutboundMessage, lease: Lease): Promise<boolean>;
  find(id: string): Promise<OutboundMessage | undefined>;
  /** Takes over a text that is queued and due, or sending with a lease that has run out. */
  take(id: string, now: number, lease: Lease): Promise<OutboundMessage | undefined>;
  /** Notes what became of the attempt, if `owner` still holds the lease. */
  settle(id: string, owner: string, outcome: Outcome): Promise<void>;
}

export interface Lease {
  /** Unique to one attempt of one environment. */
  owner: string;
  /** ms since the epoch; from then on anybody may take the text over. */
  until: number;
}

export type Outcome =
  | { status: 'sent'; vonageIds: string[] }
  | { status: 'failed' | 'cancelled'; error: string }
  /** To be tried again from `dueAt` on. */
  | { status: 'queued'; dueAt: number; heldUntil?: number; heldFor?: HeldFor }
  /** The answer was lost: only its receipt, or the end of this lease, can tell. */
  | { status: 'sending'; until: number };

/** What sends: Vonage, or what stands in its place. It answers, whatever happens; it never throws. */
export interface MessageSender {
  send(text: {
    from: string;
    to: string;
    text: string;
    type: SmsType;
    clientRef: string;
  }): Promise<SendResult>;
}

export type SendResult =
  | { kind: 'sent'; vonageIds: string[] }
  /** Vonage refuses it for good. */
  | { kind: 'refused'; error: string }
  /** Vonage refuses what the account sends, whoever it is for; with what is left on it, where Vonage said so. */
  | { kind: 'blocked'; trouble: AccountTrouble; credit?: number | undefined; error: string }
  /** Throttled or a passing failure; it was not sent. */
  | { kind: 'later'; waitMs?: number }
  /** It may or may not have been sent. */
  | { kind: 'unknown' };

/** Longer than any function's timeout: a live lease means that its holder may still be at work. */
const LEASE_MS = 60_000;
/** How long a send whose answer was lost waits for its receipt before it is sent again. */
const UNKNOWN_LEASE_MS = 120_000;
const RETRY_AFTER_MS = 5_000;

export function createOutbox({
  store,
  sender,
  sendPolicy,
  now,
  newId,
  hash,
  pause,
  random,
  budgetMs,
}: {
  store: OutboxStore;
  sender: MessageSender;
  sendPolicy: SendPolicy;
  now: () => number;
  newId: () => string;
  /** A one-way hash, at most 40 characters: it goes to Vonage as `client-ref` and tells nothing of the customer. */
  hash: (cause: string) => string;
  pause: (ms: number) => Promise<void>;
  /** In [0, 1). */
  random: () => number;
  /** How long one call may go on trying, ms. */
  budgetMs: number;
}): Outbox {
  const lease = (): Lease => ({ owner: newId(), until: now() + LEASE_MS });

  async function transmit(message: OutboundMessage, { owner }: Lease): Promise<Posted> {
    const deadline = now() + budgetMs;
    for (let attempt = 0; ; attempt += 1) {
      const decision = await sendPolicy.check(message);
      if (decision.action !== 'send') return keepBack(message, owner, decision);
      const result = await sender.send({
        from: message.businessNumber,
        to: message.customer,
        text: message.text,
        type: message.type,
        clientRef: message.id,
      });
      const wait = result.kind === 'later' ? (result.waitMs ?? 200 * 2 ** attempt) * (1 + random() / 2) : 0;
      if (result.kind === 'later' && now() + wait < deadline) {
        await pause(wait);
        continue;
      }
      return conclude(message, owner, result);
    }
  }

  async function keepBack(
    message: OutboundMessage,
    owner: string,
    decision: Exclude<Decision, { action: 'send' }>,
  ): Promise<Posted> {
    const { id } = message;
    if (decision.action === 'hold') {
      const { until, reason: heldFor } = decision;
      // What waits for the account is due in the order in which it was written, whenever that is.
      const dueAt = until ?? Math.min(message.at, now());
      const held = { heldFor, ...(until !== undefined && { heldUntil: until }) };
      await store.settle(id, owner, { status: 'queued', dueAt, ...held });
      return { id, outcome: 'held', heldFor, message: { ...message, status: 'queued', ...held } };
    }
    const { reason } = decision;
    await store.settle(id, owner, { status: 'cancelled', error: reason });
    return { id, outcome: 'barred', reason, message: { ...message, status: 'cancelled', error: reason } };
  }

  async function conclude(message: OutboundMessage, owner: string, result: SendResult): Promise<Posted> {
    const { id } = message;
    switch (result.kind) {
      case 'sent':
        await store.settle(id, owner, { status: 'sent', vonageIds: result.vonageIds });
        return { id, outcome: 'sent', message: { ...message, status: 'sent' } };
      case 'refused':
        await store.settle(id, owner, { status: 'failed', error: result.error });
        return { id, outcome: 'failed', error: result.error, message: { ...message, status: 'failed' } };
      case 'blocked':
        return (await sendPolicy.holdAccount(message, result))
          ? keepBack(message, owner, { action: 'hold', reason: result.trouble })
          : conclude(message, owner, { kind: 'refused', error: result.error });
      case 'later':
        await store.settle(id, owner, { status: 'queued', dueAt: now() + RETRY_AFTER_MS });
        return { id, outcome: 'queued', message: { ...message, status: 'queued' } };
      case 'unknown':
        await store.settle(id, owner, { status: 'sending', until: now() + UNKNOWN_LEASE_MS });
        return { id, outcome: 'unknown', message };
    }
  }

  async function resume(id: string): Promise<Posted> {
    const attempt = lease();
    const taken = await store.take(id, now(), attempt);
    if (taken) return transmit(taken, attempt);
    const stored = await store.find(id);
    return stored ? { id, ...standing(stored, now()) } : { id, outcome: 'busy' };
  }

  function firstTry(fresh: boolean, message: OutboundMessage, attempt: Lease): Promise<Posted> {
    if (!fresh) return resume(message.id);
    if (message.status === 'queued') return Promise.resolve({ id: message.id, outcome: 'queued', message });
    return transmit(message, attempt);
  }

  return {
    resume,
    find: (cause) => store.find(hash(cause)),
    async post(intent, { onStored = () => Promise.resolve(), queue = false } = {}) {
      const { cause, ...rest } = intent;
      const id = hash(cause);
      const attempt = queue ? { owner: newId(), until: now() } : lease();
      const message: OutboundMessage = {
        ...rest,
        text: composed(intent.text),
        ...measure(intent.text),
        id,
        direction: 'outbound',
        at: intent.at ?? now(),
        status: queue ? 'queued' : 'sending',
        attempts: queue ? 0 : 1,
      };
      const fresh = await store.putIfAbsent(message, attempt);
      // Both are waited for, whichever fails: what a process that has answered still has under way is never noted.
      const [posted, noted] = await Promise.allSettled([firstTry(fresh, message, attempt), onStored()]);
      if (posted.status === 'rejected') throw posted.reason;
      if (noted.status === 'rejected') throw noted.reason;
      return posted.value;
    },
  };
}

function standing(message: OutboundMessage, now: number): Omit<Posted, 'id'> {
  const { status, error, heldFor, heldUntil = heldFor ? Infinity : 0 } = message;
  switch (status) {
    case 'sent':
    case 'delivered':
      return { outcome: 'sent', message };
    case 'failed':
      return { outcome: 'failed', message, ...(error && { error }) };
    case 'cancelled':
      return { outcome: 'barred', message, ...(isBlockReason(error) && { reason: error }) };
    case 'queued':
      return heldUntil > now
        ? { outcome: 'held', message, ...(heldFor && { heldFor }) }
        : { outcome: 'queued', message };
    case 'sending':
    case 'received':
      return { outcome: 'busy', message };
  }
}

/** Throws RetryableError unless the text's fate is settled: who owes it must be called again. */
export function requireSettled({ outcome }: Posted): void {
  if (outcome === 'queued' || outcome === 'busy' || outcome === 'unknown')
    throw new RetryableError(`send-${outcome}`);
}
