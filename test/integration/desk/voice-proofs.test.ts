import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SignJWT } from 'jose';
import { createHash, createPrivateKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import { NUMBERS, TestDesk, voiceJwt, type Answer } from '../../desk/desk.ts';
import { readSecret } from './owner.ts';
import { changesNothing } from './state.ts';

type Path = '/webhooks/answer' | '/webhooks/fallback' | '/webhooks/dtmf' | '/webhooks/event';
type Method = 'GET' | 'POST';

const WAYS: [Method, Path][] = [
  ['GET', '/webhooks/answer'],
  ['POST', '/webhooks/answer'],
  ['GET', '/webhooks/fallback'],
  ['POST', '/webhooks/fallback'],
  ['GET', '/webhooks/dtmf'],
  ['POST', '/webhooks/dtmf'],
  ['POST', '/webhooks/event'],
];

let desk: TestDesk;
/** The voice application's public key, which is no secret: nobody may sign with it. */
let publicKey: string;
beforeAll(async () => {
  desk = await TestDesk.open();
  publicKey = (await readSecret(desk, 'ProofsSecret'))['publicKey'] ?? '';
  expect(publicKey).toContain('PUBLIC KEY');
});
afterAll(() => desk.close());

/** One webhook: what stands in the query or in the body, and the text that Vonage hashes for it. */
interface Said {
  query: string;
  body: string | undefined;
  hashed: string;
  uuid: string;
}

function said(path: Path, method: Method, more: Record<string, string> = {}): Said {
  const uuid = randomUUID();
  const facts: Record<string, string> = {
    from: '447700900777',
    to: NUMBERS.voice,
    uuid,
    conversation_uuid: `CON-${uuid}`,
    ...(path === '/webhooks/event' && {
      status: 'ringing',
      direction: 'inbound',
      timestamp: '2026-11-21T10:00:00.000Z',
    }),
    ...(path === '/webhooks/dtmf' && { dtmf: '{"digits":"2","timed_out":false}' }),
    ...more,
  };
  const json = JSON.stringify(facts);
  return method === 'GET'
    ? { query: `?${new URLSearchParams(facts).toString()}`, body: undefined, hashed: json, uuid }
    : { query: '', body: json, hashed: json, uuid };
}

function send(
  method: Method,
  path: Path,
  { query, body }: Pick<Said, 'query' | 'body'>,
  authorization: string | undefined,
): Promise<Answer<unknown>> {
  return desk.ask(method, `${path}${query}`, {
    headers: {
      ...(authorization !== undefined && { authorization }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body }),
  });
}

const seconds = (offset: number): number => Math.floor(desk.system.clock.now() / 1_000) + offset;

const claimsFor = (hashed: string) => ({
  iat: seconds(0),
  jti: randomUUID(),
  iss: 'Vonage',
  payload_hash: createHash('sha256').update(hashed).digest('hex'),
  api_key: 'local000',
  application_id: desk.system.account.applicationId,
});

const unsigned = (token: string): string => token.slice(0, token.lastIndexOf('.') + 1);

/** Authorization headers that prove nothing. */
const FORGERIES: [string, (hashed: string) => string | undefined | Promise<string>][] = [
  ['no JWT', () => undefined],
  ['an empty one', () => 'Bearer '],
  ['something that is no JWT', () => 'Bearer not-a-jwt'],
  ['a JWT of the right content under Basic', (hashed) => `Basic ${voiceJwt(desk, hashed)}`],
  [
    'alg none without a signature',
    (hashed) => `Bearer ${unsigned(voiceJwt(desk, hashed, {}, undefined, { alg: 'none', typ: 'JWT' }))}`,
  ],
  [
    'alg none with a signature',
    (hashed) => `Bearer ${voiceJwt(desk, hashed, {}, undefined, { alg: 'none', typ: 'JWT' })}`,
  ],
  ['HS256 with its signature taken off', (hashed) => `Bearer ${unsigned(voiceJwt(desk, hashed))}`],
  [
    'HS512 under the right secret',
    async (hashed) =>
      `Bearer ${await new SignJWT(claimsFor(hashed))
        .setProtectedHeader({ alg: 'HS512' })
        .sign(Buffer.from('local-signature-secret'.padEnd(64, '\0')))}`,
  ],
  [
    'RS256 by a key of one’s own',
    async (hashed) =>
      `Bearer ${await new SignJWT(claimsFor(hashed))
        .setProtectedHeader({ alg: 'RS256' })
        .sign(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey)}`,
  ],
  [
    'RS256 by the application’s own key, which signs agents’ tokens',
    async (hashed) => {
      const { privateKey = '' } = await readSecret(desk, 'VonageSecret');
      return `Bearer ${await new SignJWT(claimsFor(hashed))
        .setProtectedHeader({ alg: 'RS256' })
        .sign(createPrivateKey(privateKey))}`;
    },
  ],
  ['HS256 under the public key', (hashed) => `Bearer ${voiceJwt(desk, hashed, {}, publicKey)}`],
  ['the wrong secret', (hashed) => `Bearer ${voiceJwt(desk, hashed, {}, 'wrong-secret')}`],
  ['an empty secret', (hashed) => `Bearer ${voiceJwt(desk, hashed, {}, '')}`],
  ...(
    [
      ['iss', 'Nexmo'],
      ['iss', undefined],
      ['api_key', 'abcd1234'],
      ['api_key', undefined],
      ['application_id', '00000000-0000-4000-8000-000000000000'],
      ['application_id', undefined],
      ['payload_hash', undefined],
      ['payload_hash', ''],
      ['payload_hash', createHash('sha256').update('').digest('hex')],
      ['iat', undefined],
      ['iat', 'yesterday'],
    ] as const
  ).map(([claim, value]): (typeof FORGERIES)[number] => [
    `${claim} ${value === undefined ? 'missing' : `"${value}"`}`,
    (hashed) => `Bearer ${voiceJwt(desk, hashed, { [claim]: value })}`,
  ]),
  ...([-302, 310] as const).map((offset): (typeof FORGERIES)[number] => [
    `iat ${offset} s from now`,
    (hashed) => `Bearer ${voiceJwt(desk, hashed, { iat: seconds(offset) })}`,
  ]),
  ['exp in the past', (hashed) => `Bearer ${voiceJwt(desk, hashed, { exp: seconds(-60) })}`],
  ['nbf in the future', (hashed) => `Bearer ${voiceJwt(desk, hashed, { nbf: seconds(600) })}`],
];

describe.each(WAYS)('%s %s', (method, path) => {
  test.each(FORGERIES)('%s: 401, nothing changes', async (_name, forge) => {
    const webhook = said(path, method);
    const authorization = await forge(webhook.hashed);
    const answer = await changesNothing(desk, () => send(method, path, webhook, authorization));
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual({ error: expect.any(String) });
  });

  test('another body or query under a right JWT: 401, nothing changes', async () => {
    const seen = said(path, method);
    const authorization = `Bearer ${voiceJwt(desk, seen.hashed)}`;
    const others: Pick<Said, 'query' | 'body'>[] =
      method === 'GET'
        ? [
            { query: `${seen.query}&from_user=Jane`, body: undefined },
            { query: seen.query.replace('447700900777', '447700900778'), body: undefined },
            { query: `${seen.query}&to=15550001111`, body: undefined },
            { query: seen.query.replace(/&to=\d+/, ''), body: undefined },
            { query: '', body: undefined },
            said(path, method),
          ]
        : [
            { query: '', body: seen.body?.replace('447700900777', '447700900778') },
            { query: '', body: ` ${seen.body}` },
            { query: '', body: '' },
            { query: '', body: '{}' },
            said(path, method),
          ];
    for (const other of others) {
      const answer = await changesNothing(desk, () => send(method, path, other, authorization));
      expect([answer.status, other]).toEqual([401, other]);
    }
  });

  test('the right one: 200', async () => {
    // Calls that only a test made are never told to be over: their agents are free when the leases have run out.
    await desk.advance(60_000);
    const webhook = said(path, method);
    const answer = await send(method, path, webhook, `Bearer ${voiceJwt(desk, webhook.hashed)}`);
    expect(answer.status).toBe(200);
    if (path === '/webhooks/event') {
      const stored = await desk.items('Calls');
      expect(stored.some((item) => JSON.stringify(item).includes(webhook.uuid))).toBe(true);
      return;
    }
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    const connected = path === '/webhooks/dtmf' ? 'Joe' : 'Jane';
    expect(answer.body).toEqual([
      expect.objectContaining({ action: 'talk' }),
      expect.objectContaining({ action: 'connect', endpoint: [{ type: 'app', user: connected }] }),
    ]);
  });
});

test('what was proven for one URL proves nothing for another method: a GET has no body to hide behind', async () => {
  const webhook = said('/webhooks/answer', 'POST');
  const authorization = `Bearer ${voiceJwt(desk, webhook.hashed)}`;
  expect((await send('GET', '/webhooks/answer', { query: '', body: undefined }, authorization)).status).toBe(
    401,
  );
});

test('parameters that are added to the URL of a POST do not change the answer', async () => {
  const webhook = said('/webhooks/answer', 'POST');
  const authorization = `Bearer ${voiceJwt(desk, webhook.hashed)}`;
  const query = '?from_user=Jane&to=15550001111';
  const answer = await send('POST', '/webhooks/answer', { ...webhook, query }, authorization);
  expect([200, 401]).toContain(answer.status);
  expect(answer.text).not.toContain('15550001111');
});

test('a proof that is right today is stale six minutes later', async () => {
  const webhook = said('/webhooks/event', 'POST');
  const authorization = `Bearer ${voiceJwt(desk, webhook.hashed)}`;
  await desk.advance(360_000);
  const answer = await changesNothing(desk, () => send('POST', '/webhooks/event', webhook, authorization));
  expect(answer.status).toBe(401);
});
