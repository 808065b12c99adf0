import * as oauth from 'oauth4webapi';
import type { Oidc } from '../api.ts';
import { Problem } from '../problem.ts';
import { tokenCredentials, type CredentialSource } from '../session.ts';
import type { PendingSignIn } from './pending-sign-in.ts';

/* Loaded only where an identity provider is configured: authorization code with PKCE (RFC 7636). */

const SCOPE = 'openid profile';
/** A token is taken for expired this long before it is, ms. */
const EARLY_MS = 60_000;

/** Where the provider sends the agent back to. */
const redirectUri = (): string => `${location.origin}/desk`;

/** An issuer without TLS is one on this machine: the deployment takes no other. */
const options = ({ issuer }: Oidc) => ({
  [oauth.allowInsecureRequests]: new URL(issuer).protocol === 'http:',
});

async function discovered(oidc: Oidc): Promise<oauth.AuthorizationServer> {
  const issuer = new URL(oidc.issuer);
  const answer = await oauth.discoveryRequest(issuer, { algorithm: 'oidc', ...options(oidc) });
  return oauth.processDiscoveryResponse(issuer, answer);
}

/**
 * Where the agent signs in, and what must be known when the agent comes back.
 *
 * @throws Problem
 */
export async function beginSignIn(oidc: Oidc): Promise<{ url: string; kept: PendingSignIn }> {
  return described(async () => {
    const server = await discovered(oidc);
    if (server.authorization_endpoint === undefined) throw new Error('no authorization endpoint');
    const kept = {
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
      state: kept.state,
      nonce: kept.nonce,
      code_challenge: await oauth.calculatePKCECodeChallenge(kept.verifier),
      code_challenge_method: 'S256',
    };
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    return { url: url.href, kept };
  });
}

/**
 * Exchanges the code with which the agent came back.
 *
 * @param search the query of the address that the provider sent the agent to
 * @throws Problem
 */
export async function finishSignIn(
  oidc: Oidc,
  search: string,
  { state, verifier, nonce }: PendingSignIn,
): Promise<CredentialSource> {
  return described(async () => {
    const server = await discovered(oidc);
    const client = { client_id: oidc.clientId };
    const parameters = oauth.validateAuthResponse(server, client, new URLSearchParams(search), state);
    const answer = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      oauth.None(),
      parameters,
      redirectUri(),
      verifier,
      options(oidc),
    );
    const tokens = await oauth.processAuthorizationCodeResponse(server, client, answer, {
      expectedNonce: nonce,
      requireIdToken: true,
    });
    return renewing(oidc, server, client, tokens);
  });
}

/** The token, exchanged for a new one where the provider gave something to do that with. */
function renewing(
  oidc: Oidc,
  server: oauth.AuthorizationServer,
  client: oauth.Client,
  first: oauth.TokenEndpointResponse,
): CredentialSource {
  let tokens = first;
  let until = expiryOf(oidc, first);
  return tokenCredentials(async () => {
    const { refresh_token: refresh } = tokens;
    if (refresh !== undefined && Date.now() > until - EARLY_MS) {
      const next = await described(async () => {
        const answer = await oauth.refreshTokenGrantRequest(
          server,
          client,
          oauth.None(),
          refresh,
          options(oidc),
        );
        return oauth.processRefreshTokenResponse(server, client, answer);
      });
      tokens = { refresh_token: refresh, ...next };
      until = expiryOf(oidc, tokens);
    }
    const token = oidc.token === 'id' ? tokens.id_token : tokens.access_token;
    if (token === undefined) throw new Problem('signed-out', 401);
    return token;
  });
}

/** ms since the epoch. */
function expiryOf({ token }: Oidc, tokens: oauth.TokenEndpointResponse): number {
  const claims = token === 'id' ? oauth.getValidatedIdTokenClaims(tokens) : undefined;
  return claims ? claims.exp * 1_000 : Date.now() + (tokens.expires_in ?? 300) * 1_000;
}

/**
 * @throws Problem `provider-offline` where the provider cannot be reached or is out of order, `refused` where it did not
 *   sign the agent in
 */
async function described<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof Problem ? error : new Problem(isOutage(error) ? 'provider-offline' : 'refused');
  }
}

/** Nothing came, or an answer that is none of the protocol's, such as a proxy's page with status 502. */
function isOutage(error: unknown): boolean {
  if (error instanceof TypeError && !('code' in error)) return true;
  return (
    error instanceof oauth.OperationProcessingError &&
    [oauth.RESPONSE_IS_NOT_JSON, oauth.RESPONSE_IS_NOT_CONFORM, oauth.PARSE_ERROR].includes(error.code ?? '')
  );
}
