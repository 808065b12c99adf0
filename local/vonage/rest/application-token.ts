import { compactVerify, decodeJwt, importSPKI, type JWTPayload } from 'jose';
import type { Clock } from '../../clock.ts';
import type { Application } from '../state.ts';

export interface ApplicationToken {
  application: Application;
  claims: Record<string, unknown>;
  /** Milliseconds since the epoch. */
  expiresAt: number;
}

/**
 * Verifies the JWT of an `Authorization: Bearer` header as Vonage does.
 *
 * @returns the token, or a sentence with the reason why it is not accepted
 */
export type VerifyToken = (authorization: string | undefined) => Promise<ApplicationToken | string>;

const DEFAULT_TTL_S = 900;
const MAX_TTL_S = 24 * 3_600;
const CLOCK_SKEW_S = 30;

/** @param applications the account's own list: changes count at once */
export function createTokenVerifier(
  applications: readonly Application[],
  clock: Pick<Clock, 'now'>,
): VerifyToken {
  return async (authorization) => {
    const [, token] = /^Bearer (\S+)$/i.exec(authorization ?? '') ?? [];
    if (token === undefined) return 'There is no "Authorization: Bearer <JWT>".';
    const claims = readClaims(token);
    if (!claims) return 'The token is no JWT.';
    const { application_id: id } = claims;
    if (typeof id !== 'string') return 'The token has no application_id.';
    const application = applications.find((candidate) => candidate.id === id);
    if (!application) return `There is no application ${id}.`;
    if (!(await isSignedBy(application, token)))
      return 'The signature was not made with RS256 and the private key of the application.';
    const expiresAt = checkClaims(claims, Math.floor(clock.now() / 1000));
    return typeof expiresAt === 'string' ? expiresAt : { application, claims, expiresAt };
  };
}

/** The claims, not yet verified. */
function readClaims(token: string): JWTPayload | undefined {
  try {
    return decodeJwt(token);
  } catch {
    return undefined;
  }
}

async function isSignedBy({ publicKey }: Application, token: string): Promise<boolean> {
  try {
    await compactVerify(token, await importSPKI(publicKey, 'RS256'), { algorithms: ['RS256'] });
    return true;
  } catch {
    return false;
  }
}

/** Milliseconds since the epoch at which the token expires, or a sentence with the reason why it is not valid. */
function checkClaims({ iat, exp, jti }: JWTPayload, nowInSeconds: number): number | string {
  if (iat === undefined) return 'The token has no iat.';
  if (typeof iat !== 'number' || (exp !== undefined && typeof exp !== 'number'))
    return 'The times of the token are no numbers.';
  if (iat > nowInSeconds + CLOCK_SKEW_S) return 'The token was issued in the future.';
  if (typeof jti !== 'string' || jti === '') return 'The token has no jti.';
  const end = exp ?? iat + DEFAULT_TTL_S;
  if (end - iat > MAX_TTL_S) return 'The token lives longer than 24 hours.';
  return end <= nowInSeconds ? 'The token has expired.' : end * 1000;
}
