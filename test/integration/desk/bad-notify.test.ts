import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
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

const FIELD = /<textarea[^>]*>\n([^<]*)<\/textarea>/;
/** What the form keeps of what was entered, as a browser reads it; and the page without it. */
const inField = (page: string): string =>
  (FIELD.exec(page)?.[1] ?? 'no field').replace(/&#(\d+);/g, (_, code: string) =>
    String.fromCharCode(Number(code)),
  );
const besideField = (page: string): string => page.replace(FIELD, '');
const numbersIn = (entered: string): string[] => entered.split(/[;\n]/).map((one) => one.trim());

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
  ])(
    'a form with %s: 401, a page that keeps the number in its field and shows no key',
    async (_name, fields) => {
      const answer = await changesNothing(desk, () =>
        desk.ask('POST', '/notify', formBody({ number: '+447700900123', ...fields })),
      );
      expect(answer.status).toBe(401);
      expect(answer.headers.get('content-type')).toContain('text/html');
      expect(answer.text).not.toContain(MARK);
      expect(inField(answer.text)).toBe('+447700900123');
      expect(besideField(answer.text)).not.toContain('447700900123');
    },
  );

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
      { numbers: Array.from({ length: 101 }, (_, index) => `+4477009${String(10_000 + index)}`) },
    ],
    ['a very long number', { number: '4'.repeat(100_000) }],
    ['a very long number among others', { numbers: ['+447700900123', '4'.repeat(100_000)] }],
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
    // No control character but a line break stays as it is in a page.
    if (!number.includes('\0')) expect(numbersIn(inField(page.text))).toEqual(numbersIn(number));
    if (number.length > 4) expect(besideField(page.text)).not.toContain(number);
  });

  test.each([NUMBERS.support, `+${NUMBERS.delivery}`])('our own number %s is refused', async (number) => {
    expectRefusal(await post(JSON.stringify({ number }), { ...JSON_TYPE, ...key() }), [400, 403, 409]);
  });

  describe.each([
    [
      'day',
      [
        null,
        '',
        '   ',
        '\u200b',
        7,
        true,
        ['Monday'],
        {},
        'x'.repeat(61),
        `a\nb`,
        'a\rb',
        'a\0b',
        'a\tb',
        'a\u2028b',
      ],
    ],
    [
      'window',
      [
        null,
        '',
        '   ',
        '\u2800 \u3164',
        7,
        true,
        ['8am'],
        {},
        'x'.repeat(61),
        `a\nb`,
        'a\u0085b',
        'a\u202eb',
        'a\ud800b',
      ],
    ],
    ['options', [null, '', MARK, 1, {}, [], { 0: { digit: '1', label: 'x' } }, [null], [[]], ['1'], [{}]]],
    [
      'options',
      ['', '10', '-1', 'a', '１', '٣', '1 ', 1, null, undefined, ['1'], {}].map((digit) => [
        { digit, label: 'x' },
      ]),
    ],
    [
      'options',
      ['', ' ', '\u00ad', 'x'.repeat(61), 'a\nb', 'a\u0007b', 'a\u202eb', 7, null, undefined, ['x'], {}].map(
        (label) => [{ digit: '1', label }],
      ),
    ],
    [
      'options',
      ['', ' ', 'x'.repeat(101), 'a\nb', 7, null, false, ['x'], {}].map((effect) => [
        { digit: '1', label: 'x', effect },
      ]),
    ],
    [
      'options',
      [
        Array.from({ length: 10 }, (_, digit) => ({ digit: String(digit), label: 'x' })),
        [1, 2, 1].map((digit) => ({ digit: String(digit), label: `${digit}` })),
      ],
    ],
    [
      'closesAt',
      [null, '', 'tomorrow', 4_000_000_000_000, {}, [], true, '2030-01-31', '2030-01-31T18:00:00'],
    ],
    [
      'closesAt',
      ['2026-02-30T00:00:00Z', '2020-01-01T00:00:00Z', '2200-01-01T00:00:00Z', '2'.repeat(10_000)],
    ],
    ['transactional', [null, '', 'true', 'false', 0, 1, {}, []]],
    ['language', [null, '', 'EN', 'de', 'en-GB', MARK, 1, ['en'], {}, '__proto__', 'toString']],
  ] as [string, unknown[]][])('a bad %s', (field, values) => {
    test.each(values.map((value) => [JSON.stringify(value)?.slice(0, 60), value]))(
      '%s: 400, it says what is wanted, nothing is stored',
      async (_shown, value) => {
        const body = JSON.stringify({ number: '+447700900123', [field]: value });
        const answer = await post(body, { ...JSON_TYPE, ...key(), 'idempotency-key': 'bad-field' });
        expectRefusal(answer, [400]);
        expect(answer.text).toContain(field);
      },
    );
  });

  test.each([
    ['a misspelt field', { number: '+447700900123', optoins: [{ digit: '1', label: 'x' }] }, 'options'],
    ['one more field', { number: '+447700900123', [MARK]: 1 }, 'transactional'],
    ['a prototype', JSON.parse('{"number":"+447700900123","__proto__":{"day":"x"}}') as object, 'numbers'],
    ['another case', { Number: '+447700900123' }, 'numbers'],
    [
      'a misspelt field of an option',
      { number: '+447700900123', options: [{ digit: '1', label: 'x', efect: 'y' }] },
      'effect',
    ],
    ['number and numbers', { number: '+447700900123', numbers: ['+447700900124'] }, 'not both'],
  ])('%s: 400, the sentence names what there is', async (_name, body, named) => {
    const answer = await post(JSON.stringify(body), { ...JSON_TYPE, ...key() });
    expectRefusal(answer, [400]);
    expect(answer.text).toContain(named);
  });

  test('a field that the form does not have: 400, nothing is sent', async () => {
    const fields = { number: '447700900123', key: desk.system.account.notifyKey, optoins: MARK };
    const answer = await changesNothing(desk, () => desk.ask('POST', '/notify', formBody(fields)));
    expect(answer.status).toBe(400);
    expect(answer.text).not.toContain(MARK);
  });

  test('a text that takes more parts than are allowed: 400 for all, nothing is stored', async () => {
    const label = '送'.repeat(60);
    const options = [...'123456789'].map((digit) => ({ digit, label }));
    const body = JSON.stringify({ numbers: ['+447700900123', '+447700900124'], options });
    expectRefusal(await post(body, { ...JSON_TYPE, ...key(), 'idempotency-key': 'too-long' }), [400]);
  });

  test.each(['text/plain', 'multipart/form-data; boundary=x', MARK])(
    'content type %p: 415, whatever the key, which may stand in a body that nobody reads',
    async (type) => {
      for (const headers of [key(), {}]) {
        const answer = await post('{"number":"+447700900123"}', { 'content-type': type, ...headers });
        expectRefusal(answer, [415]);
        expect(answer.text).toContain('application/json or application/x-www-form-urlencoded');
      }
    },
  );

  test('JSON in Latin-1: 400 that asks for UTF-8, nothing is sent', async () => {
    const body = new Uint8Array(Buffer.from('{"number":"+447700900123","day":"été"}', 'latin1'));
    const answer = await post(body, { ...JSON_TYPE, ...key() });
    expectRefusal(answer, [400]);
    expect(answer.text).toContain('UTF-8');
  });

  test('a form in Latin-1: 400 on a page that says so, nothing is sent', async () => {
    const { notifyKey } = desk.system.account;
    const answer = await post(`number=%2B447700900123&key=${notifyKey}&day=%e9t%e9`, formBody({}).headers);
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('UTF-8');
    expect(answer.text).not.toContain('\ufffd');
    expect(answer.text).not.toContain(notifyKey);
  });

  test('a wrong key again and again waits, in JSON and in the form; the right one never does', async () => {
    const attempt = () => desk.notify({ number: MARK }, { authorization: 'Bearer an-outdated-key' });
    // The pause doubles: however slow this machine is, it is soon longer than the time between two.
    const told = [await attempt()];
    while (told.at(-1)?.status === 401 && told.length < 12) told.push(await attempt());
    expect(told.length).toBeGreaterThan(3);
    const paused = told.at(-1);
    if (paused) expectRefusal(paused, [429]);
    expect(paused?.headers.get('retry-after')).toMatch(/^[1-9]\d?$/);
    const page = await desk.ask('POST', '/notify', formBody({ number: '1', key: 'an-outdated-key' }));
    expect([page.status, page.headers.get('retry-after')]).toEqual([429, expect.stringMatching(/^\d+$/)]);
    expect(page.text).toContain('The notify key is not right.');
    expect((await desk.notify({ number: MARK })).status).toBe(400);
    const shown = await desk.ask('GET', '/api/deliveries/none', { headers: key() });
    expect(shown.status).toBe(404);
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
