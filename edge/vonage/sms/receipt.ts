import * as z from 'zod/mini';
import { RECEIPT_STATUSES, type ReceiptStatus } from '../../../desk/messages/receipts.ts';
import { ClientError } from '../../../desk/client-error.ts';
import type { SmsWebhook } from '../sms-or-messages.ts';

/** It becomes an attribute's name: of what Vonage uses for ids, and never `__proto__`. */
const id = z.string().check(z.regex(/^[0-9A-Za-z][\w.:-]{0,99}$/));
const clientRef = z.nullish(z.string().check(z.maxLength(100)));

const smsReceipt = z.object({
  messageId: id,
  status: z.enum(RECEIPT_STATUSES),
  'err-code': z.optional(z.string().check(z.maxLength(10))),
  'client-ref': clientRef,
});

const messagesStatus = z.object({
  message_uuid: id,
  status: z.enum(['submitted', 'delivered', 'rejected', 'undeliverable']),
  client_ref: clientRef,
  /** The code is the title, or ends the type, which is the address of its explanation. Garbled, it is done without. */
  error: z.catch(z.optional(z.object({ title: z.unknown(), type: z.unknown() })), undefined),
});

const STATUS: Record<z.output<typeof messagesStatus>['status'], ReceiptStatus> = {
  submitted: 'accepted',
  delivered: 'delivered',
  rejected: 'rejected',
  undeliverable: 'failed',
};

/** What became of a part of a text that was sent. */
export interface ParsedReceipt {
  /** Vonage's id of the part. */
  partId: string;
  status: ReceiptStatus;
  errorCode?: string | undefined;
  /** The id of our text; absent for one that we did not send. */
  messageId?: string | undefined;
}

/**
 * The delivery receipt out of a proven webhook of either API.
 *
 * @throws ClientError 400 for what is none
 */
export function parseReceipt(webhook: SmsWebhook): ParsedReceipt {
  return webhook.api === 'sms' ? ofSms(webhook.params) : ofMessages(webhook.body);
}

function ofSms(params: Record<string, string>): ParsedReceipt {
  const parsed = z.safeParse(smsReceipt, params);
  if (!parsed.success) throw incomplete('messageId and status');
  const { messageId: partId, status, 'err-code': errorCode, 'client-ref': businessNumber } = parsed.data;
  return { partId, status, errorCode, messageId: businessNumber || undefined };
}

function ofMessages(body: Record<string, unknown>): ParsedReceipt {
  const parsed = z.safeParse(messagesStatus, body);
  if (!parsed.success) throw incomplete('message_uuid and status');
  const { message_uuid: partId, status, error, client_ref: businessNumber } = parsed.data;
  const errorCode = codeOf(error?.title) ?? codeOf(error?.type);
  return { partId, status: STATUS[status], errorCode, messageId: businessNumber || undefined };
}

function codeOf(written: unknown): string | undefined {
  const text = typeof written === 'number' ? String(written) : written;
  return typeof text === 'string' ? /(?:^|#)(\d{1,10})$/.exec(text)?.[1] : undefined;
}

const incomplete = (names: string): ClientError =>
  new ClientError(400, 'receipt-incomplete', `This is no delivery receipt: ${names} are needed.`);
