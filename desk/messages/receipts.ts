import type { MessageStatus } from './message.ts';

/** What a delivery receipt says of one part. */
export interface Receipt {
  /** The id of our text, as `client-ref` brought it back. */
  messageId: string;
  /** Vonage's id of the part. */
  partId: string;
  status: ReceiptStatus;
  errorCode?: string | undefined;
  at: number;
}

/** Receipts come late, doubled and out of order: what ranks higher stays, and a final one is never overwritten. */
const RANK = { unknown: 0, accepted: 1, buffered: 2, delivered: 3, expired: 3, failed: 3, rejected: 3 };

export type ReceiptStatus = keyof typeof RANK;

export const RECEIPT_STATUSES = Object.keys(RANK) as ReceiptStatus[];

/** Whether `next` may stand in the place of `current`. */
export function supersedes(next: ReceiptStatus, current: ReceiptStatus | undefined): boolean {
  return current === undefined || RANK[next] > RANK[current];
}

/** Statuses that no later receipt changes. */
export const FINAL: readonly ReceiptStatus[] = ['delivered', 'expired', 'failed', 'rejected'];

/**
 * What the receipts of its parts make of a text: failed as soon as one part is, delivered only when all `parts` are;
 * any receipt proves that Vonage took it.
 */
export function statusByReceipts(receipts: ReceiptStatus[], parts: number): MessageStatus {
  if (receipts.some((status) => status === 'failed' || status === 'rejected' || status === 'expired'))
    return 'failed';
  return receipts.filter((status) => status === 'delivered').length >= parts ? 'delivered' : 'sent';
}
