import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { NUMBERS, signature, TestDesk, voiceJwt, type Answer } from '../../desk/desk.ts';
import { editSecret } from './owner.ts';
import { expectRefusal, MARK } from './refusals.ts';
import { changesNothing } from './state.ts';
import { tracesOf } from './traces.ts';

/* An account that is switched to the Messages API sends the same texts and receipts in another shape, to the same URLs.
 * Its JWT is made in TestDesk from the documentation. */

let desk: TestDesk;
beforeAll(async () => {
  desk = await TestDesk.open();
});
afterAll(() => desk.close());

type Path = '/support' | '/update' | '/receipts';
type Body = Record<string, unknown>;

const iso = (offsetMs = 0): string => new Date(desk.system.clock.now() + offsetMs).toISOString();

const said = (from: string, more: Body = {}): Body => ({
  to: NUMBERS.support,
  from,
  channel: 'sms',
  message_uuid: randomUUID(),
  timestamp: iso(-1_000),
  usage: { price: '0.0333', currency: 'EUR' },
  message_type: 'text',
  text: 'My order is late',
  sms: { num_messages: '1', keyword: 'MY' },
  ...more,
});

interface Sending {
  /** Of the URL; as it was registered where not given. */
  token?: string | undefined;
  /** Undefined for none; as Vonage makes it where not given. */
  authorization?: ((raw: string) => string) | undefined;
  type?: string;
}

const bearer = (raw: string, claims: Body = {}, ...more: [secret?: string, header?: object]): string =>
  `Bearer ${voiceJwt(desk, raw, claims, ...more)}`;

function post(path: Path, body: Body | string, given: Sending = {}): Promise<Answer> {
  const raw = typeof body === 'string' ? body : JSON.stringify(body);
  const token = 'token' in given ? given.token : desk.system.account.webhookToken;
  const authorization = 'authorization' in given ? given.authorization?.(raw) : bearer(raw);
  return desk.ask('POST', token === undefined ? path : `${path}?token=${token}`, {
    body: raw,
    headers: {
      'content-type': given.type ?? 'application/json',
      ...(authorization !== undefined && { authorization }),
    },
  });
}

describe('a customer’s text', () => {
  test('sent from a phone opens a ticket and is confirmed', async () => {
    const customer = desk.newCustomer();
    const { body } = await desk.text(customer, 'My order is late', { as: 'messages' });
    expect(body.webhooks.map(({ status }) => status)).toEqual([200]);
    const { tickets, inbound } = await tracesOf(desk, customer);
    expect(tickets).toHaveLength(1);
    expect(inbound).toEqual([
      expect.objectContaining({
        id: `in-${body.messageIds[0]}`,
        text: 'My order is late',
        ours: NUMBERS.support,
        customer,
      }),
    ]);
    expect((await desk.received(customer)).map(({ text }) => text)).toEqual([
      expect.stringMatching(/ticket/i),
    ]);
  });

  test('long, is put together by Vonage and one text here', async () => {
    const customer = desk.newCustomer();
    const long = 'My order is late. '.repeat(20);
    await desk.text(customer, long, { as: 'messages', split: true });
    expect((await tracesOf(desk, customer)).inbound.map(({ text }) => text)).toEqual([long]);
  });

  test('to the delivery number answers its notification', async () => {
    const customer = desk.newCustomer();
    await desk.notify({ number: customer });
    await desk.text(customer, '2', { as: 'messages', to: NUMBERS.delivery });
    const texts = await desk.received(customer);
    expect(texts.at(-1)?.text).toMatch(/option 2\b/);
  });

  test.each(['/support', '/update'] as const)('to %s is the same text', async (path) => {
    const customer = desk.newCustomer();
    expect((await post(path, said(customer))).status).toBe(200);
    const { tickets, inbound } = await tracesOf(desk, customer);
    expect([tickets.length, inbound.length]).toEqual([1, 1]);
  });

  test('five times at once, and once more minutes later, is one message and one confirmation', async () => {
    const customer = desk.newCustomer();
    const body = said(customer);
    const answers = await Promise.all(Array.from({ length: 5 }, () => post('/support', body)));
    for (const { status } of answers) expect([200, 503]).toContain(status);
    await desk.advance(600_000);
    expect((await post('/support', body)).status).toBe(200);
    await desk.system.settled();
    const { tickets, inbound } = await tracesOf(desk, customer);
    expect([tickets.length, inbound.length]).toEqual([1, 1]);
    expect(await desk.received(customer)).toHaveLength(1);
  });

  test('says when it was sent, whole seconds or parts of them', async () => {
    const customer = desk.newCustomer();
    const timestamp = iso(-5_000);
    await post('/support', said(customer, { timestamp }));
    const { inbound } = await tracesOf(desk, customer);
    expect(inbound[0]?.['sentAt']).toBe(Date.parse(timestamp));
  });

  test.each([
    ['missing', undefined],
    ['null', null],
    ['empty', ''],
    ['a number', 1_795_255_200_000],
    ['a list', ['2026-11-21T10:00:00Z']],
    ['no time', MARK],
    ['a day that is none', '2026-02-30T10:00:00Z'],
    ['ten years ahead', '2036-11-21T10:00:00Z'],
  ])('whose timestamp is %s is taken all the same', async (_name, timestamp) => {
    const customer = desk.newCustomer();
    expect((await post('/support', said(customer, { timestamp }))).status).toBe(200);
    const { inbound } = await tracesOf(desk, customer);
    expect(inbound.map(({ text, sentAt }) => ({ text, sentAt }))).toEqual([
      { text: 'My order is late', sentAt: undefined },
    ]);
  });

  test('signed by a clock that is a few seconds ahead is taken', async () => {
    const customer = desk.newCustomer();
    const ahead = Math.floor(desk.system.clock.now() / 1_000) + 8;
    const authorization = (raw: string) => bearer(raw, { iat: ahead, nbf: ahead });
    expect((await post('/support', said(customer), { authorization })).status).toBe(200);
  });

  test('that Vonage forgot to sign comes again, signed, and is one text', async () => {
    const customer = desk.newCustomer();
    await desk.simulate('POST', '/simulator/faults', { webhooks: { unsigned: 1 } });
    const { body } = await desk.text(customer, 'My order is late', { as: 'messages' });
    expect(body.webhooks.map(({ status }) => status)).toEqual([503]);
    expect((await tracesOf(desk, customer)).inbound).toEqual([]);
    await desk.advance(5_000);
    expect((await tracesOf(desk, customer)).inbound).toHaveLength(1);
    expect(await desk.received(customer)).toHaveLength(1);
  });

  test('from a number with a plus is that number’s', async () => {
    const customer = desk.newCustomer();
    await post('/support', said(`+${customer}`, { to: `+${NUMBERS.support}` }));
    expect((await tracesOf(desk, customer)).tickets).toHaveLength(1);
    expect(await desk.received(customer)).toHaveLength(1);
  });

  test.each([
    ['a picture', { message_type: 'image', image: { url: 'https://example.test/a.jpg' }, text: undefined }],
    ['something unknown', { message_type: MARK, text: null }],
    ['nothing', { text: '' }],
  ])('that is %s is stored, empty', async (_name, more) => {
    const customer = desk.newCustomer();
    expect((await post('/support', said(customer, more))).status).toBe(200);
    expect((await tracesOf(desk, customer)).inbound.map(({ text }) => text)).toEqual(['']);
  });

  test('of hostile words and nested extras is stored as it came', async () => {
    const customer = desk.newCustomer();
    const text = '<script>{ticket}</script> \0 __proto__ ';
    const more = { text, usage: [[JSON.parse('{"__proto__":1}')]], sms: MARK, constructor: { prototype: 1 } };
    expect((await post('/support', said(customer, more))).status).toBe(200);
    expect((await tracesOf(desk, customer)).inbound.map((item) => item['text'])).toEqual([text]);
  });
});

describe.each(['/support', '/update'] as const)('%s refuses, and nothing changes,', (path) => {
  const refused = async (body: Body | string, statuses: number[], given: Sending = {}): Promise<void> => {
    expectRefusal(await changesNothing(desk, () => post(path, body, given)), statuses);
  };
  /** The same of several texts, each wrong in its own way. */
  const allRefused = async (wrongs: Body[], statuses: number[], given: Sending = {}): Promise<void> => {
    const bodies = wrongs.map((wrong) => said(desk.newCustomer(), wrong));
    await changesNothing(desk, async () => {
      for (const body of bodies) expectRefusal(await post(path, body, given), statuses);
    });
  };
  const fields: Record<string, unknown[]> = {
    message_uuid: [null, '', MARK.repeat(20), 42, true, [MARK], { [MARK]: 1 }],
    from: [undefined, null, '', '4'.repeat(41), 447700900001, true, [MARK], { number: MARK }],
    to: [undefined, null, '', MARK, '__proto__', '1'.repeat(30), 447700900000, [NUMBERS.support], {}],
    text: [42, true, [MARK], { [MARK]: 1 }],
    channel: [undefined, null, '', MARK, 'whatsapp', 'SMS', 7, ['sms'], { type: 'sms' }],
  };
  test.each(Object.entries(fields))('a text with another %s: 400', async (name, values) => {
    await allRefused(
      values.map((value) => ({ [name]: value })),
      [400],
    );
  });

  test('a text of another channel, with a reason in the log', async () => {
    await refused(said(desk.newCustomer(), { channel: 'whatsapp' }), [400]);
    expect(desk.logs()).toContain('"wrong-channel"');
  });

  test('a text that no phone can have sent: 413', async () => {
    await refused(said(desk.newCustomer(), { text: MARK.repeat(2_000) }), [413]);
  });

  test('a body of both shapes, whatever it proves: 400', async () => {
    const mixed = [{ messageId: randomUUID() }, { msisdn: '447700900001' }, { messageId: null }];
    await allRefused(mixed, [400]);
    await allRefused(mixed, [400], { authorization: undefined });
    const params = {
      ...desk.inbound(desk.newCustomer(), 'Hello'),
      message_uuid: randomUUID(),
      timestamp: String(Math.floor(desk.system.clock.now() / 1_000)),
    };
    await refused({ ...params, sig: signature(params) }, [400]);
  });

  test('a body in Latin-1, signed as such: 400 that asks for UTF-8', async () => {
    const body = new Uint8Array(
      Buffer.from(JSON.stringify(said(desk.newCustomer(), { text: 'café' })), 'latin1'),
    );
    const answer = await changesNothing(desk, () =>
      desk.ask('POST', `/support?token=${desk.system.account.webhookToken}`, {
        body,
        headers: { 'content-type': 'application/json', authorization: `Bearer ${voiceJwt(desk, body)}` },
      }),
    );
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('UTF-8');
  });

  test('a character that was lost before Vonage signed it is taken as it came', async () => {
    const customer = desk.newCustomer();
    expect((await post('/support', said(customer, { text: 'caf\ufffd' }))).status).toBe(200);
    expect((await tracesOf(desk, customer)).inbound).toMatchObject([{ text: 'caf\ufffd' }]);
  });

  test('a shape that is no JSON by its content type: 401 or 415', async () => {
    await refused(said(desk.newCustomer()), [415], { type: 'text/plain' });
    await refused(said(desk.newCustomer()), [401], { type: 'application/x-www-form-urlencoded' });
  });

  test('a list of texts, or one without its id', async () => {
    await refused(JSON.stringify([said(desk.newCustomer())]), [400, 401]);
    const { message_uuid: _left, ...body } = said(desk.newCustomer());
    await refused(body, [400, 401]);
    await refused(`{"__proto__":${JSON.stringify(said(desk.newCustomer()))}}`, [400, 401]);
  });

  const forgeries: [string, (raw: string) => string][] = [
    ['an empty Authorization', () => ''],
    ['no Bearer', (raw) => voiceJwt(desk, raw)],
    ['Basic', () => 'Basic bG9jYWwwMDA6bG9jYWwtYXBpLXNlY3JldA=='],
    ['another secret', (raw) => bearer(raw, {}, 'another-secret')],
    ['no signature', (raw) => bearer(raw, {}, '', { alg: 'none' })],
    ['another algorithm by name', (raw) => bearer(raw, {}, undefined, { alg: 'HS512' })],
    ['another account', (raw) => bearer(raw, { api_key: 'other000' })],
    ['another application', (raw) => bearer(raw, { application_id: randomUUID() })],
    ['no application', (raw) => bearer(raw, { application_id: undefined })],
    ['another issuer', (raw) => bearer(raw, { iss: 'Nexmo' })],
    ['another body’s hash', () => bearer('{}')],
    ['no hash', (raw) => bearer(raw, { payload_hash: undefined })],
    ['a hash in a list', (raw) => bearer(raw, { payload_hash: [raw] })],
    ['the hash of the same JSON, spaced', (raw) => bearer(JSON.stringify(JSON.parse(raw), undefined, 1))],
    ['no time', (raw) => bearer(raw, { iat: undefined })],
    ['a time six minutes ago', (raw) => bearer(raw, { iat: seconds(-360) })],
    ['a time in six minutes', (raw) => bearer(raw, { iat: seconds(360) })],
    ['a time as text', (raw) => bearer(raw, { iat: String(seconds(0)) })],
    ['a time that ran out', (raw) => bearer(raw, { exp: seconds(-60) })],
    ['a time that has not come', (raw) => bearer(raw, { nbf: seconds(70) })],
  ];
  const seconds = (offset: number): number => Math.floor(desk.system.clock.now() / 1_000) + offset;

  test('no Authorization at our own URL: 503, with a reason of its own', async () => {
    await refused(said(desk.newCustomer()), [503], { authorization: undefined });
    expect(desk.logs()).toContain('"unsigned-webhook"');
  });

  test.each([undefined, 'wrong', 'x'.repeat(32)])(
    'no Authorization, and the token %p: 401',
    async (token) => {
      await refused(said(desk.newCustomer()), [401], { authorization: undefined, token });
    },
  );

  test.each(forgeries)('%s: 401', async (_name, authorization) => {
    await refused(said(desk.newCustomer()), [401], { authorization });
  });

  test('an SMS API signature in the place of the JWT: 401', async () => {
    const params = {
      message_uuid: randomUUID(),
      from: desk.newCustomer(),
      to: NUMBERS.support,
      channel: 'sms',
      text: 'Hello',
      timestamp: String(seconds(0)),
    };
    await refused({ ...params, sig: signature(params) }, [401], { authorization: undefined });
  });

  test.each(['', 'wrong', 'x'.repeat(32)])('a token in the URL that is not ours (%p): 401', async (token) => {
    await refused(said(desk.newCustomer()), [401], { token });
  });

  test('two tokens, one of them right: 401', async () => {
    const token = `${desk.system.account.webhookToken}&token=${desk.system.account.webhookToken}`;
    await refused(said(desk.newCustomer()), [401], { token });
  });

  test('a webhook of ten minutes ago, sent again: 401', async () => {
    const body = said(desk.newCustomer());
    const authorization = bearer(JSON.stringify(body));
    await desk.advance(600_000);
    await refused(body, [401], { authorization: () => authorization });
  });
});

describe('whatever the owner chose for the SMS API', () => {
  afterAll(() => editSecret(desk, 'ProofsSecret', { smsProof: 'both' }));

  test.each(['token', 'signature', 'both'])('(%s) the JWT is needed, and enough', async (smsProof) => {
    await editSecret(desk, 'ProofsSecret', { smsProof });
    for (const token of [undefined, desk.system.account.webhookToken]) {
      const customer = desk.newCustomer();
      const unproven = said(customer);
      const answer = await changesNothing(desk, () =>
        post('/support', unproven, { token, authorization: undefined }),
      );
      expect(answer.status).toBe(token === undefined ? 401 : 503);
      expect((await post('/support', said(customer), { token })).status).toBe(200);
      expect((await tracesOf(desk, customer)).inbound).toHaveLength(1);
    }
  });
});

describe('a status of the Messages API', () => {
  beforeAll(async () => {
    await desk.simulate('POST', '/simulator/faults', { webhooks: { dropReceipts: true } });
  });
  afterAll(async () => {
    await desk.simulate('DELETE', '/simulator/faults');
  });

  /** A text of ours of which nothing is known but that it was sent. */
  async function sent(): Promise<{ customer: string; id: string; reference: string }> {
    const customer = desk.newCustomer();
    await desk.text(customer, 'Hello');
    const [text] = await desk.received(customer);
    return { customer, id: text?.id ?? '', reference: text?.clientRef ?? '' };
  }
  const status = (
    { customer, id, reference }: { customer: string; id: string; reference: string },
    more: Body = {},
  ): Body => ({
    message_uuid: id,
    to: customer,
    from: NUMBERS.support,
    timestamp: iso(),
    status: 'delivered',
    channel: 'sms',
    client_ref: reference,
    usage: { price: '0.0333', currency: 'EUR' },
    ...more,
  });
  const fateOf = async (customer: string) => (await tracesOf(desk, customer)).outbound[0]?.['status'];

  test.each([
    ['submitted', 'sent'],
    ['delivered', 'delivered'],
    ['rejected', 'failed'],
    ['undeliverable', 'failed'],
  ])('%s: the text is %s', async (theirs, ours) => {
    const text = await sent();
    expect(await fateOf(text.customer)).toBe('sent');
    expect((await post('/receipts', status(text, { status: theirs }))).status).toBe(200);
    expect(await fateOf(text.customer)).toBe(ours);
    const again = await changesNothing(desk, () => post('/receipts', status(text, { status: 'submitted' })));
    expect(again.status).toBe(200);
  });

  test('keeps Vonage’s reason', async () => {
    const text = await sent();
    const error = {
      type: 'https://developer.vonage.com/api-errors/messages#1240',
      title: '1240',
      detail: MARK,
    };
    await post('/receipts', status(text, { status: 'rejected', error }));
    const [message] = (await tracesOf(desk, text.customer)).outbound;
    expect(JSON.stringify(message?.['receipts'])).toContain('1240');
    expect(JSON.stringify(message)).not.toContain(MARK);
  });

  test.each([null, 'broken', 7, [], { title: { toString: 1 }, type: 1 }])(
    'is not lost for an error that is %j',
    async (error) => {
      const text = await sent();
      await post('/receipts', status(text, { status: 'rejected', error }));
      expect(await fateOf(text.customer)).toBe('failed');
    },
  );

  test.each<[string, unknown[]]>([
    ['message_uuid', [null, '', MARK.repeat(20), '__proto__', '#part', 42, [MARK], {}]],
    ['status', [undefined, null, '', 'read', MARK, 'DELIVERED', '__proto__', 1, ['delivered'], {}]],
    ['client_ref', [MARK.repeat(20), 42, [MARK], {}]],
    ['msisdn', ['447700900001']],
  ])('with another %s is refused, and nothing changes', async (name, values) => {
    const text = await sent();
    await changesNothing(desk, async () => {
      for (const value of values)
        expectRefusal(await post('/receipts', status(text, { [name]: value })), [400]);
    });
  });

  test.each([undefined, null, '', 'fd0', '__proto__', 'in-0'])(
    'of a text that is not ours (%p): 200, nothing changes',
    async (reference) => {
      const text = await sent();
      const answer = await changesNothing(desk, () =>
        post('/receipts', status(text, { client_ref: reference })),
      );
      expect(answer.status).toBe(200);
    },
  );

  test('without its proof is 401, and nothing changes', async () => {
    const text = await sent();
    for (const authorization of [() => '', () => bearer('{}'), () => 'Bearer a.b.c']) {
      const answer = await changesNothing(desk, () => post('/receipts', status(text), { authorization }));
      expectRefusal(answer, [401]);
    }
    const unsigned = { authorization: undefined };
    expect((await changesNothing(desk, () => post('/receipts', status(text), unsigned))).status).toBe(503);
    const token = 'wrong';
    expectRefusal(await changesNothing(desk, () => post('/receipts', status(text), { token })), [401]);
  });
});
