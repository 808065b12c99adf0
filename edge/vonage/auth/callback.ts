import { verifyOwnUrl, withMac, type OwnUrl } from './own-url.ts';
import { verifyWebhookJwt } from './webhook-jwt.ts';
import { webhookSecrets } from '../../aws/secrets.ts';
import type { Request } from '../../http/handler.ts';
import { hasLostCharacters, notUtf8, rawBody } from '../../http/parameters.ts';
import { authenticationError } from './refuse.ts';

export interface AuthenticatedUrl extends OwnUrl {
  /** Makes a URL that the desk hands out: it proves itself, and what it says, when it is called. */
  handOut: (address: string) => string;
}

/**
 * Returns when a webhook that Vonage signs with a JWT, of calls or of the Messages API, has shown that it comes from
 * there, and how its URL showed that it is ours. A URL need not show anything (it may have been registered by hand), but
 * a token or MAC that is there must be right.
 *
 * @param isSigned whether the body carries a signature of another kind: such a webhook is forged, not unsigned
 * @throws ClientError 401 when the proof is missing, wrong or stale, 400 for a signed body that is not UTF-8; RetryableError for a
 *   webhook at our own URL without any JWT; whatever the secrets' store throws, when it cannot be checked
 */
export async function authenticateCallback(
  request: Request,
  { isSigned = false }: { isSigned?: boolean } = {},
): Promise<AuthenticatedUrl> {
  const { signatureSecret, apiKey, applicationId, webhookToken } = await webhookSecrets();
  const authorization = request.headers['authorization'];
  const { rawPath: path, rawQueryString: queryString } = request;
  const { method } = request.requestContext.http;
  const url = verifyOwnUrl({ method, path, queryString, webhookToken });
  if (!url.ok) throw authenticationError(url.reason);
  // Nothing at all is Vonage's own error; an empty or garbled header is somebody's.
  const isUnsigned = authorization === undefined && !isSigned;
  if (isUnsigned && url.by !== 'nothing') throw authenticationError('unsigned-webhook');
  const proof = await verifyWebhookJwt({
    authorization,
    method,
    rawBody: rawBody(request),
    queryString,
    addedQuery: url.added,
    secrets: { signatureSecret, apiKey, applicationId },
    now: Date.now(),
  });
  // The bytes that were signed did not reach us.
  if (!proof.ok && proof.reason === 'payload-mismatch' && hasLostCharacters(request)) throw notUtf8();
  if (!proof.ok) throw authenticationError(proof.reason);
  return { ...url, handOut: (address) => withMac(address, webhookToken) };
}
