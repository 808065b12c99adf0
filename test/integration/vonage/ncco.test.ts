import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Ajv, type AnySchema } from 'ajv';
import { parseNcco } from '../../../local/vonage/calls/ncco.ts';

const phone = [{ type: 'phone', number: '447700900777' }];
const url = ['https://desk.test/x'];

const talk = { action: 'talk', text: 'x' };
const stream = { action: 'stream', streamUrl: url };
const input = { action: 'input', type: ['dtmf'] };
const connect = { action: 'connect', endpoint: phone };
const record = { action: 'record' };
const room = { action: 'conversation', name: 'room' };
const notify = { action: 'notify', payload: {}, eventUrl: url };
const wait = { action: 'wait' };
const transfer = { action: 'transfer', conversationId: 'CON-1' };
const pay = { action: 'pay', amount: 1 };

describe('an NCCO', () => {
  const published = JSON.parse(
    readFileSync(new URL('../../specs/ncco-2021.json', import.meta.url), 'utf8'),
  ) as AnySchema;
  const valid = new Ajv({ strict: false, validateFormats: false }).compile(published);

  test.each<[boolean, unknown]>([
    [true, [{ action: 'talk', text: 'x', loop: 0 }]],
    [true, [{ action: 'stream', streamUrl: url, level: 1 }]],
    [true, [{ action: 'connect', endpoint: phone, eventType: 'synchronous', limit: 7_200 }]],
    [true, [{ action: 'record', endOnSilence: 3, endOnKey: '#' }]],
    [true, [{ action: 'conversation', name: 'room' }]],
    [false, []],
    [false, {}],
    [false, [{ text: 'x' }]],
    [false, [{ action: 'talk' }]],
    [false, [{ action: 'talk', text: 'x'.repeat(1_501) }]],
    [false, [{ action: 'stream', streamUrl: ['ftp://x'] }]],
    [false, [{ action: 'stream', streamUrl: url, level: 2 }]],
    [false, [{ action: 'connect', endpoint: [{ type: 'phone', number: 'x' }] }]],
    [false, [{ action: 'connect', endpoint: phone, limit: 7_201 }]],
    [false, [{ action: 'connect', endpoint: phone, eventType: 'other' }]],
    [false, [{ action: 'record', endOnSilence: 11 }]],
    [false, [{ action: 'record', timeOut: 2 }]],
    [false, [{ action: 'conversation' }]],
  ])('is judged %j as the published schema judges it: %j', (expected, ncco) => {
    expect(valid(ncco)).toBe(expected);
    expect(Array.isArray(parseNcco(ncco))).toBe(expected);
  });

  test.each<[string, unknown]>([
    ['0.endpoint', [{ action: 'connect', endpoint: [...phone, ...phone] }]],
    ['0.type', [{ action: 'input', speech: {} }]],
    ['0.type', [{ action: 'input', type: 'dtmf' }]],
    ['0.dtmf.maxDigits', [{ action: 'input', type: ['dtmf'], dtmf: { maxDigits: 21 } }]],
    ['0.dtmf.timeOut', [{ action: 'input', type: ['dtmf'], dtmf: { timeOut: 11 } }]],
    ['0.timeout', [{ action: 'connect', endpoint: phone, timeout: 2 }]],
    ['0.eventUrl', [{ action: 'notify', payload: {} }]],
    ['0.timeout', [{ action: 'wait', timeout: 0 }]],
  ])('that is wrong is refused with the place: %s', (place, ncco) => {
    expect(parseNcco(ncco)).toContain(place);
  });

  /** Each option of each action: values that Vonage takes, and values that it does not. */
  const options: [Record<string, unknown>, string, unknown[], unknown[]][] = [
    [
      talk,
      'text',
      ['x', '<speak>x</speak>', `<speak>${'x'.repeat(1_500)}</speak>`],
      [undefined, '', 1, 'x'.repeat(1_501), `<speak>${'x'.repeat(1_501)}</speak>`],
    ],
    [talk, 'loop', [0, 1, '2'], [-1, 1.5, null, '', 'ever']],
    [talk, 'level', [-1, 0, 0.5, 1, '1'], [-1.1, 1.1, null]],
    [talk, 'bargeIn', [false, 'false'], ['yes', 1, null]],
    [talk, 'language', ['en-GB'], [1]],
    [talk, 'style', [0, 11], [-1, 'x']],
    [talk, 'premium', [true, 'true'], ['yes']],
    [stream, 'streamUrl', [url], [undefined, 'https://desk.test/x', [], [...url, ...url], ['ftp://x']]],
    [stream, 'loop', [0, 3], [-1, null]],
    [stream, 'level', [1], [2]],
    [input, 'type', [undefined, ['dtmf'], ['speech'], ['dtmf', 'speech']], [[], 'dtmf', ['sight']]],
    [input, 'eventUrl', [url], [url[0], [], [...url, ...url], ['x']]],
    [input, 'eventMethod', ['GET', 'POST'], ['PUT', 'get']],
    [input, 'mode', ['synchronous', 'asynchronous', 'later'], ['', true]],
    [
      input,
      'dtmf',
      [{}, { timeOut: 0, maxDigits: 1 }, { timeOut: 10, maxDigits: 20, submitOnHash: true }],
      [{ timeOut: 11 }, { timeOut: -1 }, { maxDigits: 0 }, { maxDigits: 21 }, { submitOnHash: 1 }, 'x'],
    ],
    [
      input,
      'speech',
      [
        {
          uuid: ['x'],
          endOnSilence: 0.4,
          startTimeout: 1,
          maxDuration: 60,
          sensitivity: 10,
          context: ['a'],
          language: 'ja-JP',
          saveAudio: true,
        },
      ],
      [
        { uuid: [] },
        { endOnSilence: 0.3 },
        { endOnSilence: 11 },
        { startTimeout: 0 },
        { startTimeout: 61 },
        { maxDuration: 0 },
        { maxDuration: 61 },
        { sensitivity: 9 },
        { sensitivity: 101 },
        { context: 'a' },
      ],
    ],
    [
      connect,
      'endpoint',
      [phone, [{ type: 'app', user: 'Jane' }], [{ type: 'vbc', extension: '12' }]],
      [undefined, [], {}, [...phone, ...phone], [{ type: 'pigeon' }], [{ type: 'app' }], [{ type: 'vbc' }]],
    ],
    [
      connect,
      'endpoint',
      ['1', '1p*#'].map((dtmfAnswer) => [{ ...phone[0], dtmfAnswer }]),
      [
        [{ ...phone[0], dtmfAnswer: 'abc' }],
        [{ type: 'phone', number: '+447700900777' }],
        [{ ...phone[0], onAnswer: {} }],
        [{ ...phone[0], onAnswer: { url: 'x' } }],
      ],
    ],
    [
      connect,
      'endpoint',
      [
        [{ type: 'sip', uri: 'sip:a@b.test', headers: { a: 'b' } }],
        [{ type: 'sip', domain: 'b.test', user: 'a', standardHeaders: {} }],
      ],
      [[{ type: 'sip' }], [{ type: 'sip', uri: 'sip:a@b.test', headers: 'a' }]],
    ],
    [
      connect,
      'endpoint',
      [
        [{ type: 'websocket', uri: 'wss://b.test' }],
        ...['8000', '16000', '24000'].map((rate) => [
          { type: 'websocket', uri: 'ws://b.test', 'content-type': `audio/l16;rate=${rate}` },
        ]),
      ],
      [
        [{ type: 'websocket' }],
        [{ type: 'websocket', uri: 'https://b.test' }],
        [{ type: 'websocket', uri: 'wss://b.test', 'content-type': 'audio/mp3' }],
      ],
    ],
    [connect, 'timeout', [3, 7_200, '20'], [2, 7_201, null, 'x']],
    [connect, 'limit', [1, 7_200], [0, 7_201]],
    [connect, 'eventType', ['synchronous'], ['asynchronous', true]],
    [connect, 'machineDetection', ['continue', 'hangup'], ['ignore']],
    [connect, 'advancedMachineDetection', [{ behavior: 'continue' }], ['continue']],
    [connect, 'ringbackTone', url, ['x']],
    [connect, 'randomFromNumber', [true], ['x']],
    [{ ...connect, randomFromNumber: true }, 'from', [undefined], ['447700900000']],
    [record, 'format', ['mp3', 'wav', 'ogg'], ['flac']],
    [record, 'split', ['conversation'], ['call']],
    [record, 'channels', [1, 32], [0, 33]],
    [record, 'endOnSilence', [3, 10], [2, 11]],
    [record, 'endOnKey', ['#', '*', '5'], ['##', 'a', '', 5]],
    [record, 'timeOut', [3, 7_200], [2, 7_201]],
    [record, 'beepStart', [true], [1]],
    [record, 'transcription', [{ language: 'en-GB' }], ['en-GB']],
    [room, 'name', ['x'], [undefined, '', 1]],
    [room, 'musicOnHoldUrl', [url], [['x'], []]],
    ...['startOnEnter', 'endOnExit', 'record', 'mute'].map(
      (name): [Record<string, unknown>, string, unknown[], unknown[]] => [
        room,
        name,
        [true, false],
        ['x', null],
      ],
    ),
    [room, 'canSpeak', [[], ['uuid']], ['uuid', [1]]],
    [room, 'canHear', [[], ['uuid']], ['uuid', [1]]],
    [notify, 'payload', [{}, { a: [1] }], [undefined, 'x', null, [1]]],
    [notify, 'eventUrl', [url], [undefined, url[0], []]],
    [notify, 'eventMethod', ['GET'], ['PUT']],
    [wait, 'timeout', [0.1, 7_200, undefined], [0, 7_201, 'x']],
    [transfer, 'conversationId', ['CON-1'], [undefined, '', 1]],
    [transfer, 'mute', [true], ['x']],
    [transfer, 'canHear', [[]], ['x']],
    [pay, 'amount', [0.5, '9.99'], [undefined, 0, -1, null]],
  ];
  const cases = options.flatMap(([action, name, good, bad]) => [
    ...good.map((value): [boolean, unknown] => [true, { ...action, [name]: value }]),
    ...bad.map((value): [boolean, unknown] => [false, { ...action, [name]: value }]),
  ]);
  test.each(cases)('is taken %j: %j', (expected, action) => {
    expect(Array.isArray(parseNcco([JSON.parse(JSON.stringify(action))]))).toBe(expected);
  });

  test.each([[[{ action: 'sing' }]], [['talk']], [[null]], ['[]'], [null], [{ 0: talk }]])(
    'that is none is refused: %j',
    (value) => {
      expect(parseNcco(value)).toEqual(expect.any(String));
    },
  );

  test.each([
    [[{ action: 'connect', endpoint: [{ type: 'app', user: 'Jane' }] }]],
    [[{ action: 'connect', endpoint: [{ type: 'sip', uri: 'sip:a@b.test' }] }]],
    [
      [
        {
          action: 'connect',
          endpoint: [{ type: 'websocket', uri: 'wss://b.test', 'content-type': 'audio/l16;rate=8000' }],
        },
      ],
    ],
    [[{ action: 'wait' }, { action: 'transfer', conversationId: 'CON-1' }, { action: 'pay', amount: 1 }]],
    [
      [
        { action: 'talk', text: 'x', bargeIn: true },
        { action: 'talk', text: 'y' },
        { action: 'input', type: ['dtmf'] },
      ],
    ],
  ])('of today is taken: %j', (ncco) => {
    expect(parseNcco(ncco)).toEqual(ncco);
  });
});
