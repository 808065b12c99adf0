import * as z from 'zod/mini';
import { RECEIPT_STATUSES } from '../../../desk/messages/receipts.ts';
import { clientRef, parseReceiptFields, partId, type PartReceipt } from '../receipt-fields.ts';

const smsReceipt = z.object({
  messageId: partId,
  status: z.enum(RECEIPT_STATUSES),
  'err-code': z.optional(z.string().check(z.maxLength(10))),
  'client-ref': clientRef,
});

/** A delivery receipt in the parameters of the SMS API. */
export function parseSmsReceipt(params: Record<string, string>): PartReceipt {
  const receipt = parseReceiptFields(smsReceipt, params, 'messageId and status');
  const { messageId: partId, status, 'err-code': errorCode, 'client-ref': messageId } = receipt;
  return { partId, status, errorCode, messageId: messageId || undefined };
}
