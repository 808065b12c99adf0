import { describe, expect, test } from '@jest/globals';
import { oidcFrom } from '../../lib/oidc.ts';
import { referred, theStack } from './stack.ts';
import { stackFor } from './origins.ts';

const read = (context: Record<string, unknown>) => oidcFrom((name) => context[name]);
const ISSUER = 'https://login.example.com/acme';

describe('the context', () => {
  test('is off by default', () => {
    expect(read({})).toBeUndefined();
    expect(read({ oidcIssuer: '', oidcAudience: '', oidcClaim: '' })).toBeUndefined();
  });

  test('takes an issuer, one audience or several, and the claim', () => {
    expect(read({ oidcIssuer: ISSUER, oidcAudience: 'desk', oidcClaim: 'agent' })).toEqual({
      issuer: ISSUER,
      audience: ['desk'],
      claim: 'agent',
      clientId: 'desk',
    });
    expect(
      read({ oidcIssuer: ISSUER, oidcAudience: ['a', 'b'], oidcClaim: 'sub', oidcClientId: 'web' }),
    ).toEqual({
      issuer: ISSUER,
      audience: ['a', 'b'],
      claim: 'sub',
      clientId: 'web',
    });
    expect(
      read({ oidcIssuer: 'http://127.0.0.1:4000', oidcAudience: 'desk', oidcClaim: 'sub' }),
    ).toBeDefined();
  });

  test.each<[string, Record<string, unknown>, RegExp]>([
    ['an audience alone', { oidcAudience: 'desk' }, /oidcIssuer is missing/],
    ['a client id alone', { oidcClientId: 'web' }, /oidcIssuer is missing/],
    [
      'a client id that is no text',
      { oidcIssuer: ISSUER, oidcAudience: 'desk', oidcClaim: 'sub', oidcClientId: 7 },
      /oidcClientId/,
    ],
    ['a claim alone', { oidcClaim: 'sub' }, /oidcIssuer is missing/],
    ['no audience: any token of the issuer would do', { oidcIssuer: ISSUER }, /oidcAudience/],
    ['an empty audience', { oidcIssuer: ISSUER, oidcAudience: [] }, /oidcAudience/],
    ['a blank audience', { oidcIssuer: ISSUER, oidcAudience: ['desk', ' '] }, /oidcAudience/],
    ['an audience that is no text', { oidcIssuer: ISSUER, oidcAudience: 7 }, /oidcAudience/],
    [
      'no claim: there is none that nobody can edit',
      { oidcIssuer: ISSUER, oidcAudience: 'desk' },
      /oidcClaim/,
    ],
    ['a claim that is no text', { oidcIssuer: ISSUER, oidcAudience: 'desk', oidcClaim: 7 }, /oidcClaim/],
    ['no URL', { oidcIssuer: 'login.example.com', oidcAudience: 'desk' }, /oidcIssuer/],
    ['no TLS', { oidcIssuer: 'http://login.example.com', oidcAudience: 'desk' }, /oidcIssuer/],
    ['a file', { oidcIssuer: 'file:///keys', oidcAudience: 'desk' }, /oidcIssuer/],
    ['a query', { oidcIssuer: `${ISSUER}?a=1`, oidcAudience: 'desk' }, /oidcIssuer/],
    ['a list', { oidcIssuer: [ISSUER], oidcAudience: 'desk' }, /oidcIssuer/],
  ])('%s stops the synthesis with a sentence', (_case, context, sentence) => {
    expect(() => read(context)).toThrow(sentence);
  });
});

describe('the stack', () => {
  const guarded = stackFor([], { issuer: ISSUER, audience: ['desk'], claim: 'sub', clientId: 'desk' });

  test('has no authorizer where no issuer is configured, and the function knows of none', () => {
    expect(theStack().of('AWS::ApiGatewayV2::Authorizer')).toEqual([]);
    expect(theStack().raw).not.toMatch(/OIDC|"JWT"/);
  });

  test('guards POST /api/jwt, and nothing else, by the issuer’s tokens for our audience', () => {
    const [authorizer, ...others] = guarded.of('AWS::ApiGatewayV2::Authorizer');
    expect(others).toEqual([]);
    expect(authorizer?.Properties).toMatchObject({
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: { Issuer: ISSUER, Audience: ['desk'] },
    });
    const routes = guarded.of('AWS::ApiGatewayV2::Route');
    const kept = routes.filter(({ Properties }) => Properties['AuthorizationType'] !== 'NONE');
    expect(kept.map(({ Properties }) => Properties['RouteKey'])).toEqual(['POST /api/jwt']);
    expect(kept[0]?.Properties['AuthorizationType']).toBe('JWT');
    expect(referred(kept[0]?.Properties['AuthorizerId'])).toBe(authorizer?.id);
  });

  test('tells the function which claim names the agent', () => {
    const environment = (name: string) =>
      JSON.stringify(guarded.functions().get(name)?.Properties['Environment']);
    expect(environment('jwt')).toContain('"OIDC_CLAIM":"sub"');
    for (const name of guarded.functions().keys())
      if (!['jwt', 'pages'].includes(name)) expect(environment(name)).not.toContain('OIDC');
  });

  test('tells the desk’s web app where agents sign in, and with which of the two tokens', () => {
    const pages = (stack: ReturnType<typeof stackFor>) =>
      JSON.stringify(stack.functions().get('pages')?.Properties['Environment']);
    expect(pages(guarded)).toContain(`"OIDC_ISSUER":"${ISSUER}"`);
    expect(pages(guarded)).toContain('"OIDC_CLIENT_ID":"desk","OIDC_TOKEN":"id"');
    const apart = { issuer: ISSUER, audience: ['api'], claim: 'sub', clientId: 'web' };
    expect(pages(stackFor([], apart))).toContain('"OIDC_CLIENT_ID":"web","OIDC_TOKEN":"access"');
  });
});
