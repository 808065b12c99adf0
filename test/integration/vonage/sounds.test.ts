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
  actions,
  spoken,
  statuses,
  talk,
  input,
  answers,
  type CallView,
} from './callers.ts';
import { fields, json, status } from './setup.ts';

eachInItsOwnWorld();

const music = (more: Record<string, unknown> = {}) => ({
  action: 'stream',
  streamUrl: ['https://music.test/hold.mp3'],
  ...more,
});
const digits = () => world.receiver.at('/dtmf').map(({ body }) => fields(body)['dtmf']);
const hangUp = (call: CallView) => post(`/simulator/calls/${call.id}/hangup`);

describe('what the caller hears', () => {
  test.each([
    ['once', {}, 30],
    ['three times', { loop: 3 }, 90],
  ])('a stream that is played %s takes its time', async (_, more, seconds) => {
    answers(music(more), talk('next'));
    const call = await dial();
    expect(call).toMatchObject({ waitingFor: 'time' });
    await advance(seconds - 1);
    expect(spoken(await look(call))).toEqual([]);
    await advance(1);
    expect(spoken(await look(call))).toEqual(['next']);
  });

  test.each([
    ['a talk', { action: 'talk', text: 'Hold the line', loop: 0 }],
    ['a stream', music({ loop: 0 })],
  ])('%s for ever, until hanging up', async (_, sound) => {
    answers(sound, talk('never heard'));
    const call = await dial();
    await advance(7_000);
    await press(call, '1');
    expect(await look(call)).toMatchObject({ state: 'answered', waitingFor: null });
    const over = await hangUp(call);
    expect(over.state).toBe('completed');
    expect(spoken(over)).not.toContain('never heard');
  });

  test.each([
    ['a talk for ever', { action: 'talk', text: 'Press a key', loop: 0, bargeIn: true }],
    ['a stream', music({ bargeIn: true })],
    ['a stream for ever', music({ loop: 0, bargeIn: true })],
  ])('%s, until a key barges in, which the input hears', async (_, sound) => {
    const skipped = { ...talk('skipped'), bargeIn: true };
    answers(sound, skipped, input({ dtmf: { maxDigits: 2 } }), talk('next'));
    const call = await dial();
    await advance(20);
    expect(await look(call)).toMatchObject({ waitingFor: 'digits' });
    await press(call, '1');
    expect(digits()).toEqual([]);
    const over = await press(call, '2');
    expect(digits()).toEqual([{ digits: '12', timed_out: false }]);
    expect(spoken(over)).not.toContain('skipped');
    expect(spoken(over)).toContain('next');
  });

  test('a stream, until speech barges in', async () => {
    answers(music({ loop: 0, bargeIn: true }), input({ type: ['speech'] }));
    const call = await dial();
    await say(call, 'sales', 1);
    await advance(4);
    expect(fields(world.receiver.at('/dtmf')[0]?.body ?? '')).toMatchObject({
      speech: { results: [{ text: 'sales' }] },
    });
  });

  test('keys that are pressed before anybody listens are lost', async () => {
    answers(music(), input());
    const call = await dial();
    await press(call, '9');
    await advance(34);
    expect(digits()).toEqual([{ digits: '', timed_out: true }]);
  });
});

describe('wait', () => {
  test.each([
    [undefined, 10],
    [0.5, 0.5],
    [60, 60],
  ])('of %s seconds takes %s', async (timeout, seconds) => {
    answers({ action: 'wait', ...(timeout !== undefined && { timeout }) }, talk('next'));
    const call = await dial();
    expect(call).toMatchObject({ waitingFor: 'time' });
    await advance(seconds - 0.1);
    expect(spoken(await look(call))).toEqual([]);
    await advance(0.1);
    expect(spoken(await look(call))).toEqual(['next']);
  });
});

describe('notify', () => {
  const notify = (payload: Record<string, unknown> = { place: 1 }) => ({
    action: 'notify',
    payload,
    eventUrl: [`${world.receiver.url}/queue`],
  });

  test('tells its payload, and goes on when nothing is answered', async () => {
    answers(notify({ place: 2 }), talk('next'));
    const over = await dial();
    expect(fields(world.receiver.at('/queue')[0]?.body ?? '')).toEqual({
      payload: { place: 2 },
      conversation_uuid: over['conversationUuid'],
      timestamp: expect.stringMatching(/Z$/),
    });
    expect(spoken(over)).toEqual(['next']);
  });

  test('may be answered with an NCCO that replaces the rest', async () => {
    answers(notify(), talk('not heard'));
    world.receiver.answer('/queue', json([talk('your turn')]));
    expect(spoken(await dial())).toEqual(['your turn']);
  });

  test.each([
    ['that is wrong', json([{ action: 'talk' }])],
    ['that is no NCCO', json({ wait: true })],
    ['500', status(500)],
  ])('that is answered with one %s goes on and tells the event URL', async (_, reply) => {
    answers(notify(), talk('next'));
    world.receiver.answer('/queue', reply);
    expect(spoken(await dial())).toEqual(['next']);
    expect(statuses()).toContain('none');
  });

  test('makes a queue of music that lasts as long as the caller waits', async () => {
    const round = [talk('You are number 2.'), music(), notify()];
    answers(...round);
    world.receiver.answer('/queue', json(round));
    const call = await dial();
    for (let minute = 0; minute < 30; minute += 1) await advance(600);
    expect(await look(call)).toMatchObject({ state: 'answered', waitingFor: 'time' });
    expect(world.receiver.at('/queue')).toHaveLength(600);
    world.receiver.answer('/queue', json([talk('your turn')]));
    await advance(30);
    expect(spoken(await look(call)).at(-1)).toBe('your turn');
    expect(actions(await look(call))).not.toContain('error');
  });

  test('that makes a loop without time is stopped, and the event URL is told', async () => {
    answers(notify());
    world.receiver.answer('/queue', json([notify()]));
    const call = await dial();
    expect(call).toMatchObject({ state: 'completed' });
    expect(actions(call)).toContain('error');
    expect(statuses()).toContain('none');
  });
});
