import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { jsonBody, TestDesk } from '../desk/desk.ts';
import { VonageUsers } from './tutorial-3-vonage-users.ts';

let desk: TestDesk;
let users: VonageUsers;
beforeAll(async () => {
  desk = await TestDesk.open();
  users = new VonageUsers(desk);
});
afterAll(async () => {
  users.close();
  await desk.close();
});

const logIn = (name: string, more: object = {}) =>
  desk.jwt({ mobile_api_key: desk.system.account.mobileApiKey, user_name: name, ...more });

/** The agent as on the first day: on the roster, unknown to Vonage. */
async function asNew(name: string): Promise<void> {
  await users.remove(name);
  await desk.tables.send(new PutCommand({ TableName: 'Agents', Item: { name } }));
  await desk.advance(10_000);
}

const signInAtVonage = (jwt: string): Promise<Response> =>
  fetch(`${desk.system.simulatorUrl}/simulator/sessions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${jwt}` },
  });

describe.each(['Jane', 'Joe'])('POST /api/jwt for %s', (name) => {
  test('answers what the published client apps read, all of it text', async () => {
    const { status, headers, body } = await logIn(name);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(body).toEqual({
      user_id: expect.stringMatching(/^USR-/),
      user_name: name,
      jwt: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      expires_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/),
      // Only where Vonage is elsewhere than its SDKs think: in a region, or simulated.
      api_url: desk.system.simulatorUrl,
    });
  });

  test('the JWT is what Vonage wants of a Client SDK user, and opens a session', async () => {
    const { body } = await logIn(name);
    expect(decodeProtectedHeader(body.jwt)).toMatchObject({ alg: 'RS256' });
    const claims = decodeJwt(body.jwt);
    expect(claims).toMatchObject({
      application_id: desk.system.account.applicationId,
      sub: name,
      jti: expect.stringMatching(/./),
    });
    const { iat = 0, exp = 0 } = claims;
    expect(exp).toBeGreaterThan(iat);
    expect(exp - iat).toBeLessThanOrEqual(24 * 3_600);
    expect(new Date(exp * 1000).toISOString()).toBe(new Date(body.expires_at).toISOString());
    const paths = [
      'users',
      'conversations',
      'sessions',
      'devices',
      'image',
      'media',
      'applications',
      'push',
      'knocking',
      'legs',
    ];
    expect(claims['acl']).toEqual({ paths: Object.fromEntries(paths.map((path) => [`/*/${path}/**`, {}])) });
    expect((await signInAtVonage(body.jwt)).status).toBe(201);
  });

  test('each JWT is another one', async () => {
    const [one, other] = [await logIn(name), await logIn(name)];
    expect(decodeJwt(one.body.jwt).jti).not.toBe(decodeJwt(other.body.jwt).jti);
  });

  test('a missing Vonage user is created, and Vonage is not asked again', async () => {
    await asNew(name);
    await users.watched(async (watch) => {
      const first = await logIn(name);
      expect(first.status).toBe(200);
      expect(await users.named(name)).toEqual([expect.objectContaining({ id: first.body.user_id, name })]);
      expect(watch.asked).toEqual(['POST /v1/users']);
      expect((await signInAtVonage(first.body.jwt)).status).toBe(201);
      await desk.advance(3_600_000);
      const later = await Promise.all(Array.from({ length: 5 }, () => logIn(name)));
      expect(new Set(later.map(({ body }) => body.user_id))).toEqual(new Set([first.body.user_id]));
      expect(watch.asked).toEqual(['POST /v1/users']);
    });
  });

  test('many first log-ins at once create one user', async () => {
    await asNew(name);
    const answers = await Promise.all(Array.from({ length: 6 }, () => logIn(name)));
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200));
    const [user, ...others] = await users.named(name);
    expect(others).toEqual([]);
    expect(new Set(answers.map(({ body }) => body.user_id))).toEqual(new Set([user?.id]));
  });

  test('a user that was made by hand is found and kept', async () => {
    await asNew(name);
    const id = await users.create(name);
    expect((await logIn(name)).body.user_id).toBe(id);
    expect((await desk.items('Agents')).find((agent) => agent['name'] === name)).toMatchObject({
      userId: id,
    });
  });

  test('a user of an application that was replaced is not handed out: the new one gets its own', async () => {
    await asNew(name);
    const Item = { name, userId: 'USR-of-old', userOf: 'an-application-that-was-replaced' };
    await desk.tables.send(new PutCommand({ TableName: 'Agents', Item }));
    await desk.advance(10_000);
    const { body } = await logIn(name);
    expect(await users.named(name)).toEqual([expect.objectContaining({ id: body.user_id })]);
    expect((await signInAtVonage(body.jwt)).status).toBe(201);
  });

  test.each([500, 429, 401, 0])(
    'when Vonage fails (%s) the app is told, and the next try works',
    async (status) => {
      await asNew(name);
      await users.watched(async (watch) => {
        watch.status = status;
        const refused = await logIn(name);
        expect(refused).toMatchObject({ status: 502, body: { error: expect.stringMatching(/Vonage/) } });
        expect(refused.body.jwt).toBeUndefined();
        watch.status = undefined;
        expect(await logIn(name)).toMatchObject({ status: 200, body: { user_name: name } });
      });
    },
  );
});

describe('who gets no JWT', () => {
  beforeEach(() => desk.advance(10_000));

  test.each([
    ['a wrong key', { mobile_api_key: 'wrong', user_name: 'Jane' }, 401],
    ['a wrong key and no such agent', { mobile_api_key: 'wrong', user_name: 'Mallory' }, 401],
    ['an empty key', { mobile_api_key: '', user_name: 'Jane' }, 400],
    ['no key', { user_name: 'Jane' }, 400],
    ['a key that is no text', { mobile_api_key: ['x'], user_name: 'Jane' }, 400],
    ['a key that is very long', { mobile_api_key: 'x'.repeat(100_000), user_name: 'Jane' }, 400],
    ['nothing', {}, 400],
    ['a list', [], 400],
    ['null', null, 400],
  ])('%s', async (_case, body, status) => {
    const answer = await desk.jwt(body);
    expect(answer).toMatchObject({ status, body: { error: expect.stringMatching(/\w/) } });
    expect(answer.text).not.toContain('Mallory');
  });

  test.each(['jane', 'JANE', 'Ja ne', 'Mallory', '__proto__', 'constructor', '<script>', 'Jane\u0000', '珍'])(
    'the right key with the name %j',
    async (name) => {
      const answer = await logIn(name);
      expect(answer).toMatchObject({ status: 403, body: { error: expect.stringMatching(/name/) } });
      expect(await users.named(name)).toEqual([]);
    },
  );

  test.each([
    ['nothing', undefined],
    ['null', null],
    ['an empty text', ''],
    ['a number', 7],
    ['a list', ['Jane']],
    ['an object', { name: 'Jane' }],
    ['a very long text', 'J'.repeat(10_000)],
  ])('the right key with %s for a name', async (_case, name) => {
    const answer = await desk.jwt({ mobile_api_key: desk.system.account.mobileApiKey, user_name: name });
    expect(answer.status).toBe(400);
  });

  test('a body that is no JSON, and one that says it is something else', async () => {
    const json = jsonBody({ mobile_api_key: desk.system.account.mobileApiKey, user_name: 'Jane' });
    expect((await desk.ask('POST', '/api/jwt', { ...json, body: '{"mobile' })).status).toBe(400);
    expect((await desk.ask('POST', '/api/jwt', { ...json, body: '' })).status).toBe(400);
    const plain = { ...json, headers: { 'content-type': 'text/plain' } };
    expect((await desk.ask('POST', '/api/jwt', plain)).status).toBe(415);
  });

  test('an agent who is taken off the roster is out within ten seconds, at the desk too', async () => {
    await asNew('Ann');
    const { body } = await logIn('Ann');
    const authorization = `Bearer ${body.jwt}`;
    expect((await desk.ask('GET', '/api/calls', { headers: { authorization } })).status).toBe(200);
    await desk.tables.send(new DeleteCommand({ TableName: 'Agents', Key: { name: 'Ann' } }));
    await desk.advance(10_000);
    expect((await logIn('Ann')).status).toBe(403);
    expect((await desk.ask('GET', '/api/calls', { headers: { authorization } })).status).toBe(403);
  });
});

test('a caller cannot choose how long a JWT lives', async () => {
  const { body } = await logIn('Jane', { expires_at: '2099-01-01T00:00:00Z', exp: 4_070_908_800, ttl: 1e9 });
  const { iat = 0, exp = 0 } = decodeJwt(body.jwt);
  expect(exp - iat).toBeLessThanOrEqual(24 * 3_600);
});

test('the client apps of each maker: their content types work', async () => {
  for (const type of [
    'application/json',
    'application/json; charset=UTF-8',
    'application/json;charset=utf-8',
  ]) {
    const body = JSON.stringify({ mobile_api_key: desk.system.account.mobileApiKey, user_name: 'Jane' });
    const answer = await desk.ask('POST', '/api/jwt', { body, headers: { 'content-type': type } });
    expect(answer.status).toBe(200);
  }
});
