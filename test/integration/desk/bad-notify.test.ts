import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { formBody, jsonBody, NUMBERS, TestDesk } from '../../desk/desk.ts';
import { expectRefusal, JSON_TYPE, MARK, NO_OBJECTS, type Body } from './refusals.ts';
import { changesNothing } from './state.ts';

let desk: TestDesk;
let agent: Record<string, string>;
beforeAll(async () => {
  desk = await TestDesk.open();
  const { body } = await desk.jwt({ mobile_api_key: desk.system.account.mobileApiKey, user_name: 'Jane' });
  agent = { authorization: `Bearer ${body.jwt}` };
});
afterAll(() => desk.close());

// Routes with keys let five calls a second through: the clock moves on, so that none is refused for that.
beforeEach(() => desk.advance(5_000));

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

test('the pages take whatever is asked of them', async () => {
  for (const path of ['/', '/notify']) {
    for (const query of ['', '?x=<script>', `?number=${MARK}`, `?${'a'.repeat(5_000)}`, '?%00=%FF']) {
      const answer = await changesNothing(desk, () => desk.ask('GET', path + query));
      expect(answer.status).toBe(200);
      expect(answer.text).not.toContain(MARK);
    }
  }
});
