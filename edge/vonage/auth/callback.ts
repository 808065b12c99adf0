import { verifyOwnUrl, withMac, type OwnUrl } from './own-url.ts';
import { verifyWebhookJwt } from './webhook-jwt.ts';
import { webhookSecrets } from '../../aws/secrets.ts';
import type { Request } from '../../http/handler.ts';
import { hasLostCharacters, notUtf8, rawBody } from '../../http/parameters.ts';
import { authenticationError } from './authentication-error.ts';

export interface AuthenticatedUrl extends OwnUrl {
  /** Adds the MAC to a URL that is handed out, by which it is authenticated when it is called. */
  handOut: (address: string) => string;
}

/**
 * Authenticates a webhook that Vonage signs with a JWT, of calls or of the Messages API, and returns how its URL is
 * authenticated. The URL may carry nothing (it may have been registered by hand), but a token or MAC must be valid.
 *
 * @param isSigned whether the body carries a signature of another kind: such a webhook is forged, not unsigned
 * @throws ClientError 401 when the JWT is missing, wrong or stale, 400 for a signed body that is not UTF-8; RetryableError
 *   for a webhook at our own URL without any JWT; whatever the secrets' store throws when nothing can be verified
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
  // A missing header is an internal error at Vonage; an empty or garbled one is not.
  const isUnsigned = authorization === undefined && !isSigned;
  if (isUnsigned && url.by !== 'nothing') throw authenticationError('unsigned-webhook');
  const verification = await verifyWebhookJwt({
    authorization,
    method,
    rawBody: rawBody(request),
    queryString,
    addedQuery: url.added,
    secrets: { signatureSecret, apiKey, applicationId },
    now: Date.now(),
  });
  if (!verification.ok) {
    const { reason } = verification;
    // The bytes that were signed did not reach us.
    throw reason === 'payload-mismatch' && hasLostCharacters(request)
      ? notUtf8()
      : authenticationError(reason);
  }
  return { ...url, handOut: (address) => withMac(address, webhookToken) };
}
