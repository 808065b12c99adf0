import { recordReceipt } from '../../desk/messages/receipts.ts';
import { messageStore } from '../../edge/aws/dynamodb/messages.ts';
import { log } from '../../edge/aws/log.ts';
import { httpHandler } from '../../edge/http/handler.ts';
import { acknowledged } from '../../edge/http/responses.ts';
import { authenticateTextWebhook } from '../../edge/vonage/text-webhook.ts';
import { parseReceipt } from '../../edge/vonage/receipt.ts';

/** `/receipts`: what became of a text that was sent is stored on that text. */
export const handler = httpHandler(async (request) => {
  const webhook = await authenticateTextWebhook(request);
  if (!webhook) return acknowledged;
  const { messageId, ...receipt } = parseReceipt(webhook);
  const found =
    messageId !== undefined &&
    (await recordReceipt({ messageId, ...receipt, at: Date.now() }, messageStore().receipts));
  if (!found) log('info', 'receipt-not-ours', { status: receipt.status });
  return acknowledged;
});
