import type { MessageStatus } from '../../../../desk/messages/message.ts';
import type { PartReceipt, ReceiptStore } from '../../../../desk/messages/receipts.ts';
import type { Step } from './steps.ts';

interface Text {
  status: MessageStatus;
  parts: number;
  vonageIds?: string[];
  receipts?: Record<string, PartReceipt>;
}

/** What the Messages table holds of texts and their receipts, in memory. */
export class ReceiptsTable {
  readonly texts = new Map<string, Text>();

  store(step: Step): ReceiptStore {
    return {
      find: (messageId) => step(() => structuredClone(this.texts.get(messageId))),
      put: ({ messageId, partId, status, errorCode }, _seen, kept) =>
        step(() => {
          const text = this.texts.get(messageId);
          if (!text) return undefined;
          const stored = text.receipts?.[partId];
          if (stored && kept.includes(stored.status)) return undefined;
          text.receipts = { ...text.receipts, [partId]: { status, errorCode } };
          return structuredClone(text.receipts);
        }),
      setStatus: (messageId, status, from) =>
        step(() => {
          const text = this.texts.get(messageId);
          if (text && from.includes(text.status)) text.status = status;
        }),
    };
  }
}
