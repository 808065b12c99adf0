import { messageStore } from '../../edge/aws/dynamodb/messages.ts';
import { httpHandler } from '../../edge/http/handler.ts';
import { parseReceipt } from '../../edge/vonage/sms/receipt.ts';
import { acknowledged } from '../../edge/http/responses.ts';
import { authenticateSmsWebhook } from '../../edge/vonage/sms-or-messages.ts';
import { log } from '../../edge/aws/log.ts';

/** `/receipts`: what became of a text that was sent is stored on that text. */
export const handler = httpHandler(async (request) => {
  const webhook = await authenticateSmsWebhook(request);
  if (!webhook) return acknowledged;
  const { messageId, ...fate } = parseReceipt(webhook);
  const found =
    messageId !== undefined && (await messageStore().receipt({ messageId, ...fate, at: Date.now() }));
  if (!found) log('info', 'receipt-not-ours', { status: fate.status });
  return acknowledged;
});
