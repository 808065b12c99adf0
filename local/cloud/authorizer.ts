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

/** API Gateway knows no others. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512'];
/** API Gateway waits this long for the issuer. */
const PATIENCE_MS = 1_500;
/** API Gateway keeps an issuer's keys this long. */
const KEYS_KEPT_MS = 2 * 3_600_000;

const discovery = z.object({ jwks_uri: z.url({ protocol: /^https?$/ }) });

/** What a token that was let in claims, in the notation that the function gets: every value is a text. */
export type Claims = Record<string, string>;

/** API Gateway's JWT authorizer: the claims of the request's token, or undefined where it must not pass. */
export type Authorizer = (
  headers: Readonly<Record<string, string | string[] | undefined>>,
) => Promise<Claims | undefined>;

/** Checks tokens with the issuer's own keys, found by its discovery document when the first token comes. */
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
      // Without a key's id API Gateway does not know which key to take.
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
      // A token that is none, or an issuer that cannot be reached: API Gateway says the same of both.
      return undefined;
    }
  };
}

/** @throws when the issuer does not answer in time, or with something else */
async function keysOf(issuer: string): Promise<JWTVerifyGetKey> {
  const answer = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  const { jwks_uri } = discovery.parse(await answer.json());
  return createRemoteJWKSet(new URL(jwks_uri), {
    timeoutDuration: PATIENCE_MS,
    cacheMaxAge: KEYS_KEPT_MS,
    // A key that is not known yet is asked for at once: issuers change keys, and tests cannot wait.
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

/** As API Gateway hands claims on: `[a b]` for a list, `map[a:b]` for an object. */
function asText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(asText).join(' ')}]`;
  if (typeof value === 'object' && value !== null) {
    return `map[${Object.entries(value)
      .map(([name, inner]) => `${name}:${asText(inner)}`)
      .join(' ')}]`;
  }
  return String(value);
}
