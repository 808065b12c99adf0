import {
  createRemoteJWKSet,
  decodeProtectedHeader,
  jwtVerify,
  type JWTPayload,
  type JWTVerifyGetKey,
} from 'jose';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { AuthorizerSpec } from './resources/api.ts';

/** The only algorithms that API Gateway supports. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512'];
/** API Gateway's timeout for the issuer. */
const ISSUER_TIMEOUT_MS = 1_500;
/** How long API Gateway caches an issuer's keys. */
const KEYS_KEPT_MS = 2 * 3_600_000;

const discovery = z.object({ jwks_uri: z.url({ protocol: /^https?$/ }) });

/** The claims of an accepted token, in the notation that the function gets: every value is a string. */
export type Claims = Record<string, string>;

/** API Gateway's JWT authorizer: the claims of the request's token, or undefined when the request is refused. */
export type Authorizer = (
  headers: Readonly<Record<string, string | string[] | undefined>>,
) => Promise<Claims | undefined>;

/** Checks tokens with the issuer's own keys, which its discovery document names; fetched with the first token. */
export function createAuthorizer({ issuer, audience, header }: AuthorizerSpec, clock: Clock): Authorizer {
  let known: { at: number; keys: Promise<JWTVerifyGetKey> } | undefined;

  function keys(): Promise<JWTVerifyGetKey> {
    if (known && clock.now() - known.at < KEYS_KEPT_MS) return known.keys;
    const finding = { at: clock.now(), keys: keysOf(issuer) };
    known = finding;
    finding.keys.catch(() => {
      if (known === finding) known = undefined;
    });
    return finding.keys;
  }

  return async (headers) => {
    const token = bare(headers[header]);
    if (token === undefined) return undefined;
    try {
      // API Gateway refuses a token without a key id.
      if (typeof decodeProtectedHeader(token).kid !== 'string') return undefined;
      const { payload } = await jwtVerify(token, await keys(), {
        algorithms: ALGORITHMS,
        issuer,
        currentDate: new Date(clock.now()),
        requiredClaims: ['exp'],
      });
      if (!isFor(payload, audience)) return undefined;
      if (payload.iat !== undefined && payload.iat > clock.now() / 1_000) return undefined;
      return Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, asText(value)]));
    } catch {
      // Not a token, or the issuer cannot be reached: API Gateway responds to both in the same way.
      return undefined;
    }
  };
}

/** @throws when the issuer does not respond in time with a valid discovery document */
async function keysOf(issuer: string): Promise<JWTVerifyGetKey> {
  const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
    signal: AbortSignal.timeout(ISSUER_TIMEOUT_MS),
  });
  const { jwks_uri } = discovery.parse(await response.json());
  return createRemoteJWKSet(new URL(jwks_uri), {
    timeoutDuration: ISSUER_TIMEOUT_MS,
    cacheMaxAge: KEYS_KEPT_MS,
    // An unknown key is fetched at once: issuers change keys, and tests cannot wait.
    cooldownDuration: 0,
  });
}

/** The token, with or without `Bearer` before it. */
function bare(value: string | string[] | undefined): string | undefined {
  const token = typeof value === 'string' ? value.replace(/^Bearer +/i, '').trim() : '';
  return token === '' ? undefined : token;
}

/** `client_id` counts only where there is no `aud`. */
function isFor({ aud, client_id: client }: JWTPayload, audience: string[]): boolean {
  const named = aud ?? client;
  return [named].flat().some((one) => typeof one === 'string' && audience.includes(one));
}

/** API Gateway's notation of claims: `[a b]` for a list, `map[a:b]` for an object. */
function asText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(asText).join(' ')}]`;
  if (typeof value === 'object' && value !== null) {
    return `map[${Object.entries(value)
      .map(([name, inner]) => `${name}:${asText(inner)}`)
      .join(' ')}]`;
  }
  return String(value);
}
