import { createHash, timingSafeEqual } from 'node:crypto';
import { compactVerify, decodeJwt, importSPKI, type JWTPayload } from 'jose';
import type { Platform } from '../platform.ts';
import type { Application } from '../state.ts';

export interface Credentials {
  apiKey: string;
  apiSecret: string;
}

export function sameText(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

export function basicCredentials(header: string): Credentials | undefined {
  const [, encoded] = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(header) ?? [];
  const [, apiKey, apiSecret] =
    /^([^:]*):(.*)$/.exec(Buffer.from(encoded ?? '', 'base64').toString('utf8')) ?? [];
  return apiKey === undefined || apiSecret === undefined ? undefined : { apiKey, apiSecret };
}

/** Whether the key is the account's and the secret one of those that it has now. */
export function isAccount(
  { account, store }: Pick<Platform, 'account' | 'store'>,
  given: Credentials | undefined,
): boolean {
  return (
    given !== undefined &&
    sameText(given.apiKey, account.apiKey) &&
    store.state.secrets.filter(({ secret }) => sameText(given.apiSecret, secret)).length > 0
  );
}

/** Whether the account's owner calls a management API: by header, or by the older parameters. */
export function isOwner(
  platform: Platform,
  header: string | undefined,
  fields: Record<string, unknown> = {},
): boolean {
  if (header !== undefined) return isAccount(platform, basicCredentials(header));
  const { api_key: apiKey, api_secret: apiSecret } = fields;
  return (
    typeof apiKey === 'string' && typeof apiSecret === 'string' && isAccount(platform, { apiKey, apiSecret })
  );
}

export interface ApplicationToken {
  application: Application;
  claims: Record<string, unknown>;
  /** Milliseconds since the epoch. */
  expiresAt: number;
}

const DEFAULT_TTL_S = 900;
const LONGEST_TTL_S = 24 * 3_600;
const SKEW_S = 30;

/** An application's JWT with all that Vonage checks, or a sentence that says what is wrong with it. */
export async function verifyToken(
  platform: Platform,
  header: string | undefined,
): Promise<ApplicationToken | string> {
  const [, token] = /^Bearer (\S+)$/i.exec(header ?? '') ?? [];
  if (token === undefined) return 'There is no "Authorization: Bearer <JWT>".';
  let claims: JWTPayload;
  try {
    claims = decodeJwt(token);
  } catch {
    return 'The token is no JWT.';
  }
  const claimed = claims['application_id'];
  if (typeof claimed !== 'string') return 'The token has no application_id.';
  const application = platform.store.state.applications.find(({ id }) => id === claimed);
  if (!application) return `There is no application ${claimed}.`;
  const now = Math.floor(platform.clock.now() / 1000);
  try {
    const key = await importSPKI(application.publicKey, 'RS256');
    await compactVerify(token, key, { algorithms: ['RS256'] });
  } catch {
    return 'The signature was not made with RS256 and the private key of the application.';
  }
  const { iat, exp, jti } = claims;
  if (iat === undefined) return 'The token has no iat.';
  if (typeof iat !== 'number' || (exp !== undefined && typeof exp !== 'number'))
    return 'The times of the token are no numbers.';
  if (iat > now + SKEW_S) return 'The token was issued in the future.';
  if (typeof jti !== 'string' || jti === '') return 'The token has no jti.';
  const end = exp ?? iat + DEFAULT_TTL_S;
  if (end - iat > LONGEST_TTL_S) return 'The token lives longer than 24 hours.';
  if (end <= now) return 'The token has expired.';
  return { application, claims, expiresAt: end * 1000 };
}
