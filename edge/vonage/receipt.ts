import { parseMessageStatus } from './messages/status.ts';
import type { PartReceipt } from './receipt-fields.ts';
import { parseSmsReceipt } from './sms/receipt.ts';
import type { TextWebhook } from './text-webhook.ts';

/**
 * A delivery receipt.
 *
 * @throws ClientError 400 for what is none
 */
export const parseReceipt = (webhook: TextWebhook): PartReceipt =>
  webhook.api === 'sms' ? parseSmsReceipt(webhook.params) : parseMessageStatus(webhook.body);
