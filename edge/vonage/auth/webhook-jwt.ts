import { createHash } from 'node:crypto';
import { type JWTPayload, jwtVerify } from 'jose';
import { equal } from '../../http/constant-time.ts';
import { bearer, reasonOf } from './jwt.ts';
import { LEEWAY_SECONDS, AUTHENTIC, type Verification, type Reason, isFresh, rejected } from './reasons.ts';

export interface CallbackSecrets {
  signatureSecret: string;
  apiKey: string;
  applicationId: string;
}

/**
 * Verifies that a signed webhook, of calls or of the Messages API, comes from Vonage, for this account and application,
 * now, and with this very body: without its hash, anyone who saw a JWT could send another body with it.
 */
export async function verifyWebhookJwt({
  authorization,
  method,
  rawBody,
  queryString,
  addedQuery,
  secrets,
  now,
}: {
  authorization: string | undefined;
  method: string;
  /** The bytes before any parser. */
  rawBody: Uint8Array;
  /** Undecoded, without the question mark. */
  queryString: string;
  /**
   * The same without the parameters of our own URL. Vonage documents that it hashes "the query parameters", not whether
   * these are among them: by GET either hash is accepted.
   */
  addedQuery?: string;
  secrets: CallbackSecrets;
  /** Milliseconds. */
  now: number;
}): Promise<Verification> {
  if (secrets.signatureSecret === '') return rejected('no-secret');
  const given = bearer(authorization);
  if (!given.ok) return given;
  let claims: JWTPayload;
  try {
    const verified = await jwtVerify(given.token, new TextEncoder().encode(secrets.signatureSecret), {
      algorithms: ['HS256'],
      currentDate: new Date(now),
      clockTolerance: LEEWAY_SECONDS,
    });
    claims = verified.payload;
  } catch (error) {
    return reasonOf(error);
  }
  const wrong = wrongClaim(claims, secrets, now);
  if (wrong) return rejected(wrong);

  const hash = claims['payload_hash'];
  if (typeof hash !== 'string' || hash === '') return rejected('missing-payload-hash');
  const queries = addedQuery === undefined ? [queryString] : [queryString, addedQuery];
  const payloads = method.toUpperCase() === 'GET' ? queries.flatMap(queryAsJson) : [rawBody];
  if (payloads.length === 0) return rejected('repeated-parameter');
  const matches = payloads.map((payload) =>
    equal(hash.toLowerCase(), createHash('sha256').update(payload).digest('hex')),
  );
  return matches.includes(true) ? AUTHENTIC : rejected('payload-mismatch');
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
 * What Vonage hashes for a GET: the parameters as compact JSON in the order received. Built by hand, because an object
 * would move names that look like numbers to the front. Empty when a parameter is repeated.
 */
function queryAsJson(queryString: string): string[] {
  const entries = [...new URLSearchParams(queryString)];
  if (new Set(entries.map(([name]) => name)).size < entries.length) return [];
  const members = entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  return [`{${members.join(',')}}`];
}
