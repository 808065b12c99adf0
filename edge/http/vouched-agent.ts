import * as z from 'zod/mini';
import { ClientError } from '../../desk/client-error.ts';
import type { Request } from './handler.ts';

/** What API Gateway's JWT authorizer adds to a request after verifying its token. */
const authorized = z.object({
  authorizer: z.object({ jwt: z.object({ claims: z.record(z.string(), z.unknown()) }) }),
});

/** OpenID Connect lets `sub` have 255 characters. */
const identity = z.string().check(z.minLength(1), z.maxLength(255));

/**
 * The caller's identity by the token of the configured issuer: an agent's name, or what the owner linked to one; undefined
 * where no issuer is configured. API Gateway verified the token before it invoked the function.
 *
 * @throws ClientError 401 for a request that passed no authorizer, 403 for a token without the claim
 */
export function vouchedIdentity(request: Request): string | undefined {
  const claim = process.env['OIDC_CLAIM'];
  if (!claim) return undefined;
  const { data } = z.safeParse(authorized, request.requestContext);
  if (!data) {
    throw new ClientError(
      401,
      'oidc-token-missing',
      'Send a token of your identity provider as "Authorization: Bearer …".',
    );
  }
  const { claims } = data.authorizer.jwt;
  const named = z.safeParse(identity, Object.hasOwn(claims, claim) ? claims[claim] : undefined);
  if (!named.success) {
    throw new ClientError(
      403,
      'oidc-claim-missing',
      `The token does not say who you are: it lacks the claim "${claim}". Add the claim to the token at your identity provider (some give it by userinfo only), or deploy with oidcClaim=sub and link each agent: npm run agents -- link.`,
    );
  }
  return named.data;
}
