import type { MessageStatus } from './message.ts';

/** A delivery receipt: what became of one part. */
export interface Receipt {
  /** The id of our text, as `client-ref` returned it. */
  messageId: string;
  /** Vonage's id of the part. */
  partId: string;
  status: ReceiptStatus;
  errorCode?: string | undefined;
  at: number;
}

/** Receipts come late, twice and out of order: a higher rank replaces a lower one, and nothing replaces the highest. */
const RANK = { unknown: 0, accepted: 1, buffered: 2, delivered: 3, expired: 3, failed: 3, rejected: 3 };

export type ReceiptStatus = keyof typeof RANK;

export const RECEIPT_STATUSES = Object.keys(RANK) as ReceiptStatus[];

const FINAL_RANK = Math.max(...Object.values(RANK));

/** Statuses that no later receipt changes. */
const FINAL: readonly ReceiptStatus[] = RECEIPT_STATUSES.filter((status) => RANK[status] === FINAL_RANK);

/** Message statuses that a receipt may change; a failed, delivered or cancelled text stays so. */
const OPEN: readonly MessageStatus[] = ['queued', 'sending', 'sent'];

/** What is stored of the receipts of a text. */
export interface StoredReceipts {
  /** By Vonage's ids of the parts; absent before the first receipt. */
  receipts?: Record<string, PartReceipt> | undefined;
  /** Vonage's ids of the parts that it accepted; absent until its answer is stored. */
  vonageIds?: string[] | undefined;
  /** How many parts we computed. */
  parts: number;
}

export type PartReceipt = { status: ReceiptStatus; errorCode?: string | undefined };

/** Each write is one conditional, idempotent write on the text's item. */
export interface ReceiptStore {
  /** Reads consistently; undefined where no outbound text has the id. */
  find(messageId: string): Promise<StoredReceipts | undefined>;
  /**
   * Stores the receipt of its part, unless one of the statuses `kept` is stored for that part.
   *
   * @param seen what {@link find} returned
   * @returns the receipts of all parts after the write; undefined when nothing was written
   */
  put(
    receipt: Receipt,
    seen: StoredReceipts,
    kept: readonly ReceiptStatus[],
  ): Promise<StoredReceipts['receipts']>;
  /** Sets the text's status if it is one of `from`; then no attempt to send it is pending any more. */
  setStatus(messageId: string, status: MessageStatus, from: readonly MessageStatus[]): Promise<void>;
}

/**
 * Stores the receipt of the part, then the status that all receipts give the text. Receipts of other parts stored
 * between the two writes count, because the first write returns them.
 *
 * @returns false when no text of ours has this id
 */
export async function recordReceipt(receipt: Receipt, store: ReceiptStore): Promise<boolean> {
  const { messageId, partId, status } = receipt;
  const seen = await store.find(messageId);
  if (!seen) return false;
  let { receipts = {} } = seen;
  if (supersedes(status, receipts[partId]?.status)) {
    // Checked again by the write: another environment may store a final receipt of the same part meanwhile.
    receipts = (await store.put(receipt, seen, FINAL)) ?? receipts;
  }
  // A receipt also proves that a send whose answer was lost did happen: the text needs no further attempt.
  await store.setStatus(messageId, statusByReceipts(statusesOf(receipts), partsOf(seen)), OPEN);
  return true;
}

/** Whether `next` replaces `current`. */
export function supersedes(next: ReceiptStatus, current: ReceiptStatus | undefined): boolean {
  return current === undefined || RANK[next] > RANK[current];
}

/** The status of a text: failed as soon as one part is, delivered only when all `parts` are, and sent otherwise. */
export function statusByReceipts(receipts: ReceiptStatus[], parts: number): MessageStatus {
  if (receipts.some(isFailure)) return 'failed';
  return receipts.filter((status) => status === 'delivered').length >= parts ? 'delivered' : 'sent';
}

/** Why a text failed, from the receipt of the part that did, such as `rejected (error 6)`. */
export function receiptError(receipts: StoredReceipts['receipts'] = {}): string | undefined {
  const failed = Object.values(receipts).find(({ status }) => isFailure(status));
  if (!failed) return undefined;
  return failed.errorCode === undefined ? failed.status : `${failed.status} (error ${failed.errorCode})`;
}

const isFailure = (status: ReceiptStatus): boolean => status !== 'delivered' && FINAL.includes(status);

const statusesOf = (receipts: Record<string, PartReceipt>): ReceiptStatus[] =>
  Object.values(receipts).map(({ status }) => status);

/** Vonage's count of the parts where it is known: ours is only computed. */
const partsOf = ({ vonageIds, parts }: StoredReceipts): number => vonageIds?.length || parts;
