import { proveVoice } from '../proof/voice-jwt.ts';
import { proofs } from '../secrets.ts';
import { Refusal } from '../../desk/refusal.ts';
import type { Request } from './chain.ts';
import { query, rawBody } from './parameters.ts';

/**
 * Returns when the webhook has shown that it comes from Vonage.
 *
 * @throws Refusal 401 when the proof is missing, wrong or stale; whatever the secrets' store throws, when it cannot be
 *   checked
 */
export async function provenVoice(request: Request): Promise<void> {
  const { signatureSecret, apiKey, applicationId } = await proofs();
  const proof = await proveVoice({
    authorization: request.headers['authorization'],
    method: request.requestContext.http.method,
    rawBody: rawBody(request),
    queryString: request.rawQueryString,
    secrets: { signatureSecret, apiKey, applicationId },
    now: Date.now(),
  });
  if (!proof.ok)
    throw new Refusal(401, proof.reason, 'This webhook did not prove that it comes from Vonage.');
}

/**
 * What a voice webhook says: its JSON body, or its query. Nothing is refused here: a call must be answered whatever
 * comes. A repeated parameter becomes a list; a body that is no JSON says nothing.
 */
export function voiceParameters(request: Request): unknown {
  if (request.requestContext.http.method !== 'GET') {
    try {
      return JSON.parse(rawBody(request).toString('utf8')) as unknown;
    } catch {
      return {};
    }
  }
  const said: Record<string, string | string[]> = Object.create(null) as Record<string, string | string[]>;
  for (const [name, value] of query(request)) {
    const before = said[name];
    said[name] = before === undefined ? value : [before, value].flat();
  }
  return said;
}

/** Where Vonage sends the keys that a caller pressed: our own address, as this request reached it. */
export function dtmfUrl(request: Request): string {
  const scheme = request.headers['x-forwarded-proto'] ?? 'https';
  return `${scheme}://${request.requestContext.domainName}/webhooks/dtmf`;
}
