import { createHash } from 'node:crypto';
import { SignJWT } from 'jose';
import type { Platform } from '../platform.ts';

/** How a webhook shows that it comes from Vonage. */
export type Proof =
  | { kind: 'none' }
  | { kind: 'signature'; method: string; sig: string; nonce: string; timestamp: string }
  | { kind: 'jwt'; claims: Record<string, string | number> };

/** The headers that sign a callback, none where a fault wants it unsigned; `payload` is the raw body, or the query's parameters as compact JSON. */
export async function signedCallback(
  platform: Pick<Platform, 'account' | 'clock' | 'faults' | 'uuid'>,
  applicationId: string,
  payload: string,
): Promise<{ headers: { authorization?: string }; proof: Proof }> {
  if (platform.faults.takeUnsigned()) return { headers: {}, proof: { kind: 'none' } };
  const claims = {
    iat: Math.floor(platform.clock.now() / 1000),
    jti: platform.uuid(),
    iss: 'Vonage',
    payload_hash: createHash('sha256').update(payload).digest('hex'),
    api_key: platform.account.apiKey,
    application_id: applicationId,
  };
  const token = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .sign(new TextEncoder().encode(platform.account.signatureSecret));
  return { headers: { authorization: `Bearer ${token}` }, proof: { kind: 'jwt', claims } };
}
