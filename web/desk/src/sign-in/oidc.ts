import * as oauth from 'oauth4webapi';
import type { Oidc } from '../api.ts';
import { Problem } from '../problem.ts';
import { tokenCredentials, type CredentialSource } from '../session.ts';
import type { PendingSignIn } from './pending-sign-in.ts';

/* Authorization code with PKCE (RFC 7636). Loaded only where an identity provider is configured. */

const SCOPE = 'openid profile';
/** A token counts as expired this long before it expires, ms. */
const EARLY_MS = 60_000;

/** The address that the provider redirects back to. */
const redirectUri = (): string => `${location.origin}/desk`;

/** An issuer without TLS runs on this machine: the deployment accepts no other. */
const options = ({ issuer }: Oidc) => ({
  [oauth.allowInsecureRequests]: new URL(issuer).protocol === 'http:',
});

async function discover(oidc: Oidc): Promise<oauth.AuthorizationServer> {
  const issuer = new URL(oidc.issuer);
  const response = await oauth.discoveryRequest(issuer, { algorithm: 'oidc', ...options(oidc) });
  return oauth.processDiscoveryResponse(issuer, response);
}

/**
 * The address at which the agent signs in, and what is needed to finish the sign-in afterwards.
 *
 * @throws Problem
 */
export async function beginSignIn(oidc: Oidc): Promise<{ url: string; pending: PendingSignIn }> {
  return asProblems(async () => {
    const server = await discover(oidc);
    if (server.authorization_endpoint === undefined) throw new Error('no authorization endpoint');
    const pending = {
      state: oauth.generateRandomState(),
      verifier: oauth.generateRandomCodeVerifier(),
      nonce: oauth.generateRandomNonce(),
    };
    const url = new URL(server.authorization_endpoint);
    const parameters = {
      client_id: oidc.clientId,
      redirect_uri: redirectUri(),
      response_type: 'code',
      scope: SCOPE,
      state: pending.state,
      nonce: pending.nonce,
      code_challenge: await oauth.calculatePKCECodeChallenge(pending.verifier),
      code_challenge_method: 'S256',
    };
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    return { url: url.href, pending };
  });
}

/**
 * Exchanges the code of the provider's redirect for tokens.
 *
 * @param search the query of the address that the provider redirected to
 * @throws Problem
 */
export async function finishSignIn(
  oidc: Oidc,
  search: string,
  { state, verifier, nonce }: PendingSignIn,
): Promise<CredentialSource> {
  return asProblems(async () => {
    const server = await discover(oidc);
    const client = { client_id: oidc.clientId };
    const parameters = oauth.validateAuthResponse(server, client, new URLSearchParams(search), state);
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      oauth.None(),
      parameters,
      redirectUri(),
      verifier,
      options(oidc),
    );
    const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, {
      expectedNonce: nonce,
      requireIdToken: true,
    });
    return refreshedCredentials(oidc, server, client, tokens);
  });
}

/** The agent's token, refreshed where the provider issued a refresh token. */
function refreshedCredentials(
  oidc: Oidc,
  server: oauth.AuthorizationServer,
  client: oauth.Client,
  first: oauth.TokenEndpointResponse,
): CredentialSource {
  let tokens = first;
  let expiresAt = expiryOf(oidc, first);
  return tokenCredentials(async () => {
    const { refresh_token: refresh } = tokens;
    if (refresh !== undefined && Date.now() > expiresAt - EARLY_MS) {
      const next = await asProblems(async () => {
        const response = await oauth.refreshTokenGrantRequest(
          server,
          client,
          oauth.None(),
          refresh,
          options(oidc),
        );
        return oauth.processRefreshTokenResponse(server, client, response);
      });
      tokens = { refresh_token: refresh, ...next };
      expiresAt = expiryOf(oidc, tokens);
    }
    const token = oidc.token === 'id' ? tokens.id_token : tokens.access_token;
    if (token === undefined) throw new Problem('signed-out', 401);
    return token;
  });
}

/** When the token expires, ms since the epoch. */
function expiryOf({ token }: Oidc, tokens: oauth.TokenEndpointResponse): number {
  const claims = token === 'id' ? oauth.getValidatedIdTokenClaims(tokens) : undefined;
  return claims ? claims.exp * 1_000 : Date.now() + (tokens.expires_in ?? 300) * 1_000;
}

/**
 * Converts what the library throws.
 *
 * @throws Problem `provider-offline` where the provider cannot be reached or fails, `refused` where it did not sign the
 *   agent in
 */
async function asProblems<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof Problem ? error : new Problem(isOutage(error) ? 'provider-offline' : 'refused');
  }
}

/** No response, or one that is not of the protocol, such as a proxy's page with status 502. */
function isOutage(error: unknown): boolean {
  if (error instanceof TypeError && !('code' in error)) return true;
  return (
    error instanceof oauth.OperationProcessingError &&
    [oauth.RESPONSE_IS_NOT_JSON, oauth.RESPONSE_IS_NOT_CONFORM, oauth.PARSE_ERROR].includes(error.code ?? '')
  );
}
