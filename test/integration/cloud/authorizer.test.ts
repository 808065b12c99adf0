import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { generateKeyPair, UnsecuredJWT } from 'jose';
import { changed, find, synthesize } from '../../fixtures/cloud/assembly.ts';
import { raw, run, type Running } from '../../fixtures/cloud/running.ts';
import { Issuer } from '../../fixtures/issuer.ts';

let issuer: Issuer;
let running: Running;
let assembly: string;

/** The fixture's stack with the authorizer before `GET /things/special`. */
const guarded = (settings: object = {}, route: object = {}): Promise<string> =>
  changed(assembly, (template) => {
    const { Resources } = template;
    Resources['Guard'] = {
      Type: 'AWS::ApiGatewayV2::Authorizer',
      Properties: {
        ApiId: { Ref: find(template, 'AWS::ApiGatewayV2::Api') },
        AuthorizerType: 'JWT',
        IdentitySource: ['$request.header.Authorization'],
        JwtConfiguration: { Audience: ['desk', 'desk-2'], Issuer: issuer.url },
        Name: 'Guard',
        ...settings,
      },
    };
    const special = Object.values(Resources).find(
      ({ Properties }) => Properties['RouteKey'] === 'GET /things/special',
    );
    Object.assign(special?.Properties ?? {}, {
      AuthorizationType: 'JWT',
      AuthorizerId: { Ref: 'Guard' },
      ...route,
    });
  });

beforeAll(async () => {
  issuer = await Issuer.open();
  assembly = await synthesize();
  running = await run(await guarded());
});
afterAll(async () => {
  await running.stop();
  await issuer.close();
});

const now = () => running.clock.now();
const seconds = () => Math.floor(now() / 1_000);
const token = (claims: Record<string, unknown> = {}, more: object = {}) =>
  issuer.token({ aud: 'desk', sub: 'jane', ...claims }, { now: now(), ...more });

function ask(authorization?: string, path = '/things/special') {
  return raw(running.cloud.apiUrl, path, {
    ...(authorization !== undefined && { headers: { authorization } }),
  });
}

/** The claims that the function got. */
async function letIn(authorization: string): Promise<Record<string, string>> {
  const { status, text } = await ask(authorization);
  expect(status).toBe(200);
  const { requestContext } = JSON.parse(text) as {
    requestContext: { authorizer: { jwt: { claims: Record<string, string>; scopes: unknown } } };
  };
  expect(requestContext.authorizer.jwt.scopes).toBeNull();
  return requestContext.authorizer.jwt.claims;
}

async function expectUnauthorized(authorization?: string): Promise<void> {
  const invoked = running.events.filter(({ kind }) => kind === 'invocation-start').length;
  const { status, text, headers } = await ask(authorization);
  expect({ status, text }).toEqual({ status: 401, text: '{"message":"Unauthorized"}' });
  expect(headers['content-type']).toBe('application/json');
  expect(headers['www-authenticate']).toMatch(/^Bearer/);
  expect(running.events.filter(({ kind }) => kind === 'invocation-start')).toHaveLength(invoked);
}

describe('a token of the issuer', () => {
  test('lets the request in, and the function gets its claims as texts', async () => {
    const claims = await letIn(
      `Bearer ${await token({ name: 'Jane', groups: ['a', 'b'], verified: true, address: { city: 'Bath' } })}`,
    );
    expect(claims).toEqual({
      iss: issuer.url,
      aud: 'desk',
      sub: 'jane',
      name: 'Jane',
      groups: '[a b]',
      verified: 'true',
      address: 'map[city:Bath]',
      iat: expect.stringMatching(/^\d+$/),
      exp: expect.stringMatching(/^\d+$/),
    });
  });

  test.each([
    ['without Bearer', (good: string) => good],
    ['with bearer in lower case', (good: string) => `bearer ${good}`],
  ])('%s', async (_case, written) => {
    await letIn(written(await token()));
  });

  test.each([
    ['another audience of ours', { aud: 'desk-2' }],
    ['several audiences', { aud: ['other', 'desk'] }],
    ['client_id in place of aud', { aud: undefined, client_id: 'desk' }],
    ['begun just now', { nbf: 0 }],
  ])('%s', async (_case, claims) => {
    await letIn(`Bearer ${await token(claims)}`);
  });

  test('is signed with a new key after the issuer changed it; the old ones stay good', async () => {
    const old = await token();
    await issuer.rotate('RS512');
    await letIn(`Bearer ${await token()}`);
    await letIn(`Bearer ${old}`);
    await issuer.rotate();
  });

  test('does not make the gateway ask the issuer each time', async () => {
    await letIn(`Bearer ${await token()}`);
    const before = issuer.asked.length;
    for (let time = 0; time < 3; time += 1) await letIn(`Bearer ${await token()}`);
    expect(issuer.asked).toHaveLength(before);
  });

  test('is asked for on its own route only', async () => {
    const { status, text } = await ask(undefined, '/things/other');
    expect(status).toBe(200);
    expect(text).not.toContain('authorizer');
  });
});

describe('401', () => {
  beforeEach(() => running.clock.advance(1_000));

  test.each([
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'Basic amFuZTpqYW5l',
    'Bearer x.y.z',
    'Bearer a',
    '.',
    'null',
  ])('no token: %j', async (authorization) => {
    await expectUnauthorized(authorization);
  });

  test.each<[string, () => Record<string, unknown>]>([
    ['expired', () => ({ exp: seconds() - 1 })],
    ['without an end', () => ({ exp: undefined })],
    ['not begun yet', () => ({ nbf: seconds() + 60 })],
    ['issued in the future', () => ({ iat: seconds() + 60 })],
    ['of another issuer', () => ({ iss: 'https://evil.example' })],
    ['of the issuer with a slash', () => ({ iss: `${issuer.url}/` })],
    ['of no issuer', () => ({ iss: undefined })],
    ['for another audience', () => ({ aud: 'other' })],
    ['for other audiences', () => ({ aud: ['other', 'desk '] })],
    ['for no audience', () => ({ aud: undefined })],
    ['for another client', () => ({ aud: undefined, client_id: 'other' })],
    ['for another audience, by our client', () => ({ aud: 'other', client_id: 'desk' })],
  ])('%s', async (_case, claims) => {
    await expectUnauthorized(`Bearer ${await token(claims())}`);
  });

  test('a token that was good runs out', async () => {
    const good = `Bearer ${await token()}`;
    await letIn(good);
    await running.clock.advance(300_000);
    await expectUnauthorized(good);
  });

  test('unsigned', async () => {
    const unsigned = new UnsecuredJWT({ iss: issuer.url, aud: 'desk', sub: 'jane', exp: seconds() + 300 });
    await expectUnauthorized(`Bearer ${unsigned.encode()}`);
    const [, payload] = (await token()).split('.');
    for (const alg of ['none', 'None', 'RS256']) {
      const header = Buffer.from(JSON.stringify({ alg, kid: 'key-1' })).toString('base64url');
      await expectUnauthorized(`Bearer ${header}.${payload}.`);
    }
  });

  test('signed by HS256 with the public key as the secret', async () => {
    const secret = new TextEncoder().encode(await issuer.publicPem());
    await expectUnauthorized(`Bearer ${await token({}, { header: { alg: 'HS256' }, key: secret })}`);
  });

  test('signed with another key under the same id, with none, and with one that is unknown', async () => {
    const { privateKey } = await generateKeyPair('RS256');
    await expectUnauthorized(`Bearer ${await token({}, { key: privateKey })}`);
    await expectUnauthorized(`Bearer ${await token({}, { header: { kid: 'key-99' } })}`);
    await expectUnauthorized(`Bearer ${await token({}, { header: { kid: undefined } })}`);
  });

  test('changed on the way', async () => {
    const [header, , signature] = (await token()).split('.');
    const payload = Buffer.from(
      JSON.stringify({ iss: issuer.url, aud: 'desk', sub: 'joe', exp: seconds() + 300 }),
    ).toString('base64url');
    await expectUnauthorized(`Bearer ${header}.${payload}.${signature}`);
  });

  test('by elliptic curves, which API Gateway does not know', async () => {
    await issuer.rotate('ES256');
    await expectUnauthorized(`Bearer ${await token()}`);
    await issuer.rotate();
    await letIn(`Bearer ${await token()}`);
  });
});

test.each(['error', 'garbage'] as const)(
  'while the issuer fails (%s) nobody is let in; afterwards they are',
  async (broken) => {
    const mine = running;
    running = await run(await guarded());
    try {
      issuer.broken = broken;
      await expectUnauthorized(`Bearer ${await token()}`);
      issuer.broken = 'no';
      await letIn(`Bearer ${await token()}`);
    } finally {
      issuer.broken = 'no';
      await running.stop();
      running = mine;
    }
  },
);

describe('what the local cloud does not know stops the start', () => {
  test.each<[string, object, object]>([
    ['another type', { AuthorizerType: 'REQUEST' }, {}],
    ['another place of the token', { IdentitySource: ['$request.querystring.token'] }, {}],
    ['no audience', { JwtConfiguration: { Audience: [], Issuer: 'https://a.example' } }, {}],
    ['scopes', {}, { AuthorizationScopes: ['email'] }],
    ['an authorizer that is not there', {}, { AuthorizerId: 'Nobody' }],
    ['IAM', {}, { AuthorizationType: 'AWS_IAM' }],
  ])('%s', async (_case, settings, route) => {
    const broken = await guarded(settings, route);
    await expect(run(broken)).rejects.toThrow(/ApiGatewayV2/);
  });
});
