import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { asDisplayed, toParts, typeOf } from '../../../local/vonage/sms/encoding.ts';
import { offence } from './structure.ts';
import { account, basic, JANES_PHONE, openWorld, SUPPORT, TEXT_ONLY, type World } from './setup.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.call('POST', '/simulator/reset');
  world.receiver.received.length = 0;
});

const send = (
  changes: Record<string, unknown> = {},
  headers: Record<string, string> = { authorization: basic },
) => world.call('POST', '/sms/json', { from: SUPPORT, to: JANES_PHONE, text: 'Hello', ...changes }, headers);
const phone = async () => (await world.call('GET', `/simulator/messages?number=${JANES_PHONE}`)).json;

describe('encoding', () => {
  test('parts are counted as a handset counts them', () => {
    expect(toParts('a'.repeat(160), 'text')).toHaveLength(1);
    expect(toParts('a'.repeat(161), 'text').map((part) => part.length)).toEqual([153, 8]);
    expect(toParts('a'.repeat(306), 'text')).toHaveLength(2);
    expect(toParts('a'.repeat(307), 'text')).toHaveLength(3);
    expect(toParts('€'.repeat(80), 'text')).toHaveLength(1);
    expect(toParts('€'.repeat(81), 'text').map((part) => part.length)).toEqual([76, 5]);
    expect(toParts('あ'.repeat(70), 'unicode')).toHaveLength(1);
    expect(toParts('あ'.repeat(71), 'unicode').map((part) => part.length)).toEqual([67, 4]);
    expect(toParts('😀'.repeat(36), 'unicode').map((part) => part.length)).toEqual([66, 6]);
  });

  test('what GSM-7 does not have is lost in a text sent as text', () => {
    expect(typeOf('Grüße {à la} Ω €')).toBe('text');
    expect(typeOf('ありがとう')).toBe('unicode');
    expect(asDisplayed('Dear 李, 😀!', 'text')).toBe('Dear ?, ?!');
    expect(asDisplayed('Dear 李, 😀!', 'unicode')).toBe('Dear 李, 😀!');
  });
});

describe('the SDK', () => {
  test('sends a text, which reaches the phone', async () => {
    const answer = await world
      .sdk()
      .sms.send({ from: SUPPORT, to: JANES_PHONE, text: 'Ticket 7', clientRef: 'r-1' });
    expect(answer.messages[0]).toMatchObject({ status: '0', to: JANES_PHONE, clientRef: 'r-1' });
    expect(await phone()).toMatchObject([
      {
        direction: 'outbound',
        from: SUPPORT,
        to: JANES_PHONE,
        text: 'Ticket 7',
        type: 'text',
        parts: 1,
        clientRef: 'r-1',
      },
    ]);
  });

  test('is throttled as often as the fault says', async () => {
    await world.call('POST', '/simulator/faults', { sms: { throttle: 1 } });
    const message = { from: SUPPORT, to: JANES_PHONE, text: 'again' };
    await expect(world.sdk().sms.send(message)).rejects.toMatchObject({
      response: {
        messages: [{ status: '1', 'error-text': 'Throughput Rate Exceeded - please wait [ 702 ] and retry' }],
      },
    });
    await world.sdk().sms.send(message);
    expect(await phone()).toHaveLength(1);
  });

  test('learns of a failure, as a status and as HTTP', async () => {
    const message = { from: SUPPORT, to: JANES_PHONE, text: 'no' };
    await world.call('POST', '/simulator/faults', { sms: { fail: { status: 5, times: 2 } } });
    for (let time = 0; time < 2; time += 1) {
      await expect(world.sdk().sms.send(message)).rejects.toMatchObject({
        response: { messages: [{ status: '5' }] },
      });
    }
    await world.call('POST', '/simulator/faults', { sms: { fail: { status: 503 } } });
    await expect(world.sdk().sms.send(message)).rejects.toMatchObject({ response: { status: 503 } });
    await world.sdk().sms.send(message);
    expect(await phone()).toHaveLength(1);
  });

  test('that gives up waiting does not know that the text arrived', async () => {
    await world.call('POST', '/simulator/faults', { sms: { timeout: 1 } });
    const message = { from: SUPPORT, to: JANES_PHONE, text: 'once' };
    await expect(world.sdk({ timeout: 200 }).sms.send(message)).rejects.toMatchObject({ name: 'AbortError' });
    expect(await phone()).toMatchObject([{ text: 'once' }]);
  });
});

describe('POST /sms/json', () => {
  test('answers one entry per part, all strings, as the document describes', async () => {
    const { status, json } = await send({ text: 'あ'.repeat(71), type: 'unicode', 'client-ref': 'x' });
    expect(status).toBe(200);
    expect(offence('sms', '/components/schemas/SMS', json)).toBeUndefined();
    expect(json).toMatchObject({
      'message-count': '2',
      messages: [
        { status: '0', 'message-price': '0.03330000', 'client-ref': 'x' },
        { status: '0', 'client-ref': 'x' },
      ],
    });
  });

  test('takes forms and credentials in the body', async () => {
    const { json } = await world.form('/sms/json', {
      api_key: account.apiKey,
      api_secret: account.apiSecret,
      from: SUPPORT,
      to: JANES_PHONE,
      text: 'Form & =',
    });
    expect(json).toMatchObject({ messages: [{ status: '0' }] });
    const inBody = await send({ api_key: account.apiKey, api_secret: account.apiSecret }, {});
    expect(inBody.json).toMatchObject({ messages: [{ status: '0' }] });
  });

  test.each([
    ['nothing', {}, 200, '2'],
    ['a wrong secret', { api_key: account.apiKey, api_secret: 'wrong' }, 200, '4'],
    ['a wrong signature', { api_key: account.apiKey, sig: 'wrong', timestamp: '1' }, 200, '14'],
    ['signature and secret', { api_key: account.apiKey, api_secret: account.apiSecret, sig: 'x' }, 200, '32'],
  ])('refuses %s in place of credentials', async (_, changes, code, smsStatus) => {
    const { status, json } = await send(changes, {});
    expect({ status, json }).toMatchObject({ status: code, json: { messages: [{ status: smsStatus }] } });
    expect(await phone()).toEqual([]);
  });

  test('answers 401 to a wrong header', async () => {
    const { status, json } = await send(
      {},
      { authorization: `Basic ${Buffer.from('a:b').toString('base64')}` },
    );
    expect({ status, json }).toMatchObject({ status: 401, json: { messages: [{ status: '4' }] } });
  });

  test.each([
    ['no to', { to: undefined }, '2'],
    ['no from', { from: '' }, '2'],
    ['no text', { text: '' }, '2'],
    ['a plus', { to: `+${JANES_PHONE}` }, '3'],
    ['too few digits', { to: '123456' }, '3'],
    ['too many digits', { to: '1234567890123456' }, '3'],
    ['a list of recipients', { to: [JANES_PHONE] }, '3'],
    ['an unknown type', { type: 'html' }, '3'],
    ['a long reference', { 'client-ref': 'r'.repeat(101) }, '3'],
    ['a short life', { ttl: 1 }, '3'],
    ['an unknown prefix', { to: '00447700900777' }, '6'],
    ['too long a text', { text: 'x'.repeat(3_201) }, '12'],
    ['a number that is not ours', { from: '447700900999' }, '15'],
    ['a name to North America', { from: 'ACME', to: '12025550123' }, '15'],
    ['too long a name', { from: 'ACME Support Ltd' }, '3'],
    ['a callback that is none', { callback: 'ftp://x' }, '23'],
    ['binary without a body', { type: 'binary' }, '2'],
  ])('refuses %s', async (_, changes, smsStatus) => {
    const { status, json } = await send(changes);
    expect(status).toBe(200);
    expect(json).toMatchObject({
      'message-count': '1',
      messages: [{ status: smsStatus, 'error-text': expect.any(String) }],
    });
    expect(await phone()).toEqual([]);
  });

  test('refuses what is no JSON', async () => {
    expect(await send({}, { authorization: basic, 'content-type': 'application/json' })).toMatchObject({
      status: 200,
    });
    expect(await world.call('POST', '/sms/json', '{', { authorization: basic })).toMatchObject({
      status: 400,
    });
  });
});

describe('delivery receipts', () => {
  beforeEach(async () => {
    await world.form('/account/settings', { drCallBackUrl: `${world.receiver.url}/receipts` });
    world.receiver.received.length = 0;
  });
  const receipts = () =>
    world.receiver.at('/receipts').map(({ body }) => Object.fromEntries(new URLSearchParams(body)));

  test('follow the answer, one per part', async () => {
    await send({ text: 'a'.repeat(161), 'client-ref': 'ref' });
    await world.vonage.settled();
    const [first, second] = receipts();
    expect(offence('sms', '/components/schemas/DeliveryReceipt', first)).toBeUndefined();
    expect(first).toMatchObject({
      msisdn: JANES_PHONE,
      to: SUPPORT,
      status: 'delivered',
      'err-code': '0',
      'client-ref': 'ref',
    });
    expect(second?.['messageId']).not.toBe(first?.['messageId']);
    expect(await phone()).toMatchObject([{ receipts: [{ status: 'delivered' }, { status: 'delivered' }] }]);
  });

  test('go to the URL that the text names', async () => {
    await send({ callback: `${world.receiver.url}/own` });
    await world.vonage.settled();
    expect(world.receiver.at('/own')).toHaveLength(1);
    expect(receipts()).toEqual([]);
  });

  test('are not sent when not wanted, or when lost', async () => {
    await send({ 'status-report-req': false });
    await world.call('POST', '/simulator/faults', { webhooks: { dropReceipts: true } });
    await send();
    await world.vonage.settled();
    expect(receipts()).toEqual([]);
  });

  test('come doubled, late and out of order when told to', async () => {
    await world.call('POST', '/simulator/faults', {
      webhooks: { copies: 2, delayMs: 60_000, reorder: true },
    });
    await send();
    await world.vonage.settled();
    expect(receipts()).toEqual([]);
    await world.clock.advance(60_000);
    await world.vonage.settled();
    expect(receipts().map(({ status }) => status)).toEqual([
      'delivered',
      'delivered',
      'buffered',
      'buffered',
    ]);
  });

  test('can tell of a failure', async () => {
    await world.call('POST', '/simulator/faults', { sms: { receipt: { status: 'failed', errCode: '4' } } });
    await world.sdk().sms.send({ from: TEXT_ONLY, to: JANES_PHONE, text: 'x' });
    await world.vonage.settled();
    expect(receipts()).toMatchObject([{ status: 'failed', 'err-code': '4' }]);
  });
});
