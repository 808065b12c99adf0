/** Why a request could not be authenticated: codes for logs, and what each means. None contains what was received. */
export const REASONS = {
  'no-secret': 'no secret to verify with is configured',
  'unusable-key': 'the configured public key is not a key',
  'missing-token': 'the URL carries no token',
  'token-mismatch': "the URL's token is not ours",
  'missing-mac': 'the URL must be one that an NCCO handed out, and carries no MAC',
  'mac-mismatch': "the URL's MAC is not ours, or its path or parameters were changed",
  'other-call': 'the URL was handed out for another call',
  'missing-signature': 'the parameters carry no sig',
  'unsigned-webhook': 'the URL is ours, but nothing is signed: Vonage is to deliver it again, signed',
  'signature-mismatch': 'signed with another secret or method, or changed on the way',
  'repeated-parameter': 'a parameter is repeated: it would have two values',
  'nested-parameter': 'a parameter is a list or an object',
  'malformed-parameter': "a parameter's name holds & or =, and could pretend to be two parameters",
  'missing-timestamp': 'the time of signing is missing',
  'malformed-timestamp': 'the time of signing is no number of seconds',
  'stale-timestamp': 'signed more than five minutes before or after now',
  'missing-authorization': 'no Authorization header',
  'malformed-authorization': 'the Authorization header is not Bearer with a JWT',
  'wrong-algorithm': 'the JWT is not signed by the one algorithm that is allowed',
  'malformed-claims':
    "a required claim is missing or of the wrong type, or the JWT's own time limits are not met",
  'wrong-issuer': 'the JWT was not issued by Vonage',
  'wrong-api-key': "the JWT is of another account's",
  'wrong-application': "the JWT is of another application's",
  'missing-payload-hash': 'the JWT carries no hash of what was signed',
  'payload-mismatch': 'the body or query is not the one that was signed',
  expired: 'the JWT was valid once and is no more',
} as const;

export type Reason = keyof typeof REASONS;

export interface Rejected {
  ok: false;
  reason: Reason;
}

export type Verification = { ok: true } | Rejected;

export const AUTHENTIC: Verification = { ok: true };

export const rejected = (reason: Reason): Rejected => ({ ok: false, reason });

/** How old a webhook may be; the same in both directions, because clocks differ. */
export const FRESH_SECONDS = 300;

/** How far two clocks may differ where a JWT sets its own limits (`nbf`, `exp`), in seconds; the same in both directions. */
export const LEEWAY_SECONDS = 60;

/** A moment in seconds, as Vonage writes it, against our clock in milliseconds. */
export function isFresh(seconds: number, now: number): boolean {
  return Math.abs(now / 1000 - seconds) <= FRESH_SECONDS;
}
