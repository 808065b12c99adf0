import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { TestDesk } from '../desk/desk.ts';
import {
  choose,
  edit,
  Exchange,
  failedWebhooks,
  lastLeg,
  signIn,
  spoken,
  wrongs,
} from './tutorial-3-calls.ts';

let desk: TestDesk;
let line: Exchange;
beforeAll(async () => {
  desk = await TestDesk.open();
  line = new Exchange(desk);
});
afterAll(() => desk.close());

describe('keys', () => {
  const question = 'To talk to Jane, please press 1, or, to talk to Joe, press 2.';
  beforeAll(async () => {
    await choose(desk, 'ivr');
    await edit(desk, 'ivr', 'ncco', [
      { action: 'talk', text: 'Thank you for calling my contact center.' },
      { action: 'talk', text: question },
      { action: 'input', eventUrl: ['DTMF_URL'] },
    ]);
  });

  test.each([
    ['other keys', ['9', '0', '##']],
    ['silence', ['', '', '']],
    ['keys and silence in turn', ['12', '', '*']],
  ])('%s are asked again, then handed over', async (_case, presses) => {
    let call = await line.phone();
    for (const [index, keys] of presses.entries()) {
      expect(call).toMatchObject({ waitingFor: 'digits', legs: [] });
      expect(spoken(call).filter((text) => text === question)).toHaveLength(index + 1);
      call = keys === '' ? await line.wait(call, 3_000) : await line.press(call, keys);
    }
    expect(spoken(call).at(-1)).toBe('Please wait while we connect you to Jane');
    expect(lastLeg(call)).toMatchObject({ user: 'Jane', state: 'ringing' });
    const over = await line.hangUp(call);
    expect([...wrongs(over), ...failedWebhooks(over)]).toEqual([]);
  });

  test.each([
    ['1', 'Jane'],
    ['2', 'Joe'],
  ])('the payload of old, dtmf: "%s", reaches %s', async (key, agent) => {
    const pressed = await line.press(await line.phone({ dtmfFormat: 'legacy' }), key);
    expect(lastLeg(pressed)).toMatchObject({ user: agent, state: 'ringing' });
    expect(wrongs(await line.hangUp(pressed))).toEqual([]);
  });

  test('a wrong key and silence of old are asked again too', async () => {
    const call = await line.phone({ dtmfFormat: 'legacy' });
    const again = await line.wait(await line.press(call, '8'), 3_000);
    expect(spoken(again).filter((text) => text === question)).toHaveLength(3);
    expect(wrongs(await line.hangUp(again))).toEqual([]);
  });
});

describe('an agent who does not take the call', () => {
  const two = [
    { action: 'connect', timeout: 10, endpoint: [{ type: 'app', user: 'Jane' }] },
    { action: 'talk', text: 'Jane is away.' },
    { action: 'connect', endpoint: [{ type: 'app', user: 'Joe' }] },
  ];
  afterEach(() => signIn(desk, 'Jane'));

  test.each(['does not answer', 'rejects', 'is busy', 'is not signed in'])(
    'who %s: the call goes on',
    async (how) => {
      await choose(desk, 'custom');
      await desk.configure({ name: 'custom', ncco: two });
      if (how === 'is not signed in') await desk.simulate('DELETE', '/simulator/sessions/Jane');
      let call = await line.phone();
      if (how === 'does not answer') call = await line.wait(call, 10_000);
      if (how === 'rejects') call = await line.leg(call, 'reject');
      if (how === 'is busy') call = await line.leg(call, 'reject', { busy: true });
      expect(call.legs[0]?.state).toMatch(/^(unanswered|rejected|busy)$/);
      expect(spoken(call)).toEqual(['Jane is away.']);
      expect(lastLeg(call)).toMatchObject({ user: 'Joe', state: 'ringing' });
      const over = await line.hangUp(call);
      expect([...wrongs(over), ...failedWebhooks(over)]).toEqual([]);
    },
  );

  test.each(['does not answer', 'rejects', 'is not signed in'])(
    'who %s, with nobody else to ring: the caller leaves a message and the call ends cleanly',
    async (how) => {
      await choose(desk, 'inbound-call');
      // Who was not signed in a moment ago is rung again after a minute.
      await desk.advance(60_000);
      await desk.simulate('DELETE', '/simulator/sessions/Joe');
      if (how === 'is not signed in') await desk.simulate('DELETE', '/simulator/sessions/Jane');
      let call = await line.phone();
      if (how === 'does not answer') call = await line.wait(call, 20_000);
      if (how === 'rejects') call = await line.leg(call, 'reject');
      expect(call.log.find(({ action }) => action === 'record')).toMatchObject({ beepStart: true });
      const over = await line.wait(call, 5_000);
      expect(over).toMatchObject({ state: 'completed', waitingFor: null });
      expect([...wrongs(over), ...failedWebhooks(over)]).toEqual([]);
      await signIn(desk, 'Joe');
    },
  );

  test('who dials a phone that does not answer: the call ends after its 20 seconds', async () => {
    const call = await line.wait(await line.app('Jane', '447700900124'), 20_000);
    expect(lastLeg(call)).toMatchObject({ number: '447700900124', state: 'unanswered' });
    expect(call.state).toBe('completed');
  });
});
