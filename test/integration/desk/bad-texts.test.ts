import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { formBody, jsonBody, NUMBERS, signature, TestDesk } from '../../desk/desk.ts';
import { expectRefusal, MARK } from './refusals.ts';
import { changesNothing } from './state.ts';
import { tracesOf } from './traces.ts';

/* SMS webhooks that prove themselves and are wrong all the same: what a carrier, another setting of the account, or
 * somebody who got hold of the keys can send. */

let desk: TestDesk;
beforeAll(async () => (desk = await TestDesk.open()));
afterAll(() => desk.close());

const tokenUrl = (path: string): string => `${path}?token=${desk.system.account.webhookToken}`;

const freshly = (params: Record<string, string>): Record<string, string> => ({
  ...params,
  timestamp: String(Math.floor(desk.system.clock.now() / 1_000)),
  nonce: randomUUID(),
});

describe.each(['/support', '/update'] as const)('%s', (path) => {
  const to = path === '/support' ? NUMBERS.support : NUMBERS.delivery;
  const good = (more: Record<string, string> = {}) =>
    desk.inbound(desk.newCustomer(), 'Hello', { to, ...more });

  test.each(['messageId', 'msisdn', 'to'])('without %s: refused, nothing changes', async (name) => {
    for (const method of ['POST', 'JSON'] as const) {
      const { [name]: _left, ...params } = good();
      expectRefusal(await changesNothing(desk, () => desk.webhook(path, params, { method })), [400]);
      const emptied = { ...params, [name]: '' };
      expectRefusal(await changesNothing(desk, () => desk.webhook(path, emptied, { method })), [400]);
    }
  });

  test.each([
    ['messageId', 'm'.repeat(5_000)],
    ['messageId', `${MARK}`.repeat(20)],
    ['msisdn', '4'.repeat(41)],
    ['to', MARK],
    ['to', '1'.repeat(30)],
    ['to', '__proto__'],
    ['to', `+${NUMBERS.support}\0`],
  ])('%s of %p: refused, nothing changes', async (name, value) => {
    for (const method of ['GET', 'POST', 'JSON'] as const) {
      const answer = await changesNothing(desk, () =>
        desk.webhook(path, good({ [name]: value }), { method }),
      );
      expectRefusal(answer, [400]);
    }
  });

  test('Latin-1, as form, in the query and as JSON: 400 that asks for UTF-8, nothing is stored', async () => {
    const latin = new URLSearchParams(good({ text: 'TEXT' })).toString().replace('TEXT', 'caf%E9');
    const form = 'application/x-www-form-urlencoded';
    const json = JSON.stringify(good({ text: 'café' }));
    for (const answer of [
      await changesNothing(desk, () =>
        desk.ask('POST', tokenUrl(path), { body: latin, headers: { 'content-type': form } }),
      ),
      await changesNothing(desk, () => desk.ask('GET', `${tokenUrl(path)}&${latin}`)),
      await changesNothing(desk, () =>
        desk.ask('POST', tokenUrl(path), {
          body: new Uint8Array(Buffer.from(json, 'latin1')),
          headers: { 'content-type': 'application/json' },
        }),
      ),
    ]) {
      expectRefusal(answer, [400]);
      expect(answer.text).toContain('UTF-8');
    }
  });

  test.each(['POST', 'JSON'] as const)(
    '%s with 1 MB of text: 413 or 400, nothing is stored',
    async (method) => {
      const params = good({ text: MARK.repeat(80_000) });
      expectRefusal(await changesNothing(desk, () => desk.webhook(path, params, { method })), [400, 413]);
    },
  );

  test('11 MB: 413 from the gateway, in its own shape', async () => {
    const body = new Uint8Array(11 * 1024 * 1024).fill(97);
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await changesNothing(desk, () => desk.ask('POST', tokenUrl(path), { body, headers }));
    expect(answer.status).toBe(413);
  });

  test.each([
    ['no JSON', '{"msisdn":', 400],
    ['a list', '[]', 400],
    ['null', 'null', 400],
    ['a number', '42', 400],
    ['a string', `"${MARK}"`, 400],
    ['a nested value', `{"msisdn":{"${MARK}":1}}`, 400],
    ['bytes that are no UTF-8', new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]), 400],
    ['nothing', '', 400],
  ])('a JSON body that is %s: %i, nothing changes', async (_name, body, status) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await changesNothing(desk, () => desk.ask('POST', tokenUrl(path), { body, headers }));
    expectRefusal(answer, [status]);
  });

  test.each(['text/plain', 'application/xml', 'multipart/form-data; boundary=x', MARK, ''])(
    'content type %p: 415, nothing changes',
    async (type) => {
      const params = freshly(good());
      const body = new URLSearchParams({ ...params, sig: signature(params) }).toString();
      const answer = await changesNothing(desk, () =>
        desk.ask('POST', tokenUrl(path), { body, headers: { 'content-type': type } }),
      );
      expectRefusal(answer, [415]);
    },
  );

  test('no content type at all: 415', async () => {
    const body = new TextEncoder().encode('msisdn=1');
    const answer = await changesNothing(desk, () => desk.ask('POST', tokenUrl(path), { body }));
    expectRefusal(answer, [415]);
  });

  test.each([
    ['a name', 'ACME-Bank'],
    ['letters', 'abc'],
    ['a plus', '+'],
    ['zeros', '00'],
    ['a short code', '60111'],
    ['30 digits', '4'.repeat(30)],
    ['a prototype', '__proto__'],
    ['a constructor', 'constructor'],
    ['markup', '<script>alert(1)</script>'],
    ['NUL bytes', 'a\0b'],
    ['quotes', `'"; DROP TABLE`],
    ['our support number', NUMBERS.support],
    ['our delivery number', NUMBERS.delivery],
  ])('%s as the sender: stored once, never answered', async (_name, sender) => {
    const params = desk.inbound(sender, 'Hello', { to });
    const before = (await desk.phone(sender)).length;
    for (const method of ['POST', 'JSON', 'GET'] as const) {
      expect((await desk.webhook(path, params, { method })).status).toBe(200);
    }
    await desk.advance(300_000);
    const { inbound, outbound } = await tracesOf(desk, sender);
    expect(inbound.filter((item) => item['id'] === `in-${params['messageId']}`)).toEqual([
      expect.objectContaining({ text: 'Hello', customer: sender }),
    ]);
    expect(outbound).toEqual([]);
    expect(await desk.phone(sender)).toHaveLength(before);
  });

  test.each([
    ['markup', '<script>alert("x")</script>'],
    ['a placeholder', '{ticket} {business} ${ticket} %s'],
    ['NUL bytes', 'a\0b'],
    ['quotes and ampersands', `"'&=;--\\`],
    ['a lone surrogate', 'broken \ud83d emoji'],
    ['nothing', ''],
    ['line breaks', 'one\r\ntwo\nthree'],
    ['a right-to-left override', '\u202Eevil'],
    ['a prototype', '__proto__'],
  ])('a text of %s is stored as it came, once, and answered as any other', async (_name, text) => {
    const customer = desk.newCustomer();
    const params = desk.inbound(customer, text, { to: NUMBERS.support, keyword: 'X' });
    const answer = await desk.webhook(path, params, { method: 'POST' });
    expect(answer.status).toBe(200);
    await desk.system.settled();
    const { inbound } = await tracesOf(desk, customer);
    // A form is UTF-8: half an emoji cannot stand in it.
    expect(inbound.map((item) => item['text'])).toEqual([text.toWellFormed()]);
    const [confirmation, ...others] = await desk.received(customer);
    expect(others).toEqual([]);
    if (text !== '') expect(confirmation?.text).not.toContain(text.toWellFormed());
  });

  test('a binary message is stored once, empty', async () => {
    const { text: _none, keyword: _neither, ...params } = good({ type: 'binary' });
    const binary = { ...params, data: '48656C6C6F', udh: '06050415811581' };
    for (const method of ['GET', 'POST', 'JSON'] as const) {
      expect((await desk.webhook(path, binary, { method })).status).toBe(200);
    }
    const { inbound } = await tracesOf(desk, params['msisdn'] ?? '');
    expect(inbound.map(({ text }) => text)).toEqual(['']);
  });

  test.each([
    ['empty', ''],
    ['no time', MARK],
    ['a day that is none', '2026-02-30 10:00:00'],
    ['ten years ahead', '2036-11-21 10:00:00'],
    ['long', '2026-11-21 10:00:00'.repeat(500)],
    ['a prototype', '__proto__'],
  ])('a message-timestamp that is %s loses no text', async (_name, written) => {
    const params = good({ 'message-timestamp': written });
    for (const method of ['GET', 'POST', 'JSON'] as const) {
      expect((await desk.webhook(path, params, { method })).status).toBe(200);
    }
    const { inbound } = await tracesOf(desk, params['msisdn'] ?? '');
    expect(inbound.map(({ text, sentAt }) => ({ text, sentAt }))).toEqual([
      { text: 'Hello', sentAt: undefined },
    ]);
  });

  test('a message-timestamp is when the text was sent, in UTC, however late it comes', async () => {
    const sent = Math.floor(desk.system.clock.now() / 1_000) * 1_000 - 3_600_000;
    const written = new Date(sent).toISOString().slice(0, 19).replace('T', ' ');
    const params = good({ 'message-timestamp': written });
    expect((await desk.webhook(path, params)).status).toBe(200);
    const { inbound } = await tracesOf(desk, params['msisdn'] ?? '');
    expect(inbound.map(({ sentAt }) => sentAt)).toEqual([sent]);
  });

  test.each<[string, Record<string, string>]>([
    ['no reference', { 'concat-ref': '' }],
    ['a long reference', { 'concat-ref': MARK.repeat(10) }],
    ['no total', { 'concat-total': '' }],
    ['a total of one', { 'concat-total': '1' }],
    ['more parts than there can be', { 'concat-total': '256' }],
    ['a total that is no number', { 'concat-total': '__proto__' }],
    ['part 0', { 'concat-part': '0' }],
    ['a part beyond the total', { 'concat-part': '4' }],
    ['half a part', { 'concat-part': '1.5' }],
    ['no part', { 'concat-part': '' }],
    ['another kind of concat', { concat: 'TRUE' }],
  ])('a part of a split text with %s is a text of its own, once', async (_name, wrong) => {
    const split = { concat: 'true', 'concat-ref': '42', 'concat-total': '3', 'concat-part': '2' };
    const params = good({ ...split, ...wrong });
    for (const method of ['GET', 'POST', 'JSON'] as const) {
      expect((await desk.webhook(path, params, { method })).status).toBe(200);
    }
    const { inbound } = await tracesOf(desk, params['msisdn'] ?? '');
    expect(inbound).toEqual([expect.objectContaining({ id: `in-${params['messageId']}`, text: 'Hello' })]);
  });

  test.each(['message-timestamp', 'concat', 'concat-ref', 'concat-total', 'concat-part'])(
    '%s given as a list, as an object or twice is refused, and nothing changes',
    async (name) => {
      const params = freshly(good({ [name]: '1' }));
      const sig = signature(params);
      await changesNothing(desk, async () => {
        for (const wrong of [['1'], { a: '1' }, [['1']]]) {
          const body = jsonBody({ ...params, sig, [name]: wrong });
          expectRefusal(await desk.ask('POST', tokenUrl(path), body), [400, 401]);
        }
        const twice = `${new URLSearchParams({ ...params, sig }).toString()}&${name}=1`;
        const form = { ...formBody({}), body: twice };
        expectRefusal(await desk.ask('POST', tokenUrl(path), form), [400]);
      });
    },
  );

  test('parameters named __proto__ and constructor are signed like any other and mean nothing', async () => {
    const params = freshly(good({ constructor: 'x', toString: 'y', hasOwnProperty: 'z' }));
    const body = JSON.stringify({ ...params, sig: signature(params) });
    const polluted = body.replace('{', '{"__proto__":{"isAdmin":"1"},');
    const headers = { 'content-type': 'application/json' };
    const refused = await changesNothing(desk, () =>
      desk.ask('POST', tokenUrl(path), { body: polluted, headers }),
    );
    expectRefusal(refused, [400, 401]);
    expect((await desk.ask('POST', tokenUrl(path), { body, headers })).status).toBe(200);
  });

  test('a thousand parameters: answered, not crashed', async () => {
    const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`p${index}`, 'x']));
    expect((await desk.webhook(path, good(many))).status).toBe(200);
  });
});

describe('/receipts', () => {
  const receipt = (more: Record<string, string> = {}): Record<string, string> => ({
    msisdn: '447700900123',
    to: NUMBERS.support,
    messageId: randomUUID(),
    status: 'delivered',
    'err-code': '0',
    'client-ref': 'fd0',
    ...more,
  });

  test.each([
    ['messageId', ''],
    ['messageId', MARK.repeat(20)],
    ['messageId', '__proto__'],
    ['messageId', '#part'],
    ['status', ''],
    ['status', MARK],
    ['status', 'DELIVERED-NOT'],
    ['status', '__proto__'],
    ['err-code', MARK],
    ['client-ref', MARK.repeat(20)],
  ])('%s of %p: refused, or taken and ignored; nothing changes', async (name, value) => {
    for (const method of ['GET', 'POST', 'JSON'] as const) {
      const answer = await changesNothing(desk, () =>
        desk.webhook('/receipts', receipt({ [name]: value }), { method }),
      );
      if (answer.status !== 200) expectRefusal(answer, [400]);
      expect(answer.text).not.toContain(MARK);
    }
  });

  test.each(['', 'in-0', '__proto__', 'constructor', 'toString', `x'"<>`, 'a\0b'])(
    'for a text that is not ours (%p): 200, nothing changes',
    async (reference) => {
      const answer = await changesNothing(desk, () =>
        desk.webhook('/receipts', receipt({ 'client-ref': reference })),
      );
      expect(answer.status).toBe(200);
    },
  );

  test('a receipt whose client-ref is the id of an inbound text changes nothing and is done with', async () => {
    const params = desk.inbound(desk.newCustomer(), 'Hello');
    await desk.webhook('/support', params);
    const answer = await changesNothing(desk, () =>
      desk.webhook('/receipts', receipt({ 'client-ref': `in-${params['messageId']}` })),
    );
    expect(answer.status).toBe(200);
  });

  test.each(['0A0000000123ABCD1', '5b4d1a3e-0c2f-4d55-9f0a-1b2c3d4e5f60', 'constructor', 'a.b'])(
    'a part whose id is %p is noted like any other',
    async (part) => {
      const customer = desk.newCustomer();
      await desk.simulate('POST', '/simulator/faults', { webhooks: { dropReceipts: true } });
      await desk.text(customer, 'Hello');
      await desk.simulate('DELETE', '/simulator/faults');
      const [sent] = await desk.received(customer);
      const reference = { 'client-ref': sent?.clientRef ?? '', messageId: part };
      expect((await desk.webhook('/receipts', receipt(reference))).status).toBe(200);
      expect((await tracesOf(desk, customer)).outbound[0]).toMatchObject({ status: 'delivered' });
    },
  );
});

test('a part id that would be a prototype, on a text of ours, is refused and changes nothing', async () => {
  const customer = desk.newCustomer();
  await desk.simulate('POST', '/simulator/faults', { webhooks: { dropReceipts: true } });
  await desk.text(customer, 'Hello');
  await desk.simulate('DELETE', '/simulator/faults');
  const [sent] = await desk.received(customer);
  const params = {
    msisdn: customer,
    messageId: '__proto__',
    status: 'delivered',
    'client-ref': sent?.clientRef ?? '',
  };
  expectRefusal(await changesNothing(desk, () => desk.webhook('/receipts', params)), [400]);
});

test.each(['PUT', 'DELETE', 'PATCH'])(
  '%s on a webhook is not found, in the gateway’s own shape',
  async (method) => {
    for (const path of ['/support', '/update', '/receipts', '/webhooks/answer', '/webhooks/event']) {
      const body = method === 'DELETE' ? {} : formBody({ a: '1' });
      const answer = await changesNothing(desk, () => desk.ask(method, path, body));
      expect(answer).toMatchObject({ status: 404, body: { message: 'Not Found' } });
    }
    expect((await desk.ask('POST', '/nowhere', jsonBody({}))).status).toBe(404);
  },
);

test.each(['+', '00'])('a customer whose number came with %j is one customer, and obeyed', async (before) => {
  const customer = desk.newCustomer();
  await desk.webhook('/support', desk.inbound(customer, 'Please help'));
  const written = { to: `${before}${NUMBERS.support}` };
  for (const method of ['GET', 'POST', 'JSON'] as const) {
    const params = desk.inbound(`${before}${customer}`, `More by ${method}`, written);
    expect((await desk.webhook('/support', params, { method })).status).toBe(200);
  }
  expect((await desk.webhook('/support', desk.inbound(`${before}${customer}`, 'STOP', written))).status).toBe(
    200,
  );
  const { tickets, inbound } = await tracesOf(desk, customer);
  expect([tickets.length, inbound.length]).toEqual([1, 5]);
  expect((await desk.notify({ number: customer })).status).toBe(409);
});
