import { Refusal } from '../../desk/refusal.ts';
import { proveCallback } from '../proof/webhook-jwt.ts';
import { proofs } from '../secrets.ts';
import type { Request } from './chain.ts';
import { hasLostCharacters, notUtf8, rawBody } from './parameters.ts';

/**
 * Returns when a webhook that Vonage signs with a JWT, of calls or of the Messages API, has shown that it comes from
 * there.
 *
 * @throws Refusal 401 when the proof is missing, wrong or stale, 400 for a signed body that is not UTF-8; whatever the secrets' store throws, when it cannot be
 *   checked
 */
export async function provenCallback(request: Request): Promise<void> {
  const { signatureSecret, apiKey, applicationId } = await proofs();
  const proof = await proveCallback({
    authorization: request.headers['authorization'],
    method: request.requestContext.http.method,
    rawBody: rawBody(request),
    queryString: request.rawQueryString,
    secrets: { signatureSecret, apiKey, applicationId },
    now: Date.now(),
  });
  // The bytes that were signed did not reach us.
  if (!proof.ok && proof.reason === 'payload-mismatch' && hasLostCharacters(request)) throw notUtf8();
  if (!proof.ok)
    throw new Refusal(401, proof.reason, 'This webhook did not prove that it comes from Vonage.');
}
