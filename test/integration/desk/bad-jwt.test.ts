import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { TestDesk } from '../../desk/desk.ts';
import { expectRefusal, JSON_TYPE, MARK, NO_OBJECTS, type Body } from './refusals.ts';
import { changesNothing } from './state.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await TestDesk.open();
});
afterAll(() => desk.close());

// Routes with keys let five calls a second through: the clock moves on, so that none is refused for that.
beforeEach(() => desk.advance(5_000));

describe('POST /api/jwt', () => {
  const post = (body: Body, headers: Record<string, string> = JSON_TYPE) =>
    changesNothing(desk, () => desk.ask('POST', '/api/jwt', { body, headers }));
  const right = () => ({ mobile_api_key: desk.system.account.mobileApiKey, user_name: 'Jane' });

  test.each(NO_OBJECTS)('a body that is %s: 400', async (_name, body) => {
    expectRefusal(await post(body), [400]);
  });

  test.each([
    ['no name', { user_name: undefined }, 400],
    ['an empty name', { user_name: '' }, 400],
    ['a number for a name', { user_name: 42 }, 400],
    ['a list of names', { user_name: ['Jane'] }, 400],
    ['null', { user_name: null }, 400],
    ['a very long name', { user_name: 'J'.repeat(100_000) }, 400],
    ['no key', { mobile_api_key: undefined }, 400],
    ['an empty key', { mobile_api_key: '' }, 400],
    ['true for a key', { mobile_api_key: true }, 400],
    ['a wrong key', { mobile_api_key: MARK }, 401],
    ['the key in another case', { mobile_api_key: 'UPPER' }, 401],
    ['a wrong key for nobody', { mobile_api_key: MARK, user_name: MARK }, 401],
    ['jane', { user_name: 'jane' }, 403],
    ['JANE', { user_name: 'JANE' }, 403],
    ['Jane with a space', { user_name: 'Jane ' }, 403],
    ['somebody unknown', { user_name: MARK }, 403],
    ['__proto__', { user_name: '__proto__' }, 403],
    ['constructor', { user_name: 'constructor' }, 403],
    ['NUL bytes', { user_name: 'Jane\0' }, 403],
    ['markup', { user_name: `<script>${MARK}</script>` }, 403],
    ['quotes', { user_name: `Jane"'` }, 403],
  ])('%s: refused, nothing is made', async (_name, change, status) => {
    expectRefusal(await post(JSON.stringify({ ...right(), ...change })), [status]);
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', MARK])(
    'content type %p: 415',
    async (type) => {
      expectRefusal(await post(JSON.stringify(right()), { 'content-type': type }), [415]);
    },
  );

  test.each([
    'application/json',
    'application/json;charset=utf-8',
    'application/json; charset=UTF-8',
    'Application/JSON',
  ])('content type %p is right, as the published apps send it', async (type) => {
    const answer = await desk.ask('POST', '/api/jwt', {
      body: JSON.stringify(right()),
      headers: { 'content-type': type },
    });
    expect(answer.status).toBe(200);
  });

  test('what a caller asks for beside name and key is not listened to', async () => {
    const answer = await desk.jwt({
      ...right(),
      expires_at: '2099-01-01T00:00:00.000Z',
      exp: 4_070_908_800,
      ttl: 1e9,
      sub: 'Joe',
      acl: { paths: { '/**': {} } },
      application_id: 'x',
    });
    expect(answer.status).toBe(200);
    const now = desk.system.clock.now();
    const claims = decodeJwt(answer.body.jwt);
    expect(claims.sub).toBe('Jane');
    expect(claims['application_id']).toBe(desk.system.account.applicationId);
    expect(Number(claims.exp) * 1_000).toBeLessThanOrEqual(now + 24 * 3_600_000);
    expect(Number(claims.exp) * 1_000).toBeGreaterThan(now);
    expect(Date.parse(answer.body.expires_at)).toBe(Number(claims.exp) * 1_000);
    expect(Object.keys((claims['acl'] as { paths: object }).paths)).not.toContain('/**');
    for (const value of Object.values(answer.body)) expect(typeof value).toBe('string');
  });

  test.each([
    [60, 60],
    [1_440, 1_440],
    [1, 1],
    [1_441, 720],
    [0, 720],
    [-5, 720],
    [1.5, 720],
    ['60', 720],
  ])('ops set jwtMinutes to %j: a JWT lives %d minutes', async (jwtMinutes, minutes) => {
    const settings = (await desk.items('NccoConfig')).find((item) => item['name'] === 'settings');
    try {
      await desk.configure({ ...settings, name: 'settings', jwtMinutes });
      const { status, body } = await desk.jwt({ ...right(), exp: 4_070_908_800 });
      expect(status).toBe(200);
      const { iat = 0, exp = 0 } = decodeJwt(body.jwt);
      expect((exp - iat) / 60).toBe(minutes);
    } finally {
      await desk.configure({ ...settings, name: 'settings' });
    }
  });

  test('without settings a JWT lives twelve hours', async () => {
    const { body } = await desk.jwt(right());
    const { iat = 0, exp = 0 } = decodeJwt(body.jwt);
    expect(exp - iat).toBe(12 * 3_600);
  });

  test('guessing is slowed: of many keys at once twenty are looked at, and five more each second', async () => {
    const began = desk.system.clock.now();
    const guesses = Array.from({ length: 200 }, (_, at) =>
      desk.jwt({ ...right(), mobile_api_key: `guess-${at}` }),
    );
    const statuses = (await Promise.all(guesses)).map(({ status }) => status);
    const passed = statuses.filter((status) => status !== 429);
    // So many at once may find the tables too slow on a slow machine: that is no answer about a key either.
    for (const status of passed) expect([401, 503]).toContain(status);
    const looked = passed.length;
    const seconds = (desk.system.clock.now() - began) / 1_000;
    expect(looked).toBeGreaterThanOrEqual(20);
    expect(looked).toBeLessThanOrEqual(20 + 5 * seconds);
    await desk.advance(5_000);
    expect((await desk.jwt(right())).status).toBe(200);
  });

  test('1 MB: 400 or 413', async () => {
    expectRefusal(await post(JSON.stringify({ ...right(), user_name: MARK.repeat(80_000) })), [400, 413]);
  });
});
