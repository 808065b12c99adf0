import * as z from 'zod/mini';
import { describe, log } from '../../edge/aws/log.ts';

/** The page waits for it, once in an environment's life. */
const TIMEOUT_MS = 2_000;

const discovery = z.object({ token_endpoint: z.optional(z.url()) });

let known: { issuer: string; origins: string[] } | undefined;

/**
 * The origins to which the desk's page must be allowed to connect, so that an agent can sign in at the issuer: many issue
 * tokens at another host than their own. While the issuer's discovery document cannot be read, its own origin.
 */
export async function originsOf(issuer: string): Promise<string[]> {
  if (known?.issuer === issuer) return known.origins;
  const { origin } = new URL(issuer);
  try {
    const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const answer = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error' });
    const { token_endpoint: endpoint = issuer } = discovery.parse(await answer.json());
    known = { issuer, origins: [...new Set([origin, new URL(endpoint).origin])] };
    return known.origins;
  } catch (error) {
    log('warn', 'issuer-unreachable', describe(error));
    return [origin];
  }
}
