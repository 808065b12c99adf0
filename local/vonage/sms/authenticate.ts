import type { Clock } from '../../clock.ts';
import type { Account } from '../account.ts';
import { basicCredentials, sameText, type OwnerAuth } from '../rest/owner-auth.ts';
import { smsSignature } from '../webhooks/signature.ts';
import { failure, type Failure } from './failures.ts';

/** Checks who sends a text; undefined when it is the account's owner. */
export type AuthenticateSms = (
  authorization: string | undefined,
  fields: Record<string, unknown>,
) => Failure | undefined;

const MAX_SIGNATURE_AGE_S = 300;

/** The SMS API authenticates by header, by signed parameters, or by key and secret among the parameters. */
export function createSmsAuthentication({
  account,
  ownerAuth,
  clock,
}: {
  account: Account;
  ownerAuth: Pick<OwnerAuth, 'accepts'>;
  clock: Pick<Clock, 'now'>;
}): AuthenticateSms {
  const isSigned = (fields: Record<string, unknown>, sig: string): boolean => {
    const values = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]));
    const age = Math.abs(clock.now() / 1000 - Number(values['timestamp']));
    const expected = smsSignature(values, account.signatureSecret, account.signatureMethod);
    return age <= MAX_SIGNATURE_AGE_S && sameText(sig.toUpperCase(), expected);
  };
  return (authorization, fields) => {
    if (authorization !== undefined) {
      return ownerAuth.accepts(basicCredentials(authorization)) ? undefined : failure(4);
    }
    const { api_key: apiKey, api_secret: apiSecret, sig } = fields;
    if (typeof apiKey !== 'string') return failure(2, 'Missing api_key');
    if (typeof sig === 'string') {
      if (apiSecret !== undefined) return failure(32);
      return apiKey === account.apiKey && isSigned(fields, sig) ? undefined : failure(14);
    }
    if (typeof apiSecret !== 'string') return failure(2, 'Missing api_secret');
    return ownerAuth.accepts({ apiKey, apiSecret }) ? undefined : failure(4);
  };
}
