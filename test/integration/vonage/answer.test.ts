import { describe, expect, test } from '@jest/globals';
import { world, eachInItsOwnWorld, link, dial, spoken, statuses, talk, answers, proven } from './callers.ts';
import { fields, hang, JANES_PHONE, json, reset, status, SUPPORT, type Received } from './setup.ts';

eachInItsOwnWorld();

describe('the answer webhook', () => {
  test('tells who calls whom, signed, and what it answers is heard', async () => {
    answers(talk('Thank you for calling'));
    const call = await dial();
    expect(call).toMatchObject({ state: 'completed', waitingFor: null });
    expect(spoken(call)).toEqual(['Thank you for calling']);
    const [request] = world.receiver.at('/answer');
    expect(fields(request?.body ?? '')).toMatchObject({
      from: JANES_PHONE,
      to: SUPPORT,
      uuid: call.uuid,
      conversation_uuid: expect.stringMatching(/^CON-/),
      endpoint_type: 'phone',
    });
    for (const each of world.receiver.received.filter(({ path }) => path !== '/')) await proven(each);
    expect(statuses()).toEqual(['started', 'ringing', 'answered', 'completed']);
  });

  test('comes by GET, with all of it in the query and in the proof', async () => {
    const url = `${world.receiver.url}/get?shop=a%20b`;
    await link({ answer_url: { address: url } });
    world.receiver.answer('/get', json([talk('x')]));
    await dial({ custom_data: { a: 'ü' } });
    const [request] = world.receiver.at('/get');
    expect(Object.fromEntries(request?.query ?? [])).toMatchObject({
      shop: 'a b',
      from: JANES_PHONE,
      custom_data: '{"a":"ü"}',
    });
    await proven(request as Received);
  });

  test.each([
    ['429', status(429)],
    ['503', status(503)],
    ['504', status(504)],
    ['a reset', reset],
  ])('is asked once more after %s', async (_, failure) => {
    world.receiver.answer('/answer', failure, json([talk('second')]));
    expect(spoken(await dial())).toEqual(['second']);
    expect(world.receiver.at('/answer')).toHaveLength(2);
  });

  test('is asked once more when it is too slow', async () => {
    world.receiver.answer('/answer', hang, json([talk('second')]));
    const dialled = dial();
    while (world.receiver.at('/answer').length === 0) await new Promise((resolve) => setImmediate(resolve));
    await world.clock.advance(5_000);
    expect(spoken(await dialled)).toEqual(['second']);
  });

  test.each([
    ['401', status(401)],
    ['404', status(404)],
    ['500', status(500)],
    ['no JSON', json('{')],
    ['an object', json({})],
    ['an empty list', json([])],
    ['an unknown action', json([{ action: 'sing' }])],
    [
      'an input for speech without type',
      json([
        { action: 'talk', text: 'x' },
        { action: 'input', eventUrl: ['http://x.test'], speech: {} },
      ]),
    ],
    ['a talk without text', json([{ action: 'talk' }])],
    [
      'two endpoints',
      json([
        {
          action: 'connect',
          endpoint: [
            { type: 'app', user: 'a' },
            { type: 'app', user: 'b' },
          ],
        },
      ]),
    ],
    [
      'a number with a plus',
      json([{ action: 'connect', from: SUPPORT, endpoint: [{ type: 'phone', number: '+447700900777' }] }]),
    ],
    ['bargeIn without input', json([{ action: 'talk', text: 'x', bargeIn: true }, { action: 'wait' }])],
    ['a wrong content type', json([{ action: 'talk', text: 'x' }], 'text/html')],
    ['nothing', status(204)],
  ])('that gives %s is not asked again; the call ends and says why', async (_, failure) => {
    world.receiver.answer('/answer', failure);
    const call = await dial();
    expect(call.state).toBe('failed');
    expect(spoken(call)).toEqual([]);
    expect(call.log.find(({ action }) => action === 'error')).toMatchObject({ reason: expect.any(String) });
    expect(world.receiver.at('/answer')).toHaveLength(1);
    expect(statuses()).toEqual(['started', 'ringing', 'none', 'failed']);
    const error = world.receiver.at('/event').map(({ body }) => fields(body))[2];
    expect(error).toEqual({
      reason: call.log.find(({ action }) => action === 'error')?.['reason'],
      conversation_uuid: call['conversationUuid'],
      timestamp: expect.stringMatching(/Z$/),
    });
  });

  test('that fails is replaced by the fallback', async () => {
    const fallback = { address: `${world.receiver.url}/fallback`, http_method: 'POST' };
    await link({ fallback_answer_url: fallback });
    world.receiver.answer('/answer', status(500));
    world.receiver.answer('/fallback', json([talk('Sorry')]), status(500));
    expect(spoken(await dial())).toEqual(['Sorry']);
    const [request] = world.receiver.at('/fallback');
    expect(fields(request?.body ?? '')).toMatchObject({
      from: JANES_PHONE,
      reason: 'HTTP 500',
      original_request: { url: `${world.receiver.url}/answer`, type: 'answer' },
    });
    expect((await dial()).state).toBe('failed');
  });
});

describe('events', () => {
  test('come doubled and out of order when told to', async () => {
    await world.call('POST', '/simulator/faults', { webhooks: { copies: 2, reorder: true } });
    answers(talk('x'));
    await dial();
    await world.vonage.settled();
    expect(statuses()).toEqual([
      'ringing',
      'ringing',
      'started',
      'started',
      'answered',
      'answered',
      'completed',
      'completed',
    ]);
  });
});
