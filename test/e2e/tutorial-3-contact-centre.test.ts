import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { NUMBERS, TestDesk } from '../desk/desk.ts';
import {
  choose,
  Exchange,
  failedWebhooks,
  lastLeg,
  spoken,
  voiceWebhooksBy,
  wrongs,
} from './tutorial-3-calls.ts';

let desk: TestDesk;
let line: Exchange;
beforeAll(async () => {
  desk = await TestDesk.open();
  line = new Exchange(desk);
});
afterAll(() => desk.close());

describe.each(['POST', 'GET'] as const)('the presets, with answer webhooks by %s', (method) => {
  beforeAll(() => voiceWebhooksBy(desk, method));
  afterAll(() => voiceWebhooksBy(desk, 'POST'));

  test('inbound call: the caller is thanked and Jane’s app rings and answers', async () => {
    await choose(desk, 'inbound-call');
    const call = await line.phone();
    expect(spoken(call)).toEqual(['Thank you for calling Jane']);
    expect(lastLeg(call)).toMatchObject({ kind: 'app', user: 'Jane', state: 'ringing' });
    const answered = await line.leg(call, 'answer');
    expect(lastLeg(answered).state).toBe('answered');
    const over = await line.hangUp(answered);
    expect([over.state, lastLeg(over).state]).toEqual(['completed', 'completed']);
    expect([...wrongs(over), ...failedWebhooks(over)]).toEqual([]);
    const asked = over.log.filter(({ action, kind }) => action === 'webhook' && kind === 'answer');
    expect(asked.map((one) => one['method'])).toEqual([method]);
  });

  test.each([
    ['dialled', '+44 7700 900-123', {}],
    ['in the newer apps’ custom_data', undefined, { custom_data: { to: '+44 7700 900-123' } }],
  ])('outbound call: the number %s is called from our own number', async (_where, to, more) => {
    const call = await line.app('Jane', to, more);
    expect(spoken(call)).toEqual(['Please wait while we connect you.']);
    expect(lastLeg(call)).toMatchObject({ kind: 'phone', number: '447700900123', state: 'ringing' });
    expect(call.log.find(({ action }) => action === 'connect')).toMatchObject({
      from: NUMBERS.voice,
      timeout: 20,
    });
    const answered = await line.leg(call, 'answer');
    expect(lastLeg(answered).state).toBe('answered');
    const over = await line.leg(answered, 'hangup');
    expect(over.state).toBe('completed');
    expect([...wrongs(over), ...failedWebhooks(over)]).toEqual([]);
  });

  test.each([
    ['missing', undefined, {}],
    ['empty', '', {}],
    ['a word', 'reception', {}],
    ['a service code', '*#06#', {}],
    ['too long', '4477009001234567', {}],
    ['an NCCO in disguise', '447700900123"},{"action":"talk","text":"hijacked', {}],
    ['a list', undefined, { custom_data: { to: ['447700900123'] } }],
    ['an object', undefined, { custom_data: { to: { number: '447700900123' } } }],
  ])('outbound call: a number that is %s is refused aloud and nobody is called', async (_case, to, more) => {
    const call = await line.app('Joe', to, more);
    expect(spoken(call)).toEqual([expect.stringMatching(/not a phone number/)]);
    expect(call).toMatchObject({ state: 'completed', legs: [] });
    expect([...wrongs(call), ...failedWebhooks(call)]).toEqual([]);
  });

  test.each([
    ['1', 'Jane'],
    ['2', 'Joe'],
  ])('IVR: key %s reaches %s', async (key, agent) => {
    await choose(desk, 'ivr');
    const call = await line.phone();
    expect(spoken(call)).toEqual([
      'Thank you for calling my contact center.',
      'To talk to Jane, please press 1, or, to talk to Joe, press 2.',
    ]);
    expect(call.waitingFor).toBe('digits');
    const pressed = await line.press(call, key);
    expect(spoken(pressed).at(-1)).toBe(`Please wait while we connect you to ${agent}`);
    expect(lastLeg(pressed)).toMatchObject({ kind: 'app', user: agent, state: 'ringing' });
    // The key came with timed_out: the caller pressed one key and waited.
    expect(pressed.log.find(({ action }) => action === 'digits')).toMatchObject({
      digits: key,
      timedOut: true,
    });
    expect(lastLeg(await line.leg(pressed, 'answer')).state).toBe('answered');
    const over = await line.hangUp(pressed);
    expect([...wrongs(over), ...failedWebhooks(over)]).toEqual([]);
  });

  test('custom: any NCCO, as a list', async () => {
    await choose(desk, 'custom');
    await desk.configure({
      name: 'custom',
      ncco: [
        { action: 'talk', text: 'お電話ありがとうございます 📞', language: 'ja-JP' },
        { action: 'connect', endpoint: [{ type: 'app', user: 'Joe' }] },
      ],
    });
    const call = await line.phone();
    expect(spoken(call)).toEqual(['お電話ありがとうございます 📞']);
    expect(lastLeg(call)).toMatchObject({ user: 'Joe', state: 'ringing' });
    expect(wrongs(await line.hangUp(call))).toEqual([]);
  });

  test('custom: any NCCO, as JSON text, with placeholders', async () => {
    await choose(desk, 'custom');
    await desk.configure({
      name: 'custom',
      ncco: JSON.stringify([
        { action: 'talk', text: 'You called YOUR_VONAGE_NUMBER' },
        { action: 'input', eventUrl: ['DTMF_URL'], maxDigits: 1 },
      ]),
    });
    const call = await line.phone();
    expect(spoken(call)).toEqual([`You called ${NUMBERS.voice}`]);
    const pressed = await line.press(call, '2');
    expect(lastLeg(pressed)).toMatchObject({ user: 'Joe', state: 'ringing' });
    expect(wrongs(await line.hangUp(pressed))).toEqual([]);
  });
});

describe('what ops choose', () => {
  test('an edit takes effect within ten seconds, in every environment that answers', async () => {
    await choose(desk, 'inbound-call');
    const before = await Promise.all(Array.from({ length: 4 }, () => line.phone()));
    expect(before.map((call) => spoken(call)[0])).toEqual(Array(4).fill('Thank you for calling Jane'));
    await choose(desk, 'ivr');
    const after = await Promise.all(Array.from({ length: 4 }, () => line.phone()));
    expect(after.map((call) => spoken(call)[0])).toEqual(
      Array(4).fill('Thank you for calling my contact center.'),
    );
    for (const call of [...before, ...after]) await line.hangUp(call);
  });

  test('a preset by a name of their own', async () => {
    await desk.configure({ name: 'night', ncco: [{ action: 'talk', text: 'We are closed.' }] });
    await choose(desk, 'night');
    const call = await line.phone();
    expect(spoken(call)).toEqual(['We are closed.']);
    expect(call.state).toBe('completed');
  });

  test('the tutorial’s own IVR, whose input has no type and whose keys come by GET', async () => {
    await choose(desk, 'ivr');
    const typed = [
      { action: 'talk', text: 'Press a key.' },
      { action: 'input', eventUrl: ['DTMF_URL'], eventMethod: 'GET' },
    ];
    await desk.configure({ name: 'ivr', ncco: typed });
    const call = await line.phone();
    const again = await line.press(call, '7');
    expect(spoken(again)).toEqual(['Press a key.', 'Press a key.']);
    const pressed = await line.press(again, '1');
    expect(lastLeg(pressed)).toMatchObject({ user: 'Jane', state: 'ringing' });
    const over = await line.hangUp(pressed);
    expect([...wrongs(over), ...failedWebhooks(over)]).toEqual([]);
    const keys = over.log.filter(({ action, kind }) => action === 'webhook' && kind === 'input');
    expect(keys.map((one) => one['method'])).toEqual(['GET', 'GET']);
  });

  test('a menu of their own: other keys, other people, other patience', async () => {
    await choose(desk, 'ivr');
    await desk.configure({
      name: 'ivr',
      ncco: [{ action: 'input', type: ['dtmf'], eventUrl: ['DTMF_URL'] }],
    });
    await desk.configure({ name: 'menu', choices: { '31415': 'Joe' }, attempts: 1, otherwise: 'Joe' });
    const right = await line.press(await line.phone(), '31415');
    expect(lastLeg(right)).toMatchObject({ user: 'Joe' });
    await line.hangUp(right);
    const wrong = await line.press(await line.phone(), '1');
    expect(lastLeg(wrong)).toMatchObject({ user: 'Joe' });
    await line.hangUp(wrong);
    await desk.configure({
      name: 'menu',
      choices: { '1': 'Jane', '2': 'Joe' },
      attempts: 3,
      otherwise: 'Jane',
    });
  });
});
