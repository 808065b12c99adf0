import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SignJWT } from 'jose';
import { agentToken, basic, keys, makeApplication, openWorld, PATHS, type World } from './setup.ts';

let world: World;
let id: string;
beforeEach(async () => {
  world = await openWorld();
  id = await makeApplication(world);
  await world.sdk({ applicationId: id, privateKey: keys.privateKey }).users.createUser({ name: 'Jane' });
});
afterEach(() => world.close());

const connect = (token: string) =>
  world.call('POST', '/simulator/sessions', undefined, { authorization: `Bearer ${token}` });

describe('an agent’s app', () => {
  test('connects with a good JWT, is listed, and signs out', async () => {
    const { status, json } = await connect(await agentToken(world, id));
    expect({ status, json }).toMatchObject({
      status: 201,
      json: { user: 'Jane', expiresAt: expect.stringMatching(/Z$/) },
    });
    expect((await world.call('GET', '/simulator/sessions')).json).toEqual([json]);
    expect(await world.call('DELETE', '/simulator/sessions/Jane')).toMatchObject({ status: 204 });
    expect((await world.call('GET', '/simulator/sessions')).json).toEqual([]);
    expect(await world.call('DELETE', '/simulator/sessions/nobody')).toMatchObject({ status: 404 });
  });

  test('is gone when its token has expired', async () => {
    await connect(await agentToken(world, id));
    await world.clock.advance(3_601_000);
    expect((await world.call('GET', '/simulator/sessions')).json).toEqual([]);
    expect(await world.call('POST', '/simulator/calls', { user: 'Jane', to: '447700900777' })).toMatchObject({
      status: 409,
    });
  });

  test('is gone when its user or application is', async () => {
    await connect(await agentToken(world, id));
    await world.call('DELETE', `/v2/applications/${id}`, undefined, { authorization: basic });
    expect((await world.call('GET', '/simulator/sessions')).json).toEqual([]);
  });

  const now = () => Math.floor(world.clock.now() / 1000);
  const acl = (paths: string[]) => ({ acl: { paths: Object.fromEntries(paths.map((path) => [path, {}])) } });
  const stranger = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  test.each<[string, number, RegExp, () => Promise<string>]>([
    ['no JWT', 401, /no JWT/, () => Promise.resolve('abc')],
    ['a stranger’s signature', 401, /signature/, () => agentToken(world, id, {}, stranger.privateKey)],
    [
      'HS256 with the public key',
      401,
      /signature/,
      () =>
        new SignJWT({ application_id: id, sub: 'Jane', iat: now(), jti: '1', exp: now() + 60 })
          .setProtectedHeader({ alg: 'HS256' })
          .sign(new TextEncoder().encode(keys.publicKey)),
    ],
    ['no application', 401, /application_id/, () => agentToken(world, id, { application_id: undefined })],
    ['an unknown application', 401, /no application/, () => agentToken(world, 'nobody')],
    ['an expired token', 401, /expired/, () => agentToken(world, id, { iat: now() - 100, exp: now() - 1 })],
    ['a token of the future', 401, /future/, () => agentToken(world, id, { iat: now() + 600 })],
    ['too long a life', 401, /24 hours/, () => agentToken(world, id, { exp: now() + 86_500 })],
    ['no iat', 401, /iat/, () => agentToken(world, id, { iat: undefined })],
    ['no jti', 401, /jti/, () => agentToken(world, id, { jti: undefined })],
    ['no sub', 401, /sub/, () => agentToken(world, id, { sub: undefined })],
    ['an unknown user', 403, /no user named jane/, () => agentToken(world, id, { sub: 'jane' })],
    ['no acl', 403, /acl/, () => agentToken(world, id, { acl: undefined })],
    [
      'an acl without legs',
      403,
      /\/\*\/legs\/\*\*/,
      () => agentToken(world, id, acl(PATHS.filter((path) => !path.includes('legs')))),
    ],
  ])('is refused with %s', async (_, code, reason, token) => {
    const { status, json } = await connect(await token());
    expect({ status, json }).toEqual({ status: code, json: { error: expect.stringMatching(reason) } });
    expect((await world.call('GET', '/simulator/sessions')).json).toEqual([]);
  });

  test('is refused without a header', async () => {
    expect(await world.call('POST', '/simulator/sessions')).toMatchObject({ status: 401 });
  });
});
