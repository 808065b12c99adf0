import { createHash } from 'node:crypto';
import { SignJWT } from 'jose';
import type { Clock } from '../../clock.ts';
import type { Account } from '../account.ts';
import type { FaultBox } from '../faults.ts';
import { smsSignature } from './signature.ts';
import type { WebhookAuth } from './webhook.ts';

/** Signs webhooks as the account's; while the `unsigned` fault lasts, it leaves them as they are. */
export interface WebhookSigner {
  /**
   * The headers of a voice or Messages API webhook.
   *
   * @param payload the raw body, or the query's parameters as compact JSON
   */
  signCallback(
    applicationId: string,
    payload: string,
  ): Promise<{ headers: { authorization?: string }; auth: WebhookAuth }>;
  /** The parameters of an SMS webhook, with `timestamp`, `nonce` and `sig`. */
  signSms(parameters: Record<string, string>): { parameters: Record<string, string>; auth: WebhookAuth };
}

export function createWebhookSigner({
  account: { apiKey, signatureSecret, signatureMethod },
  clock,
  faults,
  uuid,
}: {
  account: Account;
  clock: Pick<Clock, 'now'>;
  faults: Pick<FaultBox, 'takeUnsigned'>;
  uuid: () => string;
}): WebhookSigner {
  const nowInSeconds = (): number => Math.floor(clock.now() / 1000);
  return {
    async signCallback(applicationId, payload) {
      if (faults.takeUnsigned()) return { headers: {}, auth: { kind: 'none' } };
      const claims = {
        iat: nowInSeconds(),
        jti: uuid(),
        iss: 'Vonage',
        payload_hash: createHash('sha256').update(payload).digest('hex'),
        api_key: apiKey,
        application_id: applicationId,
      };
      const token = await new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .sign(new TextEncoder().encode(signatureSecret));
      return { headers: { authorization: `Bearer ${token}` }, auth: { kind: 'jwt', claims } };
    },
    signSms(parameters) {
      if (faults.takeUnsigned()) return { parameters, auth: { kind: 'none' } };
      const timestamp = String(nowInSeconds());
      const nonce = uuid();
      const unsigned = { ...parameters, timestamp, nonce };
      const sig = smsSignature(unsigned, signatureSecret, signatureMethod);
      return {
        parameters: { ...unsigned, sig },
        auth: { kind: 'signature', method: signatureMethod, sig, nonce, timestamp },
      };
    },
  };
}
