/** An OpenID Connect issuer whose tokens open POST /api/jwt, in place of keys. */
export interface Oidc {
  /** Exactly as it stands in the tokens' `iss`. */
  issuer: string;
  /** One of these stands in the tokens' `aud`, else in their `client_id`. */
  audience: string[];
  /**
   * The claim that says who the agent is: a name as on the roster, or what the owner linked to one. There is no default:
   * many issuers let people edit `preferred_username`, `name` and `email`, and so become somebody else.
   */
  claim: string;
  /** Under which the desk's web app signs agents in: a public client, with `<API>/desk` as its redirect URI. */
  clientId: string;
}

/**
 * The issuer by the CDK context `oidcIssuer`, `oidcAudience` (a text, or a list), `oidcClaim` and `oidcClientId`
 * (first the audience); undefined where none is configured.
 *
 * @throws Error that says what to write, for what could never let anybody in, or anybody's tokens
 */
export function oidcFrom(context: (name: string) => unknown): Oidc | undefined {
  const [issuer, audience, claim, clientId] = ['oidcIssuer', 'oidcAudience', 'oidcClaim', 'oidcClientId'].map(
    (name) => (context(name) === '' ? undefined : context(name)),
  );
  if (issuer === undefined) {
    if ([audience, claim, clientId].every((other) => other === undefined)) return undefined;
    throw new Error(
      'The context oidcIssuer is missing: write the URL of the issuer, or leave all oidc… out.',
    );
  }
  if (typeof issuer !== 'string' || !isIssuer(issuer)) {
    throw new Error(
      'The context oidcIssuer must be the issuer’s URL, such as https://login.example.com/acme.',
    );
  }
  const audiences: unknown[] = [audience ?? []].flat();
  const [first] = audiences;
  if (!isText(first) || !audiences.every(isText)) {
    throw new Error('The context oidcAudience must be the client id that the tokens are made for.');
  }
  if (!isText(claim)) {
    throw new Error(
      'The context oidcClaim is missing: name the claim that holds the agent’s name and that people cannot change themselves, or write sub and link each agent with: npm run agents -- link <name> <sub>.',
    );
  }
  if (clientId !== undefined && !isText(clientId)) {
    throw new Error('The context oidcClientId must be the client id of the web app at your issuer.');
  }
  return { issuer, audience: audiences, claim, clientId: clientId ?? first };
}

/** Only on the machine itself (the local cloud) may an issuer be without TLS: who can change its keys can be anybody. */
function isIssuer(written: string): boolean {
  if (!URL.canParse(written)) return false;
  const { protocol, hostname, search, hash } = new URL(written);
  const isSafe =
    protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(hostname));
  return isSafe && search === '' && hash === '';
}

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';
