import type { KeyObject } from 'node:crypto';
import { SignJWT, jwtVerify } from 'jose';
import { bearer, privateKeyOf, publicKeyOf, reasonOf } from './jwt.ts';
import { FRESH_SECONDS, LEEWAY_SECONDS, type Rejected, rejected } from './reasons.ts';

/** What a Client SDK user may do, as Vonage lists it today. */
const PATHS = [
  'users',
  'conversations',
  'sessions',
  'devices',
  'image',
  'media',
  'applications',
  'push',
  'knocking',
  'legs',
];
const ACL = { paths: Object.fromEntries(PATHS.map((path) => [`/*/${path}/**`, {}])) };

/** Vonage refuses tokens with a longer lifetime. */
export const MAX_LIFETIME_SECONDS = 86_400;

/**
 * Issues a JWT with which an agent's app signs in at Vonage. A lifetime over 24 hours is cut to 24 hours.
 *
 * @throws RangeError for a lifetime of less than a second or for a user without a name; an Error when the private key is
 *   not one
 */
export async function issueAgentJwt({
  applicationId,
  privateKey,
  user,
  lifetimeSeconds,
  now,
  jti,
}: {
  applicationId: string;
  /** PEM, read once per process, or a key. */
  privateKey: string | KeyObject;
  user: string;
  lifetimeSeconds: number;
  /** Milliseconds. */
  now: number;
  jti: string;
}): Promise<{ jwt: string; expiresAt: Date }> {
  if (!(lifetimeSeconds >= 1)) throw new RangeError("An agent's JWT must live at least a second.");
  if (user.trim() === '') throw new RangeError("An agent's JWT needs the agent's name.");
  const iat = Math.floor(now / 1000);
  const exp = iat + Math.min(Math.floor(lifetimeSeconds), MAX_LIFETIME_SECONDS);
  const jwt = await new SignJWT({ application_id: applicationId, iat, jti, exp, sub: user, acl: ACL })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
    .sign(privateKeyOf(privateKey));
  return { jwt, expiresAt: new Date(exp * 1000) };
}

/** How many digits of a token's id are those of the agent's key. */
const KEY_DIGITS = 8;

/**
 * A token's id: a UUID that begins like the hash of the agent's current key, so that no token outlives its key. Unlike a
 * time, it also distinguishes tokens of one second, and those of a function that did not know the new key yet. Agents
 * without a key of their own (the first deployment's) get any id.
 */
export const tokenId = (keyHash: string | undefined, uuid: string): string =>
  keyHash === undefined ? uuid : `${keyHash.slice(0, KEY_DIGITS)}${uuid.slice(KEY_DIGITS)}`;

/** Whether the token was issued for the key with this hash. */
export const isOfKey = (jti: string, keyHash: string | undefined): boolean =>
  keyHash === undefined || jti.startsWith(keyHash.slice(0, KEY_DIGITS));

/** Verifies a JWT of ours and returns its agent, who may no longer be on the roster, or have another key. */
export async function verifyAgentJwt({
  authorization,
  publicKey,
  applicationId,
  now,
}: {
  authorization: string | undefined;
  /** PEM, read once per process, or a key. */
  publicKey: string | KeyObject;
  applicationId: string;
  /** Milliseconds. */
  now: number;
}): Promise<{ ok: true; agent: string; jti: string } | Rejected> {
  if (publicKey === '' || applicationId === '') return rejected('no-secret');
  const given = bearer(authorization);
  if (!given.ok) return given;
  const key = verifier(publicKey);
  if (!key) return rejected('unusable-key');
  try {
    const { payload } = await jwtVerify(given.token, key, {
      algorithms: ['RS256'],
      currentDate: new Date(now),
      clockTolerance: LEEWAY_SECONDS,
      requiredClaims: ['exp', 'iat', 'sub', 'application_id'],
    });
    if (payload['application_id'] !== applicationId) return rejected('wrong-application');
    const { iat, exp, sub } = payload;
    if (typeof iat !== 'number' || typeof exp !== 'number') return rejected('malformed-claims');
    // The leeway is for clocks ahead of ours (`nbf`): an agent's app knows when its token expires, to the second.
    if (exp <= now / 1000) return rejected('expired');
    // The application's key also signs admin tokens of other makers: one with a longer lifetime is not ours.
    if (exp - iat > MAX_LIFETIME_SECONDS) return rejected('malformed-claims');
    if (iat > now / 1000 + FRESH_SECONDS) return rejected('stale-timestamp');
    if (typeof sub !== 'string' || sub.trim() === '') return rejected('malformed-claims');
    return { ok: true, agent: sub, jti: payload.jti ?? '' };
  } catch (error) {
    return reasonOf(error);
  }
}

/** The key, if RS256 can be verified with it. */
function verifier(publicKey: string | KeyObject): KeyObject | undefined {
  try {
    const key = publicKeyOf(publicKey);
    const strong = (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 2048;
    return key.asymmetricKeyType === 'rsa' && strong ? key : undefined;
  } catch {
    return undefined;
  }
}
