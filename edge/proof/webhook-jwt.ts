import { createHash } from 'node:crypto';
import { type JWTPayload, jwtVerify } from 'jose';
import { equal } from './equal.ts';
import { bearer, reasonOf } from './jwt.ts';
import { PROVEN, type Proof, type Reason, isFresh, refused } from './reasons.ts';

export interface CallbackSecrets {
  signatureSecret: string;
  apiKey: string;
  applicationId: string;
}

/**
 * Proves that a signed webhook, of calls or of the Messages API, comes from Vonage, for this account and application,
 * now, and with this very body: the JWT alone would let anyone who saw one put another body under it.
 */
export async function proveCallback({
  authorization,
  method,
  rawBody,
  queryString,
  secrets,
  now,
}: {
  authorization: string | undefined;
  method: string;
  /** The bytes before any parser. */
  rawBody: Uint8Array;
  /** Undecoded, without the question mark. */
  queryString: string;
  secrets: CallbackSecrets;
  /** Milliseconds. */
  now: number;
}): Promise<Proof> {
  if (secrets.signatureSecret === '') return refused('no-secret');
  const given = bearer(authorization);
  if (!given.ok) return given;
  let claims: JWTPayload;
  try {
    const verified = await jwtVerify(given.token, new TextEncoder().encode(secrets.signatureSecret), {
      algorithms: ['HS256'],
      currentDate: new Date(now),
    });
    claims = verified.payload;
  } catch (error) {
    return reasonOf(error);
  }
  const wrong = wrongClaim(claims, secrets, now);
  if (wrong) return refused(wrong);

  const hash = claims['payload_hash'];
  if (typeof hash !== 'string' || hash === '') return refused('missing-payload-hash');
  const payload = method.toUpperCase() === 'GET' ? queryAsJson(queryString) : rawBody;
  if (payload === undefined) return refused('repeated-parameter');
  const actual = createHash('sha256').update(payload).digest('hex');
  return equal(hash.toLowerCase(), actual) ? PROVEN : refused('payload-mismatch');
}

function wrongClaim(
  claims: JWTPayload,
  { apiKey, applicationId }: CallbackSecrets,
  now: number,
): Reason | undefined {
  if (claims.iss !== 'Vonage') return 'wrong-issuer';
  if (!isOurs(claims['api_key'], apiKey)) return 'wrong-api-key';
  if (!isOurs(claims['application_id'], applicationId)) return 'wrong-application';
  if (claims.iat === undefined) return 'missing-timestamp';
  if (typeof claims.iat !== 'number') return 'malformed-timestamp';
  return isFresh(claims.iat, now) ? undefined : 'stale-timestamp';
}

const isOurs = (claim: unknown, expected: string): boolean =>
  typeof claim === 'string' && equal(claim, expected);

/**
 * What Vonage hashes for a GET: the parameters as compact JSON in the order received. Written by hand, because an object
 * would move names that look like numbers to the front. Undefined when a parameter is repeated.
 */
function queryAsJson(queryString: string): string | undefined {
  const entries = [...new URLSearchParams(queryString)];
  if (new Set(entries.map(([name]) => name)).size < entries.length) return undefined;
  return `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`;
}
