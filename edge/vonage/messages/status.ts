import * as z from 'zod/mini';
import type { ReceiptStatus } from '../../../desk/messages/receipts.ts';
import { clientRef, parseReceiptFields, partId, type PartReceipt } from '../receipt-fields.ts';

const messageStatus = z.object({
  message_uuid: partId,
  status: z.enum(['submitted', 'delivered', 'rejected', 'undeliverable']),
  client_ref: clientRef,
  /** Garbled, it counts as missing. */
  error: z.catch(z.optional(z.object({ title: z.unknown(), type: z.unknown() })), undefined),
});

const STATUS: Record<z.output<typeof messageStatus>['status'], ReceiptStatus> = {
  submitted: 'accepted',
  delivered: 'delivered',
  rejected: 'rejected',
  undeliverable: 'failed',
};

/** A status of the Messages API, as the delivery receipt that it is. */
export function parseMessageStatus(body: Record<string, unknown>): PartReceipt {
  const parsed = parseReceiptFields(messageStatus, body, 'message_uuid and status');
  const { message_uuid: partId, status, error, client_ref: messageId } = parsed;
  const errorCode = codeIn(error?.title) ?? codeIn(error?.type);
  return { partId, status: STATUS[status], errorCode, messageId: messageId || undefined };
}

/** The code is the title, or ends the type, which is the address of its explanation. */
function codeIn(written: unknown): string | undefined {
  const text = typeof written === 'number' ? String(written) : written;
  return typeof text === 'string' ? /(?:^|#)(\d{1,10})$/.exec(text)?.[1] : undefined;
}
