import { isBlockReason } from './block-reason.ts';
import type { OutboundMessage, Posted } from './outbox.ts';
import type { AttemptOutcome } from './outbox-store.ts';
import type { NotSent } from './send-rules.ts';
import type { SendResult } from './sender.ts';

/* How an attempt to send a text ends: pure decisions, which the outbox carries out. */

/** What is stored of an attempt, and what its caller gets. */
export interface AttemptEnd {
  outcome: AttemptOutcome;
  posted: Posted;
}

/** How long a send whose answer was lost waits for its receipt before it is sent again. */
const AWAIT_RECEIPT_MS = 120_000;
const RETRY_AFTER_MS = 5_000;
const FIRST_BACKOFF_MS = 200;

/** The attempt ends without a send. */
export function endUnsent(message: OutboundMessage, decision: NotSent, now: number): AttemptEnd {
  const { id } = message;
  if (decision.action === 'block') {
    const failure = { status: 'cancelled', error: decision.reason } as const;
    return {
      outcome: failure,
      posted: { id, outcome: 'blocked', reason: decision.reason, message: { ...message, ...failure } },
    };
  }
  const { until, reason: heldFor } = decision;
  // Texts held for the account have no end to be sorted by: they are due in the order in which they were written.
  const dueAt = until ?? Math.min(message.at, now);
  const held = { status: 'queued', heldFor, ...(until !== undefined && { heldUntil: until }) } as const;
  return {
    outcome: { ...held, dueAt },
    posted: { id, outcome: 'held', heldFor, message: { ...message, ...held } },
  };
}

/** The attempt ends with Vonage's answer. */
export function endByResult(
  message: OutboundMessage,
  result: Exclude<SendResult, { kind: 'account-rejected' }>,
  now: number,
): AttemptEnd {
  const { id } = message;
  switch (result.kind) {
    case 'sent':
      return {
        outcome: { status: 'sent', vonageIds: result.vonageIds },
        posted: { id, outcome: 'sent', message: { ...message, status: 'sent' } },
      };
    case 'refused':
      return {
        outcome: { status: 'failed', error: result.error },
        posted: { id, outcome: 'failed', error: result.error, message: { ...message, status: 'failed' } },
      };
    case 'later':
      return {
        outcome: { status: 'queued', dueAt: now + RETRY_AFTER_MS },
        posted: { id, outcome: 'queued', message: { ...message, status: 'queued' } },
      };
    case 'unknown':
      return {
        outcome: { status: 'sending', until: now + AWAIT_RECEIPT_MS },
        posted: { id, outcome: 'unknown', message },
      };
  }
}

/**
 * How long to wait before the next try, ms; undefined when the result needs none.
 *
 * @param tries  how many tries came before this one
 * @param jitter in [0, 1)
 */
export const backoffMs = (result: SendResult, tries: number, jitter: number): number | undefined =>
  result.kind === 'later' ? (result.waitMs ?? FIRST_BACKOFF_MS * 2 ** tries) * (1 + jitter / 2) : undefined;

/** The state of a text that nobody can claim now, from what is stored of it. */
export function postedBefore(message: OutboundMessage, now: number): Posted {
  const { id, status, error, heldFor, heldUntil = heldFor ? Infinity : 0 } = message;
  switch (status) {
    case 'sent':
    case 'delivered':
      return { id, outcome: 'sent', message };
    case 'failed':
      return { id, outcome: 'failed', message, ...(error && { error }) };
    case 'cancelled':
      return { id, outcome: 'blocked', message, ...(isBlockReason(error) && { reason: error }) };
    case 'queued':
      return heldUntil > now
        ? { id, outcome: 'held', message, ...(heldFor && { heldFor }) }
        : { id, outcome: 'queued', message };
    case 'sending':
    case 'received':
      return { id, outcome: 'busy', message };
  }
}
