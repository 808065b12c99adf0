import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { NUMBERS, TestDesk } from '../../desk/desk.ts';
import { expectRefusal, JSON_TYPE, MARK, NO_OBJECTS, type Body } from './refusals.ts';
import { changesNothing } from './state.ts';
import { tracesOf } from './traces.ts';

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

const BAD_LIMITS = ['', '0', '-1', '1.5', '1e1', 'all', '9999', '٣', '10&limit=10'].map(
  (limit) => `limit=${limit}`,
);

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
      `${MARK} \ud83d`,
    ]) {
      expectRefusal(await ask('POST', at(route), JSON.stringify({ ...good, text })), [400, 413]);
    }
  });

  test.each(WRITES)('POST %s: content that is no JSON by its type is 415', async (route, good) => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      MARK,
    ]) {
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
      ['POST', '/opt-out', '{}'],
      ['POST', '/opt-out', '{"optOut":false}'],
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
    'cursor=1800000000000',
    'cursor=1800000000000.',
    'cursor=.1001',
    'cursor=1.2.3',
    'cursor=1e3.1001',
    'cursor=-1.-1',
    'cursor=١.١',
    `cursor=${'9'.repeat(16)}.1`,
    'cursor=1.1001%00',
    ...BAD_LIMITS,
    'limit=101',
  ])('GET /api/tickets?%s: 400', async (query) => {
    expectRefusal(await ask('GET', `/api/tickets?${query}`), [400]);
  });

  test.each([
    'earlier=',
    'earlier=abc',
    'earlier=1800000000000.in-1',
    `earlier=${MARK}`,
    `earlier=${Buffer.from(MARK).toString('base64url')}`,
    `earlier=${Buffer.from('1800000000000.').toString('base64url')}`,
    `earlier=${Buffer.from('-1.in-1').toString('base64url')}`,
    `earlier=${'A'.repeat(2_000)}`,
    'earlier=%00',
    ...BAD_LIMITS,
    'limit=201',
  ])('GET /api/tickets/{number}?%s: 400', async (query) => {
    expectRefusal(await ask('GET', `${at('/api/tickets/{number}')}?${query}`), [400]);
  });

  test('a cursor of nothing that exists shows what comes after it, or nothing', async () => {
    const place = Buffer.from('1.in-nobody').toString('base64url');
    for (const path of ['/api/tickets?cursor=1.1', `${at('/api/tickets/{number}')}?earlier=${place}`])
      expect(await ask('GET', path)).toMatchObject({ status: 200 });
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

  test('an opt-out that says neither yes nor no: 400, and nobody is opted out', async () => {
    for (const body of [{ optOut: 'yes' }, { optOut: null }, { optOut: 1 }, { optout: false }, []]) {
      const refused = await ask('POST', at('/api/tickets/{number}/opt-out'), JSON.stringify(body));
      expectRefusal(refused, [400]);
    }
    const text = await ask('POST', at('/api/tickets/{number}/opt-out'), 'optOut=true', {
      'content-type': 'text/plain',
    });
    expectRefusal(text, [415]);
    const { text: shown } = await ask('GET', at('/api/tickets/{number}'));
    expect(shown).not.toContain('"consent"');
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
