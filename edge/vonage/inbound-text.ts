import { ClientError } from '../../desk/client-error.ts';
import type { InboundText } from '../../desk/inbound.ts';
import { parseInboundMessage } from './messages/inbound.ts';
import { parseInboundSms } from './sms/inbound.ts';
import type { TextWebhook } from './text-webhook.ts';

/** No SMS is longer, however many parts it has. */
const MAX_TEXT_LENGTH = 10_000;

/**
 * A customer's text, or a part of one.
 *
 * @param now ms since the epoch: a text that claims to be sent later has no known time
 * @throws ClientError 400 for what is no inbound text, 413 for one that no phone can have sent
 */
export function parseInboundText(webhook: TextWebhook, now: number): InboundText {
  const inbound =
    webhook.api === 'sms' ? parseInboundSms(webhook.params, now) : parseInboundMessage(webhook.body, now);
  if (inbound.text.length > MAX_TEXT_LENGTH)
    throw new ClientError(413, 'text-too-long', 'The text is longer than an SMS can be.');
  return inbound;
}
