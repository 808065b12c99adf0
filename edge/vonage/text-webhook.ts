import { ClientError } from '../../desk/client-error.ts';
import type { InboundText } from '../../desk/inbound.ts';
import type { Request } from '../http/handler.ts';
import { query } from '../http/parameters.ts';
import { authenticateMessagesBody } from './messages/authenticate.ts';
import { parseInboundMessage } from './messages/inbound.ts';
import { parseMessageStatus } from './messages/status.ts';
import type { PartReceipt } from './receipt-fields.ts';
import { authenticateSmsParameters } from './sms/authenticate.ts';
import { parseInboundSms } from './sms/inbound.ts';
import { parseSmsReceipt } from './sms/receipt.ts';

/**
 * An authenticated webhook about a text, by the API that the owner's account is set to. Both APIs call the same URLs: the
 * webhooks differ by their fields.
 */
export type TextWebhook =
  { api: 'sms'; params: Record<string, string> } | { api: 'messages'; body: Record<string, unknown> };

/**
 * Authenticates a webhook of the SMS API or the Messages API. Undefined for Vonage's check of a URL, a GET with neither
 * sender nor message, which is answered 200.
 *
 * @throws ClientError 401 when the token or signature is missing, wrong or stale; 400 for a body of both APIs, or of none;
 *   415 for another content type; RetryableError for an unsigned webhook at our own URL
 */
export async function authenticateTextWebhook(request: Request): Promise<TextWebhook | undefined> {
  if (isUrlCheck(request)) return undefined;
  const body = await authenticateMessagesBody(request);
  return body ? { api: 'messages', body } : { api: 'sms', params: await authenticateSmsParameters(request) };
}

function isUrlCheck(request: Request): boolean {
  const given = query(request);
  return request.requestContext.http.method === 'GET' && !given.has('msisdn') && !given.has('messageId');
}

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

/**
 * A delivery receipt.
 *
 * @throws ClientError 400 for what is none
 */
export const parseReceipt = (webhook: TextWebhook): PartReceipt =>
  webhook.api === 'sms' ? parseSmsReceipt(webhook.params) : parseMessageStatus(webhook.body);
