import { equal } from '../../http/constant-time.ts';
import { AUTHENTIC, type Verification, rejected } from './reasons.ts';
import { type SignatureMethod, type SmsParams, verifySignature } from './sms-signature.ts';

export type SmsAuthMode = 'token' | 'signature' | 'both';

export interface SmsSecrets {
  webhookToken: string;
  signatureSecret: string;
  signatureMethod: SignatureMethod;
}

/**
 * Verifies that an SMS webhook comes from Vonage: by the token in the URL that we registered, by the signature over the
 * parameters, or by both. A `sig` is always verified, also where the token would suffice.
 *
 * An internal error at Vonage can leave a webhook unsigned: with our token and no `sig` at all it is not forged but
 * `unsigned-webhook`, and is to be delivered again.
 */
export function verifySmsWebhook({
  mode,
  token,
  params,
  secrets,
  now,
}: {
  mode: SmsAuthMode;
  /** `token` of the URL's query; undefined when missing or repeated. */
  token: string | undefined;
  /** What was signed: the body's parameters of a POST, the query's of a GET (with or without our own `token`). */
  params: SmsParams;
  secrets: SmsSecrets;
  /** Milliseconds. */
  now: number;
}): Verification {
  const url = verifyToken(token, secrets.webhookToken);
  if (!url.ok && mode !== 'signature') return url;
  const signed = withoutOurToken(params, token);
  if (url.ok && !hasSignature(signed)) return mode === 'token' ? AUTHENTIC : rejected('unsigned-webhook');
  return verifySignature(signed, { secret: secrets.signatureSecret, method: secrets.signatureMethod, now });
}

/** Verifies the token of the URL that we registered. */
export function verifyToken(token: string | undefined, expected: string): Verification {
  if (expected === '') return rejected('no-secret');
  if (token === undefined || token === '') return rejected('missing-token');
  return equal(token, expected) ? AUTHENTIC : rejected('token-mismatch');
}

/**
 * By GET our token is among the parameters, because it is part of the URL that we registered; Vonage signs only what it
 * adds. A `token` that is not the URL's own stays, and must have been signed.
 */
function withoutOurToken(params: SmsParams, token: string | undefined): SmsParams {
  if (token === undefined) return params;
  if (params instanceof URLSearchParams) {
    const [first, ...more] = params.getAll('token');
    if (first !== token || more.length > 0) return params;
    return new URLSearchParams([...params].filter(([name]) => name !== 'token'));
  }
  if (!Object.hasOwn(params, 'token') || params['token'] !== token) return params;
  return Object.fromEntries(Object.entries(params).filter(([name]) => name !== 'token'));
}

const hasSignature = (params: SmsParams): boolean =>
  params instanceof URLSearchParams ? params.has('sig') : Object.hasOwn(params, 'sig');
