import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { decodeJwt } from 'jose';
import { createHash } from 'node:crypto';
import { formBody, TestDesk } from '../../desk/desk.ts';
import { editSecret } from './owner.ts';
import { expectRefusal, JSON_TYPE, MARK, NO_OBJECTS, type Body } from './refusals.ts';
import { changesNothing } from './state.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await TestDesk.open();
});
afterAll(() => desk.close());

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
    ['Jane with a space within', { user_name: 'Ja ne' }, 403],
    ['somebody unknown', { user_name: MARK }, 403],
    ['__proto__', { user_name: '__proto__' }, 403],
    ['constructor', { user_name: 'constructor' }, 403],
    ['NUL bytes', { user_name: 'Jane\0' }, 403],
    ['markup', { user_name: `<script>${MARK}</script>` }, 403],
    ['quotes', { user_name: `Jane"'` }, 403],
  ])('%s: refused, nothing is made', async (_name, change, status) => {
    expectRefusal(await post(JSON.stringify({ ...right(), ...change })), [status]);
  });

  test.each(['text/plain', 'multipart/form-data; boundary=x', MARK])('content type %p: 415', async (type) => {
    expectRefusal(await post(JSON.stringify(right()), { 'content-type': type }), [415]);
  });

  test('a form opens as JSON does, as the tutorial’s Rails backend takes it', async () => {
    const form = (params: object) =>
      desk.ask<{ user_name: string }>('POST', '/api/jwt', formBody(params as Record<string, string>));
    const { status, body } = await form(right());
    expect([status, body.user_name]).toEqual([200, 'Jane']);
    expectRefusal(await form({ ...right(), mobile_api_key: MARK }), [401]);
    expectRefusal(await form({ user_name: 'Jane' }), [400]);
    const twice = `${formBody(right() as Record<string, string>).body}&user_name=Joe`;
    expectRefusal(await post(twice, { 'content-type': 'application/x-www-form-urlencoded' }), [400]);
    expectRefusal(await post('user_name=J%e9&mobile_api_key=x', formBody({}).headers), [400]);
  });

  test('a byte order mark before the JSON is no part of it', async () => {
    const answer = await desk.ask('POST', '/api/jwt', {
      body: `\ufeff${JSON.stringify(right())}`,
      headers: JSON_TYPE,
    });
    expect(answer.status).toBe(200);
  });

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

  const wrong = (user_name: string, at: number) => desk.jwt({ user_name, mobile_api_key: `guess-${at}` });

  test('after three wrong keys in a name, known or not, further ones wait longer and longer', async () => {
    await desk.advance(20 * 60_000);
    // Who guesses learns nothing of the roster: both names are answered alike.
    for (const name of ['Jane', 'Mallory']) {
      const told: number[] = [];
      // The pause doubles: however slow this machine is, it is soon longer than the time between two.
      while (told.at(-1) !== 429 && told.length < 12) {
        const answer = await wrong(name, told.length);
        expectRefusal(answer, [401, 429]);
        told.push(answer.status);
        if (answer.status === 429) expect(answer.headers.get('retry-after')).toMatch(/^[1-9]\d?$/);
      }
      expect(told.slice(0, 3)).toEqual([401, 401, 401]);
      expect(told.at(-1)).toBe(429);
    }
    await desk.advance(61_000);
    expect((await wrong('Jane', 20)).status).toBe(401);
  });

  test('a stranger who sends wrong keys, in her name and in any other, never keeps Jane out', async () => {
    const key = 'k'.repeat(32);
    const keyHash = createHash('sha256').update(key).digest('hex');
    await desk.tables.send(new PutCommand({ TableName: 'Agents', Item: { name: 'Ann', keyHash } }));
    const before = writesToGuesses();
    const told: number[] = [];
    for (let round = 0; round < 15; round += 1) {
      const garbage = Array.from({ length: 12 }, (_, at) =>
        wrong(at % 3 === 0 ? 'Jane' : at % 3 === 1 ? 'Ann' : `nobody-${round}-${at}`, at),
      );
      const [jane, ann] = await Promise.all([
        desk.jwt(right()),
        desk.jwt({ user_name: 'Ann', mobile_api_key: key }),
      ]);
      expect([jane.status, ann.status]).toEqual([200, 200]);
      told.push(...(await Promise.all(garbage)).map(({ status }) => status));
    }
    // The tables may be slow on a busy machine; no guess opens anything.
    for (const status of told) expect([401, 429, 503]).toContain(status);
    // What is written does not grow with the garbage, and what is kept not with the names.
    expect(writesToGuesses() - before).toBeLessThan(told.length / 2);
    expect((await desk.items('Guesses')).length).toBeLessThanOrEqual(64);
  });

  test('a shared key that is short enough to be guessed opens nothing, and ops are told', async () => {
    const { mobileApiKey = '' } = desk.system.account;
    try {
      await editSecret(desk, 'ProofsSecret', { mobileApiKey: 'acme-mobile-key' });
      expectRefusal(await desk.jwt({ ...right(), mobile_api_key: 'acme-mobile-key' }), [401]);
      expect(desk.logs()).toContain('"reason":"shared-key-too-short"');
    } finally {
      await editSecret(desk, 'ProofsSecret', { mobileApiKey });
    }
    expect((await desk.jwt(right())).status).toBe(200);
  });

  function writesToGuesses(): number {
    return desk.events.filter(
      (event) =>
        event.kind === 'dynamodb' && event.operation === 'UpdateItem' && event.tables.includes('Guesses'),
    ).length;
  }

  test('1 MB: 400 or 413', async () => {
    expectRefusal(await post(JSON.stringify({ ...right(), user_name: MARK.repeat(80_000) })), [400, 413]);
  });
});
