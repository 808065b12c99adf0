import { ClientError } from '../../../desk/client-error.ts';
import { verifySmsWebhook } from '../auth/sms.ts';
import { webhookSecrets } from '../../aws/secrets.ts';
import type { Request } from '../../http/handler.ts';
import { contentType, JSON_BODY, jsonBody, parameters, query } from '../../http/parameters.ts';
import { authenticateCallback } from '../auth/callback.ts';
import { authenticationError } from '../auth/refuse.ts';

/**
 * What Vonage tells of texts, in the shape of the API that the owner's account is set to: the SMS API's flat parameters
 * (query, form or JSON), or the Messages API's JSON, which may be nested.
 */
export type SmsWebhook =
  { api: 'sms'; params: Record<string, string> } | { api: 'messages'; body: Record<string, unknown> };

/**
 * An SMS webhook, proven: nothing of a request is looked at further until it has shown that it comes from Vonage. The
 * two shapes are told apart by their fields, since both come to the same URLs. Undefined for Vonage's check of a URL, a
 * GET with neither sender nor message: it is answered 200.
 *
 * @throws ClientError 401 when the proof is missing, wrong or stale; 400 for a body of both shapes, or of none; 415 for
 *   another content type; RetryableError where our own URL was asked without the signature that is wanted
 */
export async function authenticateSmsWebhook(request: Request): Promise<SmsWebhook | undefined> {
  if (isUrlCheck(request)) return undefined;
  const body = messagesBody(request);
  if (!body) return { api: 'sms', params: await provenParameters(request) };
  // By the JWT, which the Messages API always sends, whatever the owner chose for the SMS API.
  await authenticateCallback(request, { isSigned: Object.hasOwn(body, 'sig') });
  return { api: 'messages', body };
}

function isUrlCheck(request: Request): boolean {
  const given = query(request);
  return request.requestContext.http.method === 'GET' && !given.has('msisdn') && !given.has('messageId');
}

/** The body, if it is of the Messages API's shape. */
function messagesBody(request: Request): Record<string, unknown> | undefined {
  if (request.requestContext.http.method === 'GET' || contentType(request) !== JSON_BODY) return undefined;
  // Its JWT is checked before anything of it is read; another body is parsed again, without that trust.
  const body = jsonBody(request, { isSigned: true });
  if (typeof body !== 'object' || body === null || !Object.hasOwn(body, 'message_uuid')) return undefined;
  if (Object.hasOwn(body, 'messageId') || Object.hasOwn(body, 'msisdn'))
    throw new ClientError(
      400,
      'two-shapes',
      'The body mixes two formats: send messageId and msisdn, or message_uuid.',
    );
  return body as Record<string, unknown>;
}

/** By the URL's token, the signature over the parameters, or both, as the owner chose. */
async function provenParameters(request: Request): Promise<Record<string, string>> {
  const { webhookToken, signatureSecret, signatureMethod, smsProof } = await webhookSecrets();
  const { token: _ours, ...params } = parameters(request);
  const proof = verifySmsWebhook({
    mode: smsProof,
    token: onlyToken(request),
    params,
    secrets: { webhookToken, signatureSecret, signatureMethod },
    now: Date.now(),
  });
  if (proof.ok) return params;
  // A signature of another kind, or in another place, is a wrong one: such a webhook did not come unsigned.
  const isSigned = query(request).has('sig') || request.headers['authorization'] !== undefined;
  throw authenticationError(
    proof.reason === 'unsigned-webhook' && isSigned ? 'missing-signature' : proof.reason,
  );
}

/** Undefined when missing or repeated. */
function onlyToken(request: Request): string | undefined {
  const [token, ...more] = query(request).getAll('token');
  return more.length === 0 ? token : undefined;
}
