import { ClientError } from '../../../desk/client-error.ts';
import { isObject } from '../../../desk/json-value.ts';
import type { Request } from '../../http/handler.ts';
import { contentType, JSON_BODY, jsonBody } from '../../http/parameters.ts';
import { authenticateCallback } from '../auth/callback.ts';

/**
 * The body of a webhook of the Messages API, authenticated by its JWT, which that API always sends, whatever the owner
 * chose for the SMS API. Undefined for a webhook of another API.
 *
 * @throws ClientError 401; 400 for a body of both APIs; RetryableError for an unsigned webhook at our own URL
 */
export async function authenticateMessagesBody(
  request: Request,
): Promise<Record<string, unknown> | undefined> {
  const body = messagesBody(request);
  if (body) await authenticateCallback(request, { isSigned: Object.hasOwn(body, 'sig') });
  return body;
}

function messagesBody(request: Request): Record<string, unknown> | undefined {
  if (request.requestContext.http.method === 'GET' || contentType(request) !== JSON_BODY) return undefined;
  // Its JWT is verified before anything of it is used; a body of another API is parsed again, without that trust.
  const body = jsonBody(request, { isSigned: true });
  if (!isObject(body) || !Object.hasOwn(body, 'message_uuid')) return undefined;
  if (Object.hasOwn(body, 'messageId') || Object.hasOwn(body, 'msisdn'))
    throw new ClientError(
      400,
      'two-shapes',
      'The body mixes two formats: send messageId and msisdn, or message_uuid.',
    );
  return body;
}
