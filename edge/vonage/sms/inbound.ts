import * as z from 'zod/mini';
import type { InboundText } from '../../../desk/inbound.ts';
import type { Part } from '../../../desk/messages/sms/parts.ts';
import { networkParty } from '../../../desk/numbers/network-number.ts';
import { sentAt } from '../sent-at.ts';
import { businessNumber, lenientText, messageId, parseText, sender } from '../text-fields.ts';

const inboundSms = z.object({
  messageId,
  msisdn: sender,
  to: businessNumber,
  /** Binary messages have `data` and `udh` instead, which no agent can read. */
  text: z._default(z.string(), ''),
  'message-timestamp': lenientText,
});

const concatenation = z.object({
  concat: z.literal('true'),
  'concat-ref': z.string().check(z.regex(/^[\w.-]{1,20}$/)),
  'concat-total': z.string().check(z.regex(/^\d{1,3}$/)),
  'concat-part': z.string().check(z.regex(/^\d{1,3}$/)),
});

/** A text, or a part of one, in the parameters of the SMS API. */
export function parseInboundSms(params: Record<string, string>, now: number): InboundText {
  const { messageId, msisdn, to, text, ...more } = parseText(inboundSms, params);
  const sent = sentAt(more['message-timestamp'], now);
  const part = partOf(params);
  return {
    messageId,
    from: networkParty(msisdn),
    to: networkParty(to),
    text,
    ...(sent !== undefined && { sentAt: sent }),
    ...(part && { part }),
  };
}

/** Undefined for a whole text, and for a part whose place is not clear: it is stored as a text of its own. */
function partOf(params: Record<string, string>): Part | undefined {
  const parsed = z.safeParse(concatenation, params);
  if (!parsed.success) return undefined;
  const total = Number(parsed.data['concat-total']);
  const number = Number(parsed.data['concat-part']);
  const isPossible = total >= 2 && total <= 255 && number >= 1 && number <= total;
  return isPossible ? { ref: parsed.data['concat-ref'], total, number } : undefined;
}
