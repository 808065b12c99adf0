import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { JANES_PHONE, json, makeApplication, openWorld, SUPPORT, type World } from './setup.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

describe('faults', () => {
  test.each([
    ['no JSON', '{'],
    ['a list', []],
    ['an unknown fault', { sms: { explode: 1 } }],
    ['a negative count', { sms: { throttle: -1 } }],
    ['a count that is text', { sms: { throttle: '1' } }],
    ['a failure without status', { sms: { fail: { times: 1 } } }],
    ['a success as a failure', { sms: { fail: { status: 0 } } }],
    ['no copies', { webhooks: { copies: 0 } }],
  ])('refuse %s', async (_, body) => {
    expect(await world.call('POST', '/simulator/faults', body)).toEqual({
      status: 400,
      json: { error: expect.any(String) },
    });
  });

  test('are merged, shown and cleared', async () => {
    await world.call('POST', '/simulator/faults', { sms: { throttle: 2 } });
    await world.call('POST', '/simulator/faults', { sms: { delayMs: 5 }, webhooks: { copies: 3 } });
    expect((await world.call('GET', '/simulator/faults')).json).toEqual({
      sms: { throttle: 2, delayMs: 5 },
      webhooks: { copies: 3 },
    });
    expect(await world.call('DELETE', '/simulator/faults')).toMatchObject({ status: 204 });
    expect((await world.call('GET', '/simulator/faults')).json).toEqual({ sms: {}, webhooks: {} });
  });

  test('delay the answer to a text on the clock', async () => {
    await world.call('POST', '/simulator/faults', { sms: { delayMs: 3_600_000 } });
    let answered = false;
    const sending = world
      .sdk()
      .sms.send({ from: SUPPORT, to: JANES_PHONE, text: 'slow' })
      .then(() => (answered = true));
    await world.call('GET', '/simulator/health');
    expect(answered).toBe(false);
    // The request is on its way: the hour begins when it has arrived.
    while (!answered) {
      await world.clock.advance(3_600_000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await sending;
    expect((await world.call('GET', '/simulator/messages')).json).toMatchObject([{ text: 'slow' }]);
  });
});

describe('the simulator', () => {
  test('has an answer for every path', async () => {
    expect(await world.call('GET', '/simulator/nothing')).toMatchObject({
      status: 404,
      json: { error: expect.any(String) },
    });
    expect(await world.call('POST', '/simulator/reset', { all: true })).toMatchObject({ status: 400 });
  });

  test('delivers a text of a million characters, and one of none', async () => {
    await world.form('/account/settings', { moCallBackUrl: `${world.receiver.url}/in` });
    for (const text of ['x'.repeat(1_000_000), '']) {
      const { status } = await world.call('POST', '/simulator/messages', {
        from: JANES_PHONE,
        to: SUPPORT,
        text,
        method: 'JSON',
      });
      expect(status).toBe(200);
    }
    expect(world.receiver.at('/in').map(({ body }) => body.length > 1_000_000)).toEqual([false, true, false]);
  });

  test('says that nobody listens at a webhook', async () => {
    await world.form('/account/settings', { moCallBackUrl: `${world.receiver.url}/in` });
    await world.receiver.close();
    const { json: answer } = await world.call('POST', '/simulator/messages', {
      from: JANES_PHONE,
      to: SUPPORT,
      text: 'x',
    });
    expect(answer).toMatchObject({ webhooks: [{ status: 0, attempt: 1 }] });
    expect((await world.call('GET', '/simulator/webhooks')).json).toContainEqual(
      expect.objectContaining({ kind: 'inbound-sms', status: 0, error: expect.any(String) }),
    );
    await world.receiver.listen();
  });

  test('tells a console what happens, with the proof of each webhook', async () => {
    await makeApplication(world);
    await world.form('/account/settings', { moCallBackUrl: `${world.receiver.url}/in` });
    world.receiver.answer('/answer', json([{ action: 'talk', text: 'Hello' }]));
    await world.call('POST', '/simulator/messages', { from: JANES_PHONE, to: SUPPORT, text: 'x' });
    await world.call('POST', '/simulator/calls', { from: JANES_PHONE, to: SUPPORT });
    expect(world.events).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ type: 'message', message: expect.objectContaining({ text: 'x' }) }),
        expect.objectContaining({
          type: 'webhook',
          proof: expect.objectContaining({ kind: 'signature', method: 'sha256' }),
        }),
        expect.objectContaining({ type: 'webhook', proof: expect.objectContaining({ kind: 'jwt' }) }),
        expect.objectContaining({
          type: 'call',
          entry: expect.objectContaining({ action: 'talk', text: 'Hello' }),
        }),
      ]),
    );
  });

  test('can tell keys in the old form for the whole account', async () => {
    const old = await openWorld({ dtmfFormat: 'legacy' });
    await makeApplication(old);
    const input = {
      action: 'input',
      type: ['dtmf'],
      dtmf: { maxDigits: 1 },
      eventUrl: [`${old.receiver.url}/dtmf`],
    };
    old.receiver.answer('/answer', json([input]));
    const { json: call } = await old.call('POST', '/simulator/calls', { from: JANES_PHONE, to: SUPPORT });
    const { id } = call as { id: string };
    await old.call('POST', `/simulator/calls/${id}/digits`, { digits: '1' });
    expect(JSON.parse(old.receiver.at('/dtmf')[0]?.body ?? '')).toMatchObject({ dtmf: '1' });
    await old.close();
  });
});
