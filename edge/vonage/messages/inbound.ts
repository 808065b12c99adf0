import * as z from 'zod/mini';
import { ClientError } from '../../../desk/client-error.ts';
import type { InboundText } from '../../../desk/inbound.ts';
import { networkParty } from '../../../desk/numbers/network-number.ts';
import { sentAt } from '../sent-at.ts';
import { businessNumber, lenientText, messageId, parseText, sender } from '../text-fields.ts';

const inboundMessage = z.object({
  message_uuid: messageId,
  from: sender,
  to: businessNumber,
  /** Pictures and the like come without one. */
  text: z.nullish(z.string()),
  timestamp: lenientText,
});

/** A text in the body of the Messages API, which joins the parts of split texts itself. */
export function parseInboundMessage(body: Record<string, unknown>, now: number): InboundText {
  if (body['channel'] !== 'sms')
    throw new ClientError(
      400,
      'wrong-channel',
      'This desk takes texts only: send messages of the channel sms.',
    );
  const { message_uuid: messageId, from, to, text, timestamp } = parseText(inboundMessage, body);
  const sent = sentAt(timestamp, now);
  return {
    messageId,
    from: networkParty(from),
    to: networkParty(to),
    text: text ?? '',
    ...(sent !== undefined && { sentAt: sent }),
  };
}
