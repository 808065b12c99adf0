import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { formBody, jsonBody, NUMBERS, TestDesk, type Answer } from '../../desk/desk.ts';
import { changesNothing } from './state.ts';
import { tracesOf } from './traces.ts';

/* What people, shops and agents' apps can get wrong, or try. */

let desk: TestDesk;
let ticket: number;
let agent: Record<string, string>;

beforeAll(async () => {
  desk = await TestDesk.open();
  const customer = desk.newCustomer();
  await desk.text(customer, 'Please help');
  ticket = Number((await tracesOf(desk, customer)).tickets[0]?.['number']);
  const { body } = await desk.jwt({ mobile_api_key: desk.system.account.mobileApiKey, user_name: 'Jane' });
  agent = { authorization: `Bearer ${body.jwt}` };
});
afterAll(() => desk.close());

// Routes with keys let five calls a second through: the clock moves on, so that none is refused for that.
beforeEach(() => desk.advance(5_000));

const MARK = 'zq7-echo-mark';
const JSON_TYPE = { 'content-type': 'application/json' };

function expectRefusal(answer: Answer, statuses: number[]): void {
  expect(statuses).toContain(answer.status);
  expect(answer.text).not.toContain(MARK);
  expect(answer.body).toMatchObject({ error: expect.stringMatching(/^[A-Z].*\.$/) });
}

type Body = string | Uint8Array<ArrayBuffer>;
const bytes = (...all: number[]): Uint8Array<ArrayBuffer> => new Uint8Array(all);

const NO_OBJECTS: [string, Body][] = [
  ['no JSON', '{"a":'],
  ['a list', '[]'],
  ['null', 'null'],
  ['a number', '42'],
  ['a string', `"${MARK}"`],
  ['true', 'true'],
  ['no UTF-8', bytes(0x7b, 0xff, 0xfe, 0x7d)],
  ['JSON within JSON', JSON.stringify('{"number":"+447700900123"}')],
  ['NaN', '{"number":NaN}'],
  ['very deep', '['.repeat(50_000)],
];

describe('POST /notify', () => {
  const key = (): Record<string, string> => ({ authorization: `Bearer ${desk.system.account.notifyKey}` });
  const post = (body: Body, headers: Record<string, string>) =>
    changesNothing(desk, () => desk.ask('POST', '/notify', { body, headers }));

  test.each([
    ['no key', () => ({})],
    ['a wrong key', () => ({ authorization: 'Bearer wrong' })],
    ['an empty key', () => ({ authorization: 'Bearer ' })],
    ['the key under Basic', () => ({ authorization: `Basic ${desk.system.account.notifyKey}` })],
    ['half the key', () => ({ authorization: `Bearer ${desk.system.account.notifyKey.slice(0, 20)}` })],
    [
      'the key twice',
      () => ({ authorization: `Bearer ${desk.system.account.notifyKey},${desk.system.account.notifyKey}` }),
    ],
    ['the webhooks’ token', () => ({ authorization: `Bearer ${desk.system.account.webhookToken}` })],
    ['an agent’s JWT', () => agent],
  ] as [string, () => Record<string, string>][])('%s: 401, nothing is sent', async (_name, headers) => {
    const body = JSON.stringify({ number: '+447700900123' });
    expectRefusal(await post(body, { ...JSON_TYPE, ...headers() }), [401]);
  });

  test('a key in a JSON body or in the URL opens nothing', async () => {
    const { notifyKey } = desk.system.account;
    const body = JSON.stringify({ number: '+447700900123', key: notifyKey });
    expectRefusal(await post(body, JSON_TYPE), [401]);
    const answer = await changesNothing(desk, () =>
      desk.ask('POST', `/notify?key=${notifyKey}`, jsonBody({ number: '+447700900123' })),
    );
    expectRefusal(answer, [401]);
  });

  test.each([
    ['no key', {}],
    ['an empty key', { key: '' }],
    ['a wrong key', { key: MARK }],
  ])('a form with %s: 401, a page that shows neither key nor number', async (_name, fields) => {
    const answer = await changesNothing(desk, () =>
      desk.ask('POST', '/notify', formBody({ number: `+447700900123${MARK}`, ...fields })),
    );
    expect(answer.status).toBe(401);
    expect(answer.headers.get('content-type')).toContain('text/html');
    expect(answer.text).not.toContain(MARK);
    expect(answer.text).not.toContain('447700900123');
  });

  test('the right key in the form: sent, and the key is shown nowhere', async () => {
    const { notifyKey } = desk.system.account;
    const customer = desk.newCustomer();
    const answer = await desk.ask('POST', '/notify', formBody({ number: customer, key: notifyKey }));
    expect(answer.status).toBe(200);
    expect(answer.text + JSON.stringify([...answer.headers])).not.toContain(notifyKey);
    expect((await desk.ask('GET', '/notify')).text).not.toContain(notifyKey);
    expect(await desk.received(customer)).toHaveLength(1);
  });

  test('a form with a field twice: 400, nothing is sent', async () => {
    const { notifyKey } = desk.system.account;
    for (const body of [
      `number=447700900123&number=447700900124&key=${notifyKey}`,
      `number=447700900123&key=${notifyKey}&key=${MARK}`,
    ]) {
      const answer = await post(body, { 'content-type': 'application/x-www-form-urlencoded' });
      expect(answer.status).toBe(400);
      expect(answer.text).not.toContain(MARK);
      expect(answer.text).not.toContain(notifyKey);
    }
  });

  test.each(NO_OBJECTS)('a body that is %s: 400', async (_name, body) => {
    expectRefusal(await post(body, { ...JSON_TYPE, ...key() }), [400]);
  });

  test.each([
    ['no number', {}],
    ['an empty number', { number: '' }],
    ['null', { number: null }],
    ['a number that is a number', { number: 447700900123 }],
    ['a list as number', { number: ['+447700900123'] }],
    ['an object', { number: { toString: MARK } }],
    ['no numbers', { numbers: [] }],
    ['numbers that are no list', { numbers: MARK }],
    ['numbers that hold none', { numbers: [null] }],
    [
      '101 numbers',
      { numbers: Array.from({ length: 101 }, (_, index) => `4477009${String(10_000 + index)}`) },
    ],
    ['a very long number', { number: '4'.repeat(100_000) }],
    ['a prototype', JSON.parse('{"__proto__":{"number":"+447700900123"}}') as object],
  ])('%s: 400, nothing is sent', async (_name, body) => {
    expectRefusal(await post(JSON.stringify(body), { ...JSON_TYPE, ...key() }), [400]);
  });

  test.each([
    'abc',
    '+',
    '00',
    '07700900123',
    '4'.repeat(30),
    '+44',
    '+44 7700',
    '٤٤٧٧',
    `<b>${'x'.repeat(20)}`,
    "'; --",
    'a\0b',
    '+999999999999',
    'sip:jane@x',
  ])('%p is no number: 400, nothing is sent', async (number) => {
    const answer = await post(JSON.stringify({ number }), { ...JSON_TYPE, ...key() });
    expectRefusal(answer, [400]);
    const page = await changesNothing(desk, () =>
      desk.ask('POST', '/notify', formBody({ number, key: desk.system.account.notifyKey })),
    );
    expect(page.status).toBe(400);
    if (number.length > 4) expect(page.text).not.toContain(number);
  });

  test.each([NUMBERS.support, `+${NUMBERS.delivery}`])('our own number %s is refused', async (number) => {
    expectRefusal(await post(JSON.stringify({ number }), { ...JSON_TYPE, ...key() }), [400, 403, 409]);
  });

  test.each(['text/plain', 'multipart/form-data; boundary=x', MARK])('content type %p: 415', async (type) => {
    expectRefusal(await post('{"number":"+447700900123"}', { 'content-type': type, ...key() }), [415]);
  });

  test('1 MB: refused, nothing is sent; 11 MB: the gateway’s 413', async () => {
    const body = JSON.stringify({ number: MARK.repeat(80_000) });
    expectRefusal(await post(body, { ...JSON_TYPE, ...key() }), [400, 413]);
    const huge = new Uint8Array(11 * 1024 * 1024).fill(0x20);
    expect((await post(huge, { ...JSON_TYPE, ...key() })).status).toBe(413);
  });

  test.each(['', 'k'.repeat(201), 'two words', 'clé'])('an Idempotency-Key of %p: 400', async (given) => {
    const headers = { ...JSON_TYPE, ...key(), 'idempotency-key': given };
    expectRefusal(await post('{"number":"+447700900123"}', headers), [400]);
  });

  test.each(['nothing', '__proto__', 'x'.repeat(500), '%00', "'%22"])(
    'GET /api/deliveries/%s: 404',
    async (id) => {
      expectRefusal(await desk.ask('GET', `/api/deliveries/${id}`, { headers: key() }), [404]);
      expectRefusal(await desk.ask('GET', `/api/deliveries/${id}`), [401]);
    },
  );
});

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

  test('1 MB: 400 or 413', async () => {
    expectRefusal(await post(JSON.stringify({ ...right(), user_name: MARK.repeat(80_000) })), [400, 413]);
  });
});

describe('the agents’ routes', () => {
  const ask = (method: string, path: string, body?: Body, headers: Record<string, string> = JSON_TYPE) =>
    changesNothing(desk, () =>
      desk.ask(method, path, { headers: { ...agent, ...headers }, ...(body !== undefined && { body }) }),
    );

  const WRITES: [string, object][] = [
    ['/api/tickets', { customer: '+447700900555', text: 'Hello' }],
    ['/api/tickets/{number}/replies', { text: 'Hello' }],
    ['/api/tickets/{number}/close', { text: 'Bye' }],
  ];
  const at = (route: string): string => route.replace('{number}', String(ticket));

  test.each(WRITES)('POST %s: a body that is no object is 400', async (route) => {
    for (const [name, body] of NO_OBJECTS) {
      const answer = await ask('POST', at(route), body);
      expect([name, answer.status]).toEqual([name, 400]);
      expectRefusal(answer, [400]);
    }
  });

  test.each(WRITES)('POST %s: a text of the wrong kind or length is 400', async (route, good) => {
    for (const text of [
      '',
      '   ',
      42,
      null,
      ['Hello'],
      { a: 1 },
      true,
      MARK.repeat(200),
      MARK.repeat(80_000),
    ]) {
      expectRefusal(await ask('POST', at(route), JSON.stringify({ ...good, text })), [400, 413]);
    }
  });

  test.each(WRITES)('POST %s: content that is no JSON by its type is 415', async (route, good) => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', MARK]) {
      const answer = await ask('POST', at(route), JSON.stringify(good), { 'content-type': type });
      expectRefusal(answer, [415]);
    }
  });

  test.each([
    ['missing', undefined],
    ['a name', 'ACME'],
    ['letters', 'abc'],
    ['a plus', '+'],
    ['zeros', '00'],
    ['30 digits', '4'.repeat(30)],
    ['very long', '4'.repeat(100_000)],
    ['a number', 447700900123],
    ['a list', ['+447700900123']],
    ['a prototype', '__proto__'],
    ['NUL bytes', '+447700900123\0'],
    ['markup', `<b>${MARK}</b>`],
    ['our own number', `+${NUMBERS.support}`],
  ])('POST /api/tickets to a customer that is %s: refused, nothing is sent', async (_name, customer) => {
    expectRefusal(
      await ask('POST', '/api/tickets', JSON.stringify({ customer, text: 'Hello' })),
      [400, 403, 409, 422],
    );
  });

  test.each([
    '0',
    '999999999',
    '-1',
    '1e3',
    'abc',
    '__proto__',
    '%00',
    '9'.repeat(400),
    '1.5',
    '%3Cscript%3E',
    '٣',
  ])('a ticket called %s: 404 on every route', async (number) => {
    for (const [method, rest, body] of [
      ['GET', '', undefined],
      ['POST', '/replies', '{"text":"Hello"}'],
      ['POST', '/close', '{}'],
      ['POST', '/reopen', '{}'],
    ] as const) {
      expectRefusal(await ask(method, `/api/tickets/${encodeURI(decodeURI(number))}${rest}`, body), [404]);
    }
  });

  test.each([
    'status=all',
    'status=',
    `status=${MARK}`,
    'status=open&status=closed',
    'cursor=abc',
    'cursor=',
    'cursor=-1',
    `cursor=${'9'.repeat(50)}`,
    `cursor=${MARK}`,
    'cursor=1&cursor=2',
  ])('GET /api/tickets?%s: 400', async (query) => {
    expectRefusal(await ask('GET', `/api/tickets?${query}`), [400]);
  });

  test('lastMessageAt that is no time: 400; not the one that stands: 409', async () => {
    for (const lastMessageAt of ['yesterday', 42, '', null, '2026-13-45T99:99:99Z']) {
      expectRefusal(
        await ask('POST', at('/api/tickets/{number}/close'), JSON.stringify({ lastMessageAt })),
        [400],
      );
    }
    const older = JSON.stringify({ lastMessageAt: '2020-01-01T00:00:00.000Z' });
    expectRefusal(await ask('POST', at('/api/tickets/{number}/close'), older), [409]);
  });

  test('an Idempotency-Key that is none: 400', async () => {
    for (const given of ['', 'two words', 'k'.repeat(201)]) {
      const headers = { ...JSON_TYPE, 'idempotency-key': given };
      expectRefusal(
        await ask('POST', at('/api/tickets/{number}/replies'), '{"text":"Hello"}', headers),
        [400],
      );
    }
  });
});

test('the pages take whatever is asked of them', async () => {
  for (const path of ['/', '/notify']) {
    for (const query of ['', '?x=<script>', `?number=${MARK}`, `?${'a'.repeat(5_000)}`, '?%00=%FF']) {
      const answer = await changesNothing(desk, () => desk.ask('GET', path + query));
      expect(answer.status).toBe(200);
      expect(answer.text).not.toContain(MARK);
    }
  }
});
