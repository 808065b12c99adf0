import type { Request } from '../http/handler.ts';
import { query } from '../http/parameters.ts';
import { authenticateMessagesBody } from './messages/authenticate.ts';
import { authenticateSmsParameters } from './sms/authenticate.ts';

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
