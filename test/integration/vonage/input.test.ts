import { describe, expect, test } from '@jest/globals';
import {
  world,
  eachInItsOwnWorld,
  post,
  dial,
  look,
  press,
  advance,
  actions,
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
    await press(call, '98765');
    expect(world.receiver.at('/dtmf').map(({ body }) => fields(body)['dtmf'])).toEqual([
      { digits: '12', timed_out: false },
      { digits: '9876', timed_out: false },
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
    ['a broken NCCO', json([{ action: 'input' }])],
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

describe('the other actions', () => {
  test('notify may replace the rest, wait takes its time, stream is heard', async () => {
    const notify = { action: 'notify', payload: { place: 1 }, eventUrl: [`${world.receiver.url}/queue`] };
    const music = { action: 'stream', streamUrl: ['https://music.test/hold.mp3'] };
    answers(music, { action: 'wait', timeout: 30 }, notify, talk('not heard'));
    world.receiver.answer('/queue', json([talk('your turn')]));
    const call = await dial();
    expect(call).toMatchObject({ waitingFor: 'time' });
    await advance(31);
    expect(actions(await look(call))).toEqual(expect.arrayContaining(['stream', 'wait', 'notify']));
    expect(spoken(await look(call))).toEqual(['your turn']);
    expect(fields(world.receiver.at('/queue')[0]?.body ?? '')).toMatchObject({ payload: { place: 1 } });
  });

  test('a conversation holds the caller, and an NCCO without an end is stopped', async () => {
    answers({ action: 'conversation', name: 'room' });
    const call = await dial();
    expect(call).toMatchObject({ state: 'answered', waitingFor: null });
    await post(`/simulator/calls/${call.id}/hangup`);
    const again = { action: 'notify', payload: {}, eventUrl: [`${world.receiver.url}/loop`] };
    world.receiver.answer('/loop', json([again]));
    answers(again);
    expect((await dial()).log.some(({ action }) => action === 'error')).toBe(true);
  });
});
