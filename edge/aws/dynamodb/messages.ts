import type { InboundStore } from '../../../desk/messages/inbound-store.ts';
import type { OutboxStore } from '../../../desk/messages/outbox-store.ts';
import type { ReceiptStore } from '../../../desk/messages/receipts.ts';
import type { DueText } from '../../../desk/messages/sweep.ts';
import { DEFAULT_SETTINGS } from '../../../desk/settings.ts';
import { dueMessages } from './due-messages.ts';
import { inboundStore } from './inbound-messages.ts';
import { outboxStore } from './outbox-messages.ts';
import { receiptStore } from './receipts.ts';
import { readThread, type Thread, type ThreadPage } from './thread.ts';

export interface MessageStore {
  inbound: InboundStore;
  outbox: OutboxStore;
  receipts: ReceiptStore;
  /** See {@link readThread}. */
  thread(ticket: number, page: ThreadPage): Promise<Thread>;
  /** See {@link dueMessages}. */
  due(now: number, limit: number): Promise<DueText[]>;
}

/**
 * The Messages table: one item a text. Index `byTicket` lists a thread, `byDue` the texts still to be sent.
 *
 * @param keepDays how long a text stored now is kept
 */
export const messageStore = (keepDays = DEFAULT_SETTINGS.keepDays): MessageStore => ({
  inbound: inboundStore(keepDays),
  outbox: outboxStore(keepDays),
  receipts: receiptStore(),
  thread: readThread,
  due: dueMessages,
});
