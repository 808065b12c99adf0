import * as z from 'zod/mini';
import { describe, log } from '../../edge/aws/log.ts';

/** The page waits for it, once in an environment's life. */
const PATIENCE_MS = 2_000;

const discovery = z.object({ token_endpoint: z.optional(z.url()) });

let known: { issuer: string; origins: string[] } | undefined;

/**
 * Where the desk's page must be let to talk to, so that an agent can sign in at the issuer: many issue tokens at another
 * host than the one that they are named after. While the issuer does not say, its own origin.
 */
export async function originsOf(issuer: string): Promise<string[]> {
  if (known?.issuer === issuer) return known.origins;
  const { origin } = new URL(issuer);
  try {
    const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const answer = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS), redirect: 'error' });
    const { token_endpoint: endpoint = issuer } = discovery.parse(await answer.json());
    known = { issuer, origins: [...new Set([origin, new URL(endpoint).origin])] };
    return known.origins;
  } catch (error) {
    log('warn', 'issuer-unreachable', describe(error));
    return [origin];
  }
}
