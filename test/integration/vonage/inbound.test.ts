import { createHash, createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import {
  SIGNATURE_METHODS,
  smsSignature,
  type SignatureMethod,
} from '../../../local/vonage/webhooks/signature.ts';
import { offence } from './structure.ts';
import {
  account,
  fields,
  hang,
  JANES_PHONE,
  openWorld,
  reset,
  status,
  SUPPORT,
  type Received,
  type World,
} from './setup.ts';

let world: World;
const opened: World[] = [];
const open = async (signatureMethod: SignatureMethod = 'sha256'): Promise<World> => {
  const one = await openWorld({ account: { ...account, signatureMethod } });
  opened.push(one);
  await one.form('/number/update', {
    country: 'GB',
    msisdn: SUPPORT,
    moHttpUrl: `${one.receiver.url}/in?token=t`,
  });
  one.receiver.received.length = 0;
  return one;
};
beforeEach(async () => {
  world = await open();
});
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

const text = (changes: Record<string, unknown> = {}, at = world) =>
  at.call('POST', '/simulator/messages', {
    from: JANES_PHONE,
    to: SUPPORT,
    text: 'Hi & = there',
    ...changes,
  });

const parameters = ({ method, query, body, headers }: Received): Record<string, string> => {
  if (method === 'GET') return Object.fromEntries([...query].filter(([name]) => name !== 'token'));
  if (headers['content-type'] === 'application/json')
    return z.record(z.string(), z.string()).parse(fields(body));
  return Object.fromEntries(new URLSearchParams(body));
};

/** The documented algorithm, written a second time. */
function expectedSignature(values: Record<string, string>, method: SignatureMethod): string {
  let base = '';
  for (const name of Object.keys(values).sort()) {
    if (name !== 'sig') base += `&${name}=${(values[name] ?? '').replaceAll('&', '_').replaceAll('=', '_')}`;
  }
  return method === 'md5hash'
    ? createHash('md5')
        .update(base + account.signatureSecret)
        .digest('hex')
    : createHmac(method, account.signatureSecret).update(base).digest('hex');
}

describe('signatures', () => {
  const vector = {
    'message-timestamp': '2013-11-21 15:27:30',
    messageId: '020000001B0FE827',
    msisdn: '14843472194',
    text: 'Test again',
    timestamp: '1385047698',
    to: '13239877404',
    type: 'text',
  };

  test('agree with the published vectors', () => {
    expect(smsSignature(vector, account.signatureSecret, 'md5hash').toLowerCase()).toBe(
      'd2e7b1dc968737c5998ad624e02f90b7',
    );
    expect(smsSignature(vector, account.signatureSecret, 'sha256')).toBe(
      'DDB8397C2B90AAC7F3882D306475C9A5058C92322EEF43C92B298B6E0FC0D330',
    );
  });

  test.each(SIGNATURE_METHODS)('%s proves a webhook by GET, form and JSON', async (method) => {
    const one = await open(method);
    for (const way of ['GET', 'POST', 'JSON']) await text({ method: way }, one);
    expect(one.receiver.received.map((request) => request.method)).toEqual(['GET', 'POST', 'POST']);
    for (const request of one.receiver.received) {
      const values = parameters(request);
      expect(request.query.get('token')).toBe('t');
      expect(values['sig']?.toLowerCase()).toBe(expectedSignature(values, method));
      expect(Math.abs(Number(values['timestamp']) * 1000 - one.clock.now())).toBeLessThan(60_000);
    }
  });

  test('satisfy the SDK', async () => {
    await text();
    const { AlgorithmTypes } = await import('@vonage/auth');
    const values = parameters(world.receiver.received[0] as Received);
    const verified = world
      .sdk()
      .sms.verifySignature(values['sig'] ?? '', values, account.signatureSecret, AlgorithmTypes.sha256hmac);
    expect(verified).toBe(true);
  });
});

describe('a customer’s text', () => {
  test('becomes a webhook with every field, and is on the phone', async () => {
    const { status: code, json } = await text({ text: 'hello こんにちは' });
    expect(code).toBe(200);
    const values = parameters(world.receiver.received[0] as Received);
    expect(offence('sms', '/components/schemas/InboundMessage', values, { allow: ['sig'] })).toBeUndefined();
    expect(values).toMatchObject({
      msisdn: JANES_PHONE,
      to: SUPPORT,
      text: 'hello こんにちは',
      type: 'unicode',
      keyword: 'HELLO',
      'api-key': account.apiKey,
      'message-timestamp': expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
    });
    expect(json).toMatchObject({
      messageIds: [values['messageId']],
      webhooks: [{ status: 200, attempt: 1 }],
    });
    const { json: shown } = await world.call('GET', `/simulator/messages?number=${JANES_PHONE}`);
    expect(shown).toMatchObject([
      { id: values['messageId'], direction: 'inbound', text: 'hello こんにちは', receipts: [] },
    ]);
  });

  test('goes to the account’s URL when the number has none', async () => {
    await world.form('/number/update', { country: 'GB', msisdn: SUPPORT, moHttpUrl: '' });
    expect((await text()).json).toMatchObject({ webhooks: [] });
    await world.form('/account/settings', { moCallBackUrl: `${world.receiver.url}/all` });
    await text();
    expect(world.receiver.at('/all').map(({ method }) => method)).toEqual(['GET', 'POST']);
  });

  test('of a long text is one webhook, or its parts when split', async () => {
    const long = 'x'.repeat(200);
    await text({ text: long });
    expect(parameters(world.receiver.received[0] as Received)).toMatchObject({ text: long });
    world.receiver.received.length = 0;
    const { json } = await text({ text: long, split: true, order: [2, 1, 2] });
    const parts = world.receiver.received.map(parameters);
    expect(parts.map((part) => part['concat-part'])).toEqual(['2', '1', '2']);
    expect(parts.map((part) => part['text']?.length)).toEqual([47, 153, 47]);
    expect(new Set(parts.map((part) => part['concat-ref'])).size).toBe(1);
    expect(parts[0]).toMatchObject({ concat: 'true', 'concat-total': '2' });
    expect(parts[1]?.['messageId']).not.toBe(parts[0]?.['messageId']);
    expect(json).toMatchObject({ messageIds: [parts[1]?.['messageId'], parts[0]?.['messageId']] });
    world.receiver.received.length = 0;
    await text({ text: 'abcdef', split: 3 });
    expect(world.receiver.received.map(parameters).map((part) => part['text'])).toEqual(['ab', 'cd', 'ef']);
  });

  test('can come several times at once', async () => {
    const { json } = await text({ copies: 4 });
    expect(json).toMatchObject({
      webhooks: [{ status: 200 }, { status: 200 }, { status: 200 }, { status: 200 }],
    });
    const values = world.receiver.received.map(parameters);
    expect(new Set(values.map((value) => value['messageId'])).size).toBe(1);
    expect(new Set(values.map((value) => value['nonce'])).size).toBeGreaterThan(0);
  });

  test('may come from a sender that is a name', async () => {
    await text({ from: 'BANK' });
    expect(parameters(world.receiver.received[0] as Received)).toMatchObject({ msisdn: 'BANK' });
  });
});

describe('retries', () => {
  const tries = async () =>
    z
      .array(z.object({ status: z.number(), attempt: z.number(), kind: z.string() }))
      .parse((await world.call('GET', '/simulator/webhooks')).json)
      .filter(({ kind }) => kind === 'inbound-sms')
      .map(({ status: code, attempt }) => [code, attempt]);
  const advance = async (ms: number): Promise<void> => {
    await world.clock.advance(ms);
    await world.vonage.settled();
  };

  test.each([
    ['429', status(429), 429],
    ['500', status(500), 500],
    ['503', status(503), 503],
    ['a reset', reset, 0],
  ])('follow %s, 5 s doubling', async (_, reply, code) => {
    world.receiver.answer('/in', reply, reply, status(204));
    expect((await text()).json).toMatchObject({ webhooks: [{ status: code, attempt: 1 }] });
    await advance(4_000);
    expect(await tries()).toEqual([[code, 1]]);
    await advance(1_500);
    expect(await tries()).toEqual([
      [code, 1],
      [code, 2],
    ]);
    await advance(60_000);
    expect(await tries()).toEqual([
      [code, 1],
      [code, 2],
      [204, 3],
    ]);
    const [first, second] = world.receiver.received.map(parameters);
    expect(second?.['messageId']).toBe(first?.['messageId']);
    expect(second?.['nonce']).not.toBe(first?.['nonce']);
    expect(second?.['sig']?.toLowerCase()).toBe(expectedSignature(second ?? {}, 'sha256'));
  });

  test.each([200, 204, 302, 400, 401, 404])('do not follow %d', async (code) => {
    world.receiver.answer('/in', status(code));
    await text();
    await advance(3_600_000);
    expect(await tries()).toEqual([[code, 1]]);
  });

  test('follow silence', async () => {
    world.receiver.answer('/in', hang, status(200));
    const sending = text();
    while (world.receiver.received.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await advance(15_000);
    expect((await sending).json).toMatchObject({ webhooks: [{ status: 0, attempt: 1 }] });
    await advance(5_000);
    expect(await tries()).toEqual([
      [0, 1],
      [200, 2],
    ]);
  });

  test('end after a day', async () => {
    world.receiver.answer('/in', status(500));
    await text();
    await advance(25 * 3_600_000);
    const count = (await tries()).length;
    // 5 s to 640 s doubling, then every 15 minutes.
    expect(count).toBeGreaterThan(95);
    expect(count).toBeLessThan(110);
    await advance(25 * 3_600_000);
    expect(await tries()).toHaveLength(count);
  });

  test('are forgotten by a reset', async () => {
    world.receiver.answer('/in', status(500));
    await text();
    await world.call('POST', '/simulator/reset');
    await advance(60_000);
    expect(world.receiver.received).toHaveLength(1);
    expect((await world.call('GET', '/simulator/webhooks')).json).toEqual([]);
    expect((await world.call('GET', '/simulator/messages')).json).toEqual([]);
  });
});

describe('POST /simulator/messages', () => {
  test.each([
    ['nothing', '', 400],
    ['no JSON', '{', 400],
    ['a list', [], 400],
    ['no text', { from: '1234567', to: SUPPORT }, 400],
    ['a text that is a number', { from: '1234567', to: SUPPORT, text: 1 }, 400],
    ['an unknown field', { from: '1234567', to: SUPPORT, text: '', colour: 1 }, 400],
    ['a number that is not ours', { from: '1234567', to: '447700900123', text: '' }, 400],
    ['a method that is none', { from: '1234567', to: SUPPORT, text: '', method: 'PUT' }, 400],
    ['no copies', { from: '1234567', to: SUPPORT, text: '', copies: 0 }, 400],
  ])('refuses %s', async (_, body, code) => {
    const { status: got, json } = await world.call('POST', '/simulator/messages', body);
    expect({ got, json }).toEqual({ got: code, json: { error: expect.any(String) } });
  });

  test('sends the Messages API’s shape when asked, with a JWT', async () => {
    const { makeApplication } = await import('./setup.ts');
    const id = await makeApplication(world);
    const { basic } = await import('./setup.ts');
    const capabilities = {
      messages: { webhooks: { inbound_url: { address: `${world.receiver.url}/msg` } } },
    };
    await world.call(
      'PUT',
      `/v2/applications/${id}`,
      { name: 'Desk', capabilities },
      { authorization: basic },
    );
    await text({ as: 'messages', text: 'Hallo' });
    const [request] = world.receiver.at('/msg');
    expect(fields(request?.body ?? '')).toMatchObject({
      from: JANES_PHONE,
      to: SUPPORT,
      channel: 'sms',
      text: 'Hallo',
    });
    expect(request?.headers.authorization).toMatch(/^Bearer /);
  });
});
