import { describe, expect, test } from '@jest/globals';
import type { Call } from '../../../../../../web/console/src/live/shapes.ts';
import { phoneLegs } from '../../../../../../web/console/src/phones/phone-legs.ts';
import { stripSsml } from '../../../../../../web/console/src/phones/ssml.ts';
import { toTranscriptLine } from '../../../../../../web/console/src/phones/transcript.ts';
import { parseDigits, nextNumber } from '../../../../../../web/console/src/phones/numbers.ts';
import { schedulePlayback } from '../../../../../../web/console/src/phones/playback-schedule.ts';

const MIA = '447700900001';
const NOAH = '447700900002';
const call = (more: Partial<Call> = {}): Call => ({
  id: 'main',
  direction: 'inbound',
  from: MIA,
  to: '447700900000',
  state: 'answered',
  waitingFor: null,
  startedAt: '2026-11-21T10:00:00.000Z',
  log: [],
  legs: [],
  ...more,
});
const AT = '2026-11-21T10:00:00.000Z';

describe('the numbers of phones', () => {
  test('a new phone gets the first number that none has', () => {
    expect(nextNumber([])).toBe(MIA);
    expect(nextNumber([{ number: MIA }, { number: '447700900003' }])).toBe(NOAH);
  });

  test.each([
    ['+44 7700 900001', MIA],
    ['447700900001', MIA],
    ['(0100) 12-34', '01001234'],
    ['Mia', undefined],
    ['12', undefined],
    ['', undefined],
  ])('%j is %j', (written, digits) => {
    expect(parseDigits(written)).toBe(digits);
  });
});

describe('what the person at the phone notices', () => {
  const asCaller = { legId: 'main', call: call() };

  test('a talk, in its language, without its SSML, for as long as it takes to say', () => {
    const heard = toTranscriptLine(
      { at: AT, action: 'talk', text: '<speak>Please <break time="1s"/> hold</speak>', language: 'en-GB' },
      asCaller,
    );
    expect(heard).toMatchObject({ who: 'desk', text: 'Please hold', language: 'en-GB' });
    expect(heard?.ms).toBeGreaterThan(0);
  });

  test.each([
    [{ action: 'ringing', leg: 'other', user: 'Jane' }, 'Jane rings'],
    [{ action: 'answered', leg: 'other', user: 'Jane' }, 'Jane answers'],
    [{ action: 'digits', digits: '1', timedOut: false }, 'Pressed 1'],
    [{ action: 'digits', digits: '', timedOut: true }, 'No key was pressed'],
    [{ action: 'says', leg: 'main', text: 'Hello' }, 'Hello'],
    [{ action: 'hears', user: 'Jane', text: 'Good day' }, 'Jane: Good day'],
    [{ action: 'hangup', by: 'caller' }, 'Call over: the caller hung up'],
    [{ action: 'error', reason: 'HTTP 500' }, 'HTTP 500'],
  ])('%j', (line, text) => {
    expect(toTranscriptLine({ at: AT, ...line }, asCaller)?.text).toBe(text);
  });

  test.each([
    { action: 'webhook', url: 'http://127.0.0.1/', status: 200 },
    { action: 'answered', leg: 'main', number: MIA },
    { action: 'talk', text: 'For the called one only', heardBy: 'other' },
  ])('not %j', (line) => {
    expect(toTranscriptLine({ at: AT, ...line }, asCaller)).toBeUndefined();
  });

  test('the called phone hears what is said to it, not what the caller heard before', () => {
    const asCalled = { legId: 'other', call: call() };
    expect(toTranscriptLine({ at: AT, action: 'talk', text: 'Welcome' }, asCalled)).toBeUndefined();
    expect(
      toTranscriptLine({ at: AT, action: 'talk', text: 'A call for you', heardBy: 'other' }, asCalled)?.text,
    ).toBe('A call for you');
  });

  test('what looks like HTML is text', () => {
    expect(stripSsml('1 &lt; 2')).toBe('1 &lt; 2');
  });
});

describe("a phone's part in calls", () => {
  test('it calls, or is called, or has nothing to do with it', () => {
    const calls = [
      call(),
      call({
        id: 'out',
        from: 'Jane',
        user: 'Jane',
        to: MIA,
        legs: [{ id: 'leg', kind: 'phone', number: MIA, state: 'ringing' }],
      }),
      call({ id: 'foreign', from: NOAH }),
    ];
    expect(phoneLegs(calls, MIA)).toMatchObject([
      { legId: 'main', role: 'caller', state: 'answered' },
      { legId: 'leg', role: 'called', state: 'ringing' },
    ]);
  });
});

describe('when each line is heard', () => {
  test('one after the other, none before it is known', () => {
    expect(
      schedulePlayback([
        { seenAt: 100, ms: 50 },
        { seenAt: 100, ms: 30 },
        { seenAt: 500, ms: 10 },
      ]),
    ).toEqual([
      { begins: 100, ends: 150 },
      { begins: 150, ends: 180 },
      { begins: 500, ends: 510 },
    ]);
  });

  test('a key ends what is playing, and the rest is there at once', () => {
    const [playing, next, key] = schedulePlayback([
      { seenAt: 0, ms: 1_000 },
      { seenAt: 0, ms: 1_000 },
      { seenAt: 300, ms: 0, interrupts: true },
    ]);
    expect(playing).toEqual({ begins: 0, ends: 300 });
    expect(next).toEqual({ begins: 300, ends: 300 });
    expect(key).toEqual({ begins: 300, ends: 300 });
  });
});
