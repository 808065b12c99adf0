import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { generateKeyPair, UnsecuredJWT } from 'jose';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesize } from '../../../local/synthesize.ts';
import { agentsCommand } from '../../../ops/agents/command.ts';
import { TestDesk } from '../../desk/desk.ts';
import { Issuer } from '../../fixtures/issuer.ts';
import { expectRefusal } from './refusals.ts';
import { changesNothing } from './state.ts';

let issuer: Issuer;
let desk: TestDesk;
const assembly = mkdtempSync(join(tmpdir(), 'frontdesk-oidc-'));

beforeAll(async () => {
  issuer = await Issuer.open();
  await synthesize(assembly, { oidcIssuer: issuer.url, oidcAudience: 'desk', oidcClaim: 'sub' });
  desk = await TestDesk.open({ assembly, agents: [] });
}, 120_000);
afterAll(async () => {
  await desk.close();
  await issuer.close();
  rmSync(assembly, { recursive: true });
});

// Caches and pauses of the test before are over.
beforeEach(() => desk.advance(5_000));

const now = () => desk.system.clock.now();
const token = (claims: Record<string, unknown>, more: object = {}) =>
  issuer.token({ aud: 'desk', ...claims }, { now: now(), ...more });

const ask = (authorization?: string, body?: string) =>
  desk.ask<{ jwt: string; user_name: string; error?: string }>('POST', '/api/jwt', {
    headers: {
      'content-type': 'application/json',
      ...(authorization !== undefined && { authorization: `Bearer ${authorization}` }),
    },
    ...(body !== undefined && { body }),
  });

const keyed = () => JSON.stringify({ mobile_api_key: desk.system.account.mobileApiKey, user_name: 'Jane' });

describe('where an issuer vouches for agents', () => {
  test('its token alone gets the agent’s JWT, which opens the desk', async () => {
    const answer = await ask(await token({ sub: 'Jane' }));
    expect(answer).toMatchObject({ status: 200, body: { user_name: 'Jane' } });
    const headers = { authorization: `Bearer ${answer.body.jwt}` };
    expect((await desk.ask('GET', '/api/tickets', { headers })).status).toBe(200);
  });

  test.each([
    ['another name', () => JSON.stringify({ user_name: 'Jane' })],
    ['another name with the shared key', keyed],
    ['no JSON', () => '{'],
    ['a list', () => '[]'],
  ])('the claim names the agent, not a body with %s', async (_case, body) => {
    const answer = await ask(await token({ sub: 'Joe', user_name: 'Jane' }), body());
    expect(answer).toMatchObject({ status: 200, body: { user_name: 'Joe' } });
  });

  test('the issuer’s token opens nothing else, and the desk’s own does not open /api/jwt', async () => {
    const theirs = await token({ sub: 'Jane' });
    const headers = { authorization: `Bearer ${theirs}` };
    expect((await desk.ask('GET', '/api/tickets', { headers })).status).toBe(401);
    const { body } = await ask(theirs);
    expect((await ask(body.jwt)).status).toBe(401);
  });

  test.each([
    ['who is not on the roster', { sub: 'Mallory' }],
    ['in another case', { sub: 'jane' }],
    ['in a list', { sub: ['Jane'] }],
    ['with an empty name', { sub: '' }],
    ['without the claim', { name: 'Jane', preferred_username: 'Jane' }],
    ['with a very long name', { sub: 'J'.repeat(500) }],
  ])('somebody %s: 403, nothing is made', async (_case, claims) => {
    const good = await token(claims);
    expectRefusal(await changesNothing(desk, () => ask(good, keyed())), [403]);
  });

  test('an agent who was removed: 403', async () => {
    const terminal = {
      print: () => {},
      printError: () => {},
      now,
      newKey: () => 'k'.repeat(32),
      dynamodbPort: new URL(desk.system.dynamodbUrl).port,
    };
    await agentsCommand(['add', 'Ann', '--local'], terminal);
    await desk.advance(10_000);
    expect((await ask(await token({ sub: 'Ann' }))).status).toBe(200);
    await agentsCommand(['remove', 'Ann', '--local'], terminal);
    await desk.advance(10_000);
    expect((await ask(await token({ sub: 'Ann' }))).status).toBe(403);
  });

  test('an agent is linked to what the issuer calls her: that signs in as her, and nobody who is called so', async () => {
    const said: string[] = [];
    const terminal = {
      print: (line: string) => said.push(line),
      printError: (line: string) => said.push(line),
      now,
      newKey: () => 'k'.repeat(32),
      dynamodbPort: new URL(desk.system.dynamodbUrl).port,
    };
    const type = async (...args: string[]) => {
      const code = await agentsCommand([...args, '--local'], terminal);
      await desk.advance(10_000);
      return code;
    };
    const who = async (sub: string) => {
      const { status, body } = await ask(await token({ sub, preferred_username: 'Joe' }));
      return status === 200 ? body.user_name : status;
    };
    await type('add', 'Eve');
    expect(await who('auth0|1')).toBe(403);
    expect(await type('link', 'Eve', 'auth0|1')).toBe(0);
    expect(await who('auth0|1')).toBe('Eve');
    expect(await type('link', 'Joe', 'auth0|1')).toBe(1);
    expect(said.at(-1)).toContain('linked to Eve');
    expect(await type('link', 'Nobody', 'auth0|2')).toBe(1);
    expect(await type('link', 'Eve', '')).toBe(2);

    await type('link', 'Eve', 'auth0|2');
    expect([await who('auth0|1'), await who('auth0|2'), await who('link#auth0|2')]).toEqual([
      403,
      'Eve',
      403,
    ]);
    said.length = 0;
    await type('list');
    expect(said.join('\n')).toMatch(/Eve .*linked/);
    expect(said.join('\n')).not.toContain('auth0');

    // The next Eve is somebody else.
    await type('remove', 'Eve');
    await type('add', 'Eve');
    expect(await who('auth0|2')).toBe(403);
  });

  const jane = { sub: 'Jane' };
  test.each<[string, () => Promise<string | undefined>]>([
    ['no token, but the right key', () => Promise.resolve(undefined)],
    ['no token at all', () => Promise.resolve('x')],
    ['an expired one', () => token({ ...jane, exp: Math.floor(now() / 1_000) - 1 })],
    ['another issuer’s', () => token({ ...jane, iss: 'https://evil.example' })],
    ['one for another audience', () => token({ ...jane, aud: 'shop' })],
    [
      'an unsigned one',
      () => Promise.resolve(new UnsecuredJWT({ ...jane, iss: issuer.url, aud: 'desk', exp: 9e9 }).encode()),
    ],
    [
      'one that is signed by HS256 with the public key',
      async () => {
        const key = new TextEncoder().encode(await issuer.publicPem());
        return token(jane, { header: { alg: 'HS256' }, key });
      },
    ],
    [
      'one that somebody else signed',
      async () => token(jane, { key: (await generateKeyPair('RS256')).privateKey }),
    ],
  ])('%s: 401, and the function is not asked', async (_case, make) => {
    const bad = await make();
    const before = desk.events.filter(({ kind }) => kind === 'invocation-start').length;
    const answer = await ask(bad, keyed());
    expect(answer).toMatchObject({ status: 401, body: { message: 'Unauthorized' } });
    expect(desk.events.filter(({ kind }) => kind === 'invocation-start')).toHaveLength(before);
  });
});
