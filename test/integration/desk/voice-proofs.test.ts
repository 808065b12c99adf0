import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SignJWT } from 'jose';
import { createHash, createPrivateKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import { handedOut, NUMBERS, TestDesk, voiceJwt, type Answer } from '../../desk/desk.ts';
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
  ['nbf a little too far ahead', (hashed) => `Bearer ${voiceJwt(desk, hashed, { nbf: seconds(75) })}`],
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

describe.each(WAYS)('%s %s', (method, path) => {
  const at = (token: string, webhook: Said): Pick<Said, 'query' | 'body'> => ({
    ...webhook,
    query: `?token=${token}${webhook.query.replace('?', '&')}`,
  });
  const token = (): string => desk.system.account.webhookToken;
  const signed = (hashed: string): string => `Bearer ${voiceJwt(desk, hashed)}`;

  test('unsigned at our own URL: 503, nothing changes, and a reason of its own in the log', async () => {
    const before = desk.logs().split('"reason":"unsigned-webhook"').length;
    const answer = await changesNothing(desk, () =>
      send(method, path, at(token(), said(path, method)), undefined),
    );
    expect(answer.status).toBe(503);
    expect(answer.body).toEqual({ error: expect.any(String) });
    expect(desk.logs().split('"reason":"unsigned-webhook"')).toHaveLength(before + 1);
  });

  test.each(['', 'wrong', 'x'.repeat(32)])('with the token %j: 401, signed or not', async (wrong) => {
    const webhook = said(path, method);
    for (const authorization of [undefined, signed(webhook.hashed)]) {
      const answer = await changesNothing(desk, () => send(method, path, at(wrong, webhook), authorization));
      expect(answer.status).toBe(401);
    }
  });

  test('wrongly signed at our own URL: 401, nothing changes', async () => {
    const webhook = said(path, method);
    const stale = voiceJwt(desk, webhook.hashed, { iat: seconds(-400) });
    const forged = voiceJwt(desk, webhook.hashed, {}, 'wrong-secret');
    for (const authorization of ['', 'Bearer ', `Bearer ${stale}`, `Bearer ${forged}`, signed('{}')]) {
      const answer = await changesNothing(desk, () =>
        send(method, path, at(token(), webhook), authorization),
      );
      expect([authorization.slice(0, 8), answer.status]).toEqual([authorization.slice(0, 8), 401]);
    }
  });

  test('signed at our own URL, by a clock a few seconds ahead: 200', async () => {
    await desk.advance(60_000);
    const webhook = said(path, method);
    const ahead = { iat: seconds(8), nbf: seconds(8) };
    const authorization = `Bearer ${voiceJwt(desk, webhook.hashed, ahead)}`;
    expect((await send(method, path, at(token(), webhook), authorization)).status).toBe(200);
    // A GET's hash may be of the whole query, our token in front.
    const whole = `{"token":${JSON.stringify(token())},${webhook.hashed.slice(1)}`;
    const other = method === 'GET' ? 200 : 401;
    expect((await send(method, path, at(token(), webhook), signed(whole))).status).toBe(other);
  });
});

describe('URLs that an NCCO hands out', () => {
  interface Handed {
    action: string;
    eventUrl?: string[];
  }
  const call = (): Record<string, string> => ({
    from: '447700900777',
    to: NUMBERS.voice,
    uuid: randomUUID(),
    conversation_uuid: `CON-${randomUUID()}`,
  });
  const tell = (url: string, body: object, isSigned = true): Promise<Answer<Handed[]>> => {
    const raw = JSON.stringify(body);
    const { pathname, search } = new URL(url, desk.system.apiUrl);
    const authorization = isSigned ? `Bearer ${voiceJwt(desk, raw)}` : undefined;
    return send('POST', pathname as Path, { query: search, body: raw }, authorization) as Promise<
      Answer<Handed[]>
    >;
  };
  const urlsIn = ({ body }: Answer<Handed[]>): string[] => body.flatMap(({ eventUrl = [] }) => eventUrl);

  /** What Vonage is told to call next: for a ring, for keys, and for a voicemail. */
  async function handed(of: Record<string, string>): Promise<{ url: string; body: object }[]> {
    await desk.advance(60_000);
    const [ring = ''] = urlsIn(await tell('/webhooks/answer', of));
    const [keys = ''] = urlsIn(await tell('/webhooks/dtmf', of));
    // Nobody is rung for ever: this one is asked for a message.
    const last = handedOut(desk, `/webhooks/route?call=${of['conversation_uuid']}&ring=40`);
    const [record = ''] = urlsIn(await tell(last, of));
    return [
      { url: ring, body: { ...of, status: 'ringing' } },
      { url: keys, body: { ...of, dtmf: { digits: '9', timed_out: false } } },
      { url: record, body: { ...of, recording_url: 'https://example.test/r', recording_uuid: randomUUID() } },
    ];
  }

  test('are ours, each with its MAC, and none tells the token', async () => {
    const urls = (await handed(call())).map(({ url }) => new URL(url));
    expect(urls.map(({ pathname }) => pathname)).toEqual([
      '/webhooks/route',
      '/webhooks/dtmf',
      '/webhooks/event',
    ]);
    for (const { searchParams, href } of urls) {
      expect(searchParams.get('mac')).toMatch(/^[\w-]{43}$/);
      expect(href).not.toContain(desk.system.account.webhookToken);
    }
  });

  test('signed 200, unsigned 503, with another MAC or parameter 401', async () => {
    for (const { url, body } of await handed(call())) {
      const wrong = [
        `${url}0`,
        url.replace(/mac=./, 'mac='),
        `${url}&late=1`,
        url.replace('mac=', 'attempt=1&mac='),
      ];
      for (const isSigned of [true, false])
        for (const other of wrong) {
          const { status } = await changesNothing(desk, () => tell(other, body, isSigned));
          expect([other, status]).toEqual([other, 401]);
        }
      const unsigned = await changesNothing(desk, () => tell(url, body, false));
      expect([url, unsigned.status]).toEqual([url, 503]);
      expect([url, (await tell(url, body)).status]).toEqual([url, 200]);
    }
  });

  test('one JWT that was seen is no key to other URLs', async () => {
    const of = call();
    const mine = `call=${of['conversation_uuid']}`;
    for (const url of [
      '/webhooks/route',
      `/webhooks/route?${mine}`,
      `/webhooks/route?${mine}&agent=Jane&ring=1`,
      `/webhooks/route?token=${desk.system.account.webhookToken}&${mine}`,
      '/webhooks/dtmf?attempt=2',
      `/webhooks/dtmf?token=${desk.system.account.webhookToken}&attempt=2`,
    ]) {
      const { status } = await changesNothing(desk, () => tell(url, of));
      expect([url, status]).toEqual([url, 401]);
    }
  });

  test('a URL that was handed out for one call is none for another', async () => {
    const [ring, keys] = await handed(call());
    for (const { url, body } of [ring, keys].filter((one) => one !== undefined)) {
      const { conversation_uuid } = call();
      const { status } = await changesNothing(desk, () => tell(url, { ...body, conversation_uuid }));
      expect([url, status]).toEqual([url, 401]);
    }
  });

  test('written bare and by hand, the URL for keys is the first asking', async () => {
    const answer = await tell('/webhooks/dtmf', { ...call(), dtmf: { digits: '', timed_out: true } });
    expect(answer.status).toBe(200);
    const [next = ''] = urlsIn(answer);
    expect(new URL(next).searchParams.get('attempt')).toBe('2');
  });
});

test('a call whose webhooks Vonage forgot to sign, once each, is taken and told all the same', async () => {
  await desk.advance(60_000);
  const from = desk.newCustomer();
  await desk.simulate('POST', '/simulator/faults', { webhooks: { unsigned: 1 } });
  const { body } = await desk.simulate<{ id: string; legs: { user?: string }[]; log: object[] }>(
    'POST',
    '/simulator/calls',
    { from, to: NUMBERS.voice },
  );
  expect(body.legs.map(({ user }) => user)).toContain('Jane');
  expect(body.log).toContainEqual(expect.objectContaining({ action: 'webhook', status: 503 }));
  await desk.simulate('POST', '/simulator/faults', { webhooks: { unsigned: 1 } });
  await desk.simulate('POST', `/simulator/calls/${body.id}/hangup`, {});
  await desk.system.settled();
  const calls = await desk.items('Calls');
  expect(calls.some((item) => item['customer'] === from)).toBe(true);
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
