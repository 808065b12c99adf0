import { describe, expect, test } from '@jest/globals';
import {
  world,
  eachInItsOwnWorld,
  post,
  dial,
  look,
  press,
  say,
  advance,
  spoken,
  statuses,
  talk,
  input,
  answers,
  proven,
} from './callers.ts';
import { fields, JANES_PHONE, json, status, SUPPORT, type Received } from './setup.ts';

eachInItsOwnWorld();

describe('input', () => {
  test('waits for keys and goes where its URL says', async () => {
    answers(talk('Press 1'), input({ dtmf: { maxDigits: 1 } }), talk('never heard'));
    world.receiver.answer('/dtmf', json([talk('You pressed 1')]));
    const call = await dial();
    expect(call).toMatchObject({ state: 'answered', waitingFor: 'digits' });
    const over = await press(call, '1');
    expect(over.state).toBe('completed');
    expect(spoken(over)).toEqual(['Press 1', 'You pressed 1']);
    const [request] = world.receiver.at('/dtmf');
    expect(fields(request?.body ?? '')).toMatchObject({
      dtmf: { digits: '1', timed_out: false },
      from: JANES_PHONE,
      to: SUPPORT,
      uuid: call.uuid,
      timestamp: expect.stringMatching(/Z$/),
    });
    await proven(request as Received);
  });

  test('gives up after its time, with and without keys', async () => {
    answers(input(), input({ dtmf: { timeOut: 5 } }), talk('end'));
    const call = await dial();
    await advance(2.5);
    await press(call, '4');
    await advance(2.5);
    expect(world.receiver.at('/dtmf')).toHaveLength(0);
    await advance(1);
    expect(fields(world.receiver.at('/dtmf')[0]?.body ?? '')).toMatchObject({
      dtmf: { digits: '4', timed_out: true },
    });
    await advance(6);
    expect(fields(world.receiver.at('/dtmf')[1]?.body ?? '')).toMatchObject({
      dtmf: { digits: '', timed_out: true },
    });
    expect(spoken(await look(call))).toEqual(['end']);
  });

  test('is submitted by # and by enough keys', async () => {
    answers(input({ dtmf: { submitOnHash: true } }), input());
    const call = await dial();
    await press(call, '12#');
    await press(call, '98#65');
    expect(world.receiver.at('/dtmf').map(({ body }) => fields(body)['dtmf'])).toEqual([
      { digits: '12', timed_out: false },
      { digits: '98#6', timed_out: false },
    ]);
  });

  test('can come by GET, and in the old form', async () => {
    answers(input({ eventMethod: 'GET', dtmf: { maxDigits: 1 } }));
    await press(await dial(), '2');
    const [request] = world.receiver.at('/dtmf');
    expect(JSON.parse(request?.query.get('dtmf') ?? '')).toEqual({ digits: '2', timed_out: false });
    await proven(request as Received);
    await press(await dial({ dtmfFormat: 'legacy' }), '2');
    expect(world.receiver.at('/dtmf')[1]?.query.get('dtmf')).toBe('2');
  });

  test.each([
    ['500', status(500)],
    ['401', status(401)],
    ['a broken NCCO', json([{ action: 'talk' }])],
    ['204', status(204)],
    ['an empty 200', status(200)],
  ])('whose URL answers %s lets the flow go on', async (_, reply) => {
    answers(input({ dtmf: { maxDigits: 1 } }), talk('next'));
    world.receiver.answer('/dtmf', reply);
    expect(spoken(await press(await dial(), '1'))).toEqual(['next']);
  });

  test('ends when the caller hangs up', async () => {
    answers(input());
    const call = await dial();
    const over = await post(`/simulator/calls/${call.id}/hangup`);
    expect(over).toMatchObject({ state: 'completed', waitingFor: null });
    expect(statuses().at(-1)).toBe('completed');
    expect(world.receiver.at('/dtmf')).toHaveLength(0);
    expect(await world.call('POST', `/simulator/calls/${call.id}/digits`, { digits: '1' })).toMatchObject({
      status: 409,
    });
  });
});

const speaking = (more: Record<string, unknown> = {}) => input({ type: ['speech'], ...more });
const asked = (nth = 0) => fields(world.receiver.at('/dtmf')[nth]?.body ?? '');

describe('input of speech', () => {
  test('is told when the caller has been silent for long enough', async () => {
    answers(speaking({ speech: { endOnSilence: 1.5, language: 'en-GB' } }));
    world.receiver.answer('/dtmf', json([talk('You want sales')]));
    const call = await dial();
    expect(call).toMatchObject({ waitingFor: 'speech' });
    await advance(8);
    await say(call, 'sales', 2);
    await advance(3);
    expect(world.receiver.at('/dtmf')).toHaveLength(0);
    await advance(1);
    expect(asked()).toEqual({
      speech: {
        timeout_reason: 'end_on_silence_timeout',
        results: [{ confidence: expect.any(String), text: 'sales' }],
      },
      from: JANES_PHONE,
      to: SUPPORT,
      uuid: call.uuid,
      conversation_uuid: call['conversationUuid'],
      timestamp: expect.stringMatching(/Z$/),
    });
    expect(spoken(await look(call))).toEqual(['You want sales']);
  });

  test('of several sentences is one result', async () => {
    answers(speaking());
    const call = await dial();
    await say(call, 'I want', 1);
    await advance(2);
    await say(call, 'my parcel', 1);
    await advance(4);
    expect(asked()).toMatchObject({ speech: { results: [{ text: 'I want my parcel' }] } });
  });

  test.each([
    ['begins too late', { startTimeout: 4 }, undefined, 4, { timeout_reason: 'start_timeout', results: [] }],
    [
      'takes too long',
      { maxDuration: 20 },
      500,
      20,
      { timeout_reason: 'max_duration', results: [{ text: 'x' }] },
    ],
  ])('ends when it %s', async (_, speech, seconds, end, expected) => {
    answers(speaking({ speech }), talk('end'));
    const call = await dial();
    if (seconds !== undefined) await say(call, 'x', seconds);
    await advance(end - 1);
    expect(world.receiver.at('/dtmf')).toHaveLength(0);
    await advance(1);
    expect(asked()).toMatchObject({ speech: expected });
    expect(asked()).not.toHaveProperty('dtmf');
    expect(spoken(await look(call))).toEqual(['end']);
  });
});

describe('input of keys and speech', () => {
  const both = () => input({ type: ['dtmf', 'speech'], dtmf: { timeOut: 5 }, speech: { startTimeout: 8 } });

  test('takes keys when they come first', async () => {
    answers(both());
    const call = await dial();
    await press(call, '4');
    await say(call, 'never mind', 1);
    await advance(5);
    expect(asked()).toMatchObject({ dtmf: { digits: '4', timed_out: true }, speech: { results: [] } });
  });

  test('takes speech when it comes first', async () => {
    answers(both());
    const call = await dial();
    await say(call, 'sales', 1);
    await press(call, '4');
    await advance(4);
    expect(asked()).toMatchObject({
      dtmf: { digits: null, timed_out: false },
      speech: { timeout_reason: 'end_on_silence_timeout', results: [{ text: 'sales' }] },
    });
  });

  test('waits for both before it gives up', async () => {
    answers(both());
    await dial();
    await advance(7);
    expect(world.receiver.at('/dtmf')).toHaveLength(0);
    await advance(1);
    expect(asked()).toMatchObject({
      dtmf: { digits: '', timed_out: true },
      speech: { timeout_reason: 'start_timeout', results: [] },
    });
  });
});

describe('an asynchronous input', () => {
  test('tells each key at once, while the flow goes on', async () => {
    answers(input({ mode: 'asynchronous' }), talk('meanwhile'), { action: 'wait', timeout: 60 });
    const call = await dial();
    expect(spoken(call)).toEqual(['meanwhile']);
    await press(call, '12');
    expect(world.receiver.at('/dtmf').map(({ body }) => fields(body)['dtmf'])).toEqual([
      { digits: '1', timed_out: false },
      { digits: '2', timed_out: false },
    ]);
  });
});
