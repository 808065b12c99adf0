import { messageStore } from '../../edge/aws/dynamodb/messages.ts';
import { answering } from '../../edge/http/handler.ts';
import { parseReceipt } from '../../edge/vonage/sms/receipt.ts';
import { taken } from '../../edge/http/responses.ts';
import { provenSms } from '../../edge/vonage/sms/webhook.ts';
import { log } from '../../edge/aws/log.ts';

/** `/receipts`: what became of a text that was sent is stored on that text. */
export const handler = answering(async (request) => {
  const webhook = await provenSms(request);
  if (!webhook) return taken;
  const { messageId, ...fate } = parseReceipt(webhook);
  const found =
    messageId !== undefined && (await messageStore().receipt({ messageId, ...fate, at: Date.now() }));
  if (!found) log('info', 'receipt-not-ours', { status: fate.status });
  return taken;
});
