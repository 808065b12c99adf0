import * as z from 'zod/mini';
import { Refusal } from '../../desk/refusal.ts';
import { messageStore } from '../../edge/dynamodb/messages.ts';
import { answering } from '../../edge/http/chain.ts';
import { taken } from '../../edge/http/responses.ts';
import { provenSms } from '../../edge/http/sms-webhook.ts';
import { log } from '../../edge/log.ts';

const receipt = z.object({
  /** It becomes an attribute's name: of what Vonage uses for ids, and never `__proto__`. */
  messageId: z.string().check(z.regex(/^[0-9A-Za-z][\w.:-]{0,99}$/)),
  status: z.enum(['accepted', 'buffered', 'delivered', 'expired', 'failed', 'rejected', 'unknown']),
  'err-code': z.optional(z.string().check(z.maxLength(10))),
  'client-ref': z.optional(z.string().check(z.maxLength(100))),
});

/** `/receipts`: what became of a text that was sent is stored on that text. */
export const handler = answering(async (request) => {
  const params = await provenSms(request);
  if (!params) return taken;
  const parsed = z.safeParse(receipt, params);
  if (!parsed.success)
    throw new Refusal(
      400,
      'receipt-incomplete',
      'This is no delivery receipt: messageId and status are needed.',
    );
  const { messageId, status, 'err-code': errorCode, 'client-ref': id } = parsed.data;
  const found =
    id !== undefined &&
    id !== '' &&
    (await messageStore().receipt({ messageId: id, partId: messageId, status, errorCode, at: Date.now() }));
  if (!found) log('info', 'receipt-not-ours', { status });
  return taken;
});
