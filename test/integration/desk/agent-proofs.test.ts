import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SignJWT, UnsecuredJWT } from 'jose';
import { createPrivateKey, generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto';
import { jsonBody, TestDesk, type Answer } from '../../desk/desk.ts';
import { readSecret } from './owner.ts';
import { changesNothing } from './state.ts';

let desk: TestDesk;
let applicationKey: KeyObject;
let publicKey: string;
let ticket: number;

beforeAll(async () => {
  desk = await TestDesk.open();
  applicationKey = createPrivateKey((await readSecret(desk, 'VonageSecret'))['privateKey'] ?? '');
  publicKey = (await readSecret(desk, 'ProofsSecret'))['publicKey'] ?? '';
  await desk.text(desk.newCustomer(), 'Please help');
  ticket = Number((await desk.items('Tickets')).find((item) => item['customer'] !== undefined)?.['number']);
  expect(ticket).toBeGreaterThan(0);
});
afterAll(() => desk.close());

const ROUTES: [string, string, object | undefined][] = [
  ['GET', '/api/tickets', undefined],
  ['POST', '/api/tickets', { customer: '+447700900999', text: 'Hello' }],
  ['GET', '/api/tickets/{number}', undefined],
  ['POST', '/api/tickets/{number}/replies', { text: 'Hello' }],
  ['POST', '/api/tickets/{number}/close', {}],
  ['POST', '/api/tickets/{number}/reopen', {}],
  ['POST', '/api/tickets/{number}/opt-out', { optOut: false }],
  ['GET', '/api/calls', undefined],
];

function call(
  method: string,
  route: string,
  body: object | undefined,
  authorization?: string,
): Promise<Answer> {
  const headers = authorization === undefined ? {} : { authorization };
  const path = route.replace('{number}', String(ticket));
  if (body === undefined) return desk.ask(method, path, { headers });
  const content = jsonBody(body);
  return desk.ask(method, path, { ...content, headers: { ...content.headers, ...headers } });
}

const seconds = (offset: number): number => Math.floor(desk.system.clock.now() / 1_000) + offset;

/** A token as /api/jwt makes it, but for what is changed. */
function token(
  changed: Record<string, unknown> = {},
  key: KeyObject | Uint8Array = applicationKey,
  alg = 'RS256',
): Promise<string> {
  return new SignJWT({
    application_id: desk.system.account.applicationId,
    iat: seconds(0),
    exp: seconds(3_600),
    jti: randomUUID(),
    sub: 'Jane',
    ...changed,
  })
    .setProtectedHeader({ alg, typ: 'JWT' })
    .sign(key);
}

const FORGERIES: [string, () => string | undefined | Promise<string>][] = [
  ['no token', () => undefined],
  ['what is no token', () => 'Bearer nothing'],
  ['the shared key itself', () => `Bearer ${desk.system.account.mobileApiKey}`],
  ['the notify key', () => `Bearer ${desk.system.account.notifyKey}`],
  [
    'a token of another key',
    async () => `Bearer ${await token({}, generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey)}`,
  ],
  ['HS256 under the public key', async () => `Bearer ${await token({}, Buffer.from(publicKey), 'HS256')}`],
  [
    'alg none',
    () =>
      `Bearer ${new UnsecuredJWT({ application_id: desk.system.account.applicationId, sub: 'Jane', iat: seconds(0), exp: seconds(3_600) }).encode()}`,
  ],
  ['an expired token', async () => `Bearer ${await token({ iat: seconds(-7_200), exp: seconds(-1) })}`],
  ['a token without an expiry', async () => `Bearer ${await token({ exp: undefined })}`],
  ['a token until 2099', async () => `Bearer ${await token({ exp: 4_070_908_800 })}`],
  ['another application’s token', async () => `Bearer ${await token({ application_id: randomUUID() })}`],
  ['a token of no application', async () => `Bearer ${await token({ application_id: undefined })}`],
  [
    'a token of nobody, as servers make for themselves',
    async () => `Bearer ${await token({ sub: undefined })}`,
  ],
  ['a token of somebody who is no agent', async () => `Bearer ${await token({ sub: 'Mallory' })}`],
  ['a token of "jane"', async () => `Bearer ${await token({ sub: 'jane' })}`],
  ['a token of "__proto__"', async () => `Bearer ${await token({ sub: '__proto__' })}`],
];

describe.each(ROUTES)('%s %s', (method, route, body) => {
  test.each(FORGERIES)('%s: refused, nothing changes', async (name, forge) => {
    const authorization = await forge();
    const answer = await changesNothing(desk, () => call(method, route, body, authorization));
    expect(answer.status).toBe(/of "|no agent/.test(name) ? 403 : 401);
    expect(answer.body).toEqual({ error: expect.any(String) });
  });
});

test('Jane’s own token opens them', async () => {
  const authorization = `Bearer ${await token()}`;
  for (const [method, route, body] of ROUTES.filter(([first]) => first === 'GET')) {
    expect((await call(method, route, body, authorization)).status).toBe(200);
  }
});

test('an agent who is taken off the roster is out within 10 s, and in again when put back', async () => {
  const joe = await desk.agent('Joe');
  expect((await joe('GET', '/api/tickets')).status).toBe(200);
  const change = (UpdateExpression: string, values?: Record<string, unknown>) =>
    desk.tables.send(
      new UpdateCommand({
        TableName: 'Agents',
        Key: { name: 'Joe' },
        UpdateExpression,
        ...(values && { ExpressionAttributeValues: values }),
      }),
    );
  await change('SET removedAt = :now', { ':now': desk.system.clock.now() });
  await desk.advance(10_000);
  for (const [method, path, body] of ROUTES) {
    const answer = await changesNothing(desk, () =>
      joe(method, path.replace('{number}', String(ticket)), body),
    );
    expect(answer.status).toBe(403);
  }
  const again = await changesNothing(desk, () =>
    desk.jwt({ mobile_api_key: desk.system.account.mobileApiKey, user_name: 'Joe' }),
  );
  expect(again.status).toBe(403);
  await change('REMOVE removedAt');
  await desk.advance(10_000);
  expect((await joe('GET', '/api/tickets')).status).toBe(200);
});

test('a token that /api/jwt gave is refused a day later', async () => {
  const jane = await desk.agent('Jane');
  expect((await jane('GET', '/api/tickets')).status).toBe(200);
  await desk.advance(24 * 3_600_000 + 1_000);
  expect((await jane('GET', '/api/tickets')).status).toBe(401);
  // The sweep runs for every minute of the day.
}, 180_000);
