import { expect, test } from '@jest/globals';
import { checkNcco } from '../../../../../desk/ncco/check.ts';
import { areRight, areWarned, areWrong, haveOptions } from './rows.ts';
import { URL_LIST, connect, phone, warningsOf } from './samples.ts';

/* Connect, and every kind of endpoint. */

areRight([
  ['connect, phone', connect({ from: '447700900001', timeout: 3, limit: 7200, eventType: 'synchronous' })],
  ['connect, phone, all', connect({}, { ...phone, dtmfAnswer: '12p#*', onAnswer: { url: URL_LIST[0] } })],
  ['connect, random from', connect({ randomFromNumber: true })],
  ['connect, from without random', connect({ randomFromNumber: false, from: '447700900001' })],
  ['connect, machine', connect({ machineDetection: 'hangup', ringbackTone: URL_LIST[0] })],
  [
    'connect, advanced machine',
    connect({ advancedMachineDetection: { behavior: 'continue', mode: 'detect_beep', beepTimeout: 45 } }),
  ],
  ['connect, app', connect({}, { type: 'app', user: 'Jane' })],
  ['connect, vbc', connect({}, { type: 'vbc', extension: '123' })],
  ['connect, sip', connect({}, { type: 'sip', uri: 'sip:a@example.com', headers: { a: 'b' } })],
  ['connect, sip domain', connect({}, { type: 'sip', domain: 'acme', user: 'a', standardHeaders: {} })],
  [
    'connect, websocket',
    connect({}, { type: 'websocket', uri: 'wss://example.com', 'content-type': 'audio/l16;rate=16000' }),
  ],
]);

areWrong([
  ['connect nowhere', [{ action: 'connect' }], '[0].endpoint'],
  ['connect to none', [{ action: 'connect', endpoint: [] }], '[0].endpoint'],
  ['connect to two', [{ action: 'connect', endpoint: [phone, phone] }], '[0].endpoint'],
  ['connect, no endpoint type', connect({}, { number: '447700900000' }), '[0].endpoint[0].type'],
  ['connect, unknown endpoint', connect({}, { type: 'fax' }), '[0].endpoint[0].type'],
  ['connect, short number', connect({}, { ...phone, number: '123456' }), '[0].endpoint[0].number'],
  ['connect, long number', connect({}, { ...phone, number: '1'.repeat(16) }), '[0].endpoint[0].number'],
  ['connect, number as number', connect({}, { ...phone, number: 447700900000 }), '[0].endpoint[0].number'],
  ['connect, 00', connect({}, { ...phone, number: '00447700900000' }), '[0].endpoint[0].number'],
  ['connect, dtmfAnswer', connect({}, { ...phone, dtmfAnswer: '1x' }), '[0].endpoint[0].dtmfAnswer'],
  ['connect, onAnswer', connect({}, { ...phone, onAnswer: {} }), '[0].endpoint[0].onAnswer.url'],
  ['connect, app without user', connect({}, { type: 'app' }), '[0].endpoint[0].user'],
  ['connect, vbc', connect({}, { type: 'vbc', extension: 5 }), '[0].endpoint[0].extension'],
  ['connect, sip nothing', connect({}, { type: 'sip' }), '[0].endpoint[0]'],
  ['connect, sip both', connect({}, { type: 'sip', uri: 'sip:a@b.c', domain: 'd' }), '[0].endpoint[0]'],
  ['connect, sip user', connect({}, { type: 'sip', uri: 'sip:a@b.c', user: 'd' }), '[0].endpoint[0].user'],
  ['connect, sip uri', connect({}, { type: 'sip', uri: 'https://b.c' }), '[0].endpoint[0].uri'],
  ['connect, websocket uri', connect({}, { type: 'websocket', uri: 'https://b.c' }), '[0].endpoint[0].uri'],
  [
    'connect, websocket rate',
    connect({}, { type: 'websocket', uri: 'wss://b.c', 'content-type': 'audio/l16;rate=44100' }),
    '[0].endpoint[0].content-type',
  ],
  ['connect from', connect({ from: 'ACME' }), '[0].from'],
  ['connect from and random', connect({ from: '447700900001', randomFromNumber: true }), '[0].from'],
  ['connect eventType', connect({ eventType: 'asynchronous' }), '[0].eventType'],
  ['connect timeout short', connect({ timeout: 2 }), '[0].timeout'],
  ['connect timeout long', connect({ timeout: 7201 }), '[0].timeout'],
  ['connect limit', connect({ limit: 0 }), '[0].limit'],
  ['connect machine', connect({ machineDetection: 'maybe' }), '[0].machineDetection'],
  [
    'connect beep',
    connect({ advancedMachineDetection: { beepTimeout: 44 } }),
    '[0].advancedMachineDetection.beepTimeout',
  ],
]);

areWarned([
  [
    'two machine detections',
    connect({ machineDetection: 'hangup', advancedMachineDetection: {} }),
    '[0].machineDetection',
  ],
]);

haveOptions({
  connect: {
    ncco: (more) => connect(more),
    at: '[0]',
    options: {
      endpoint: [[[phone]], [[], [phone, phone], phone, 'Jane', null]],
      from: [
        ['447700900001', 'YOUR_NEXMO_NUMBER', 'PARAMS_FROM'],
        ['+447700900001', 'ACME', '', 447700900001],
      ],
      randomFromNumber: [[true, false], ['yes']],
      eventType: [['synchronous'], ['asynchronous', true]],
      timeout: [
        [3, 7200],
        [2.9, 7201, '7201'],
      ],
      limit: [
        [1, 7200],
        [0, 7201],
      ],
      machineDetection: [
        ['continue', 'hangup'],
        ['stop', true],
      ],
      advancedMachineDetection: [
        [{}, { mode: 'default' }, { mode: 'detect' }],
        ['hangup', { mode: 'on' }, { behavior: 'x' }],
      ],
      eventUrl: [[URL_LIST], ['https://a.example', []]],
      eventMethod: [['GET', 'POST'], ['DELETE']],
      ringbackTone: [['https://a.example/tone.mp3'], ['tone.mp3', ['https://a.example/tone.mp3']]],
    },
  },
  'connect, machine detection': {
    ncco: (more) => connect({ advancedMachineDetection: more }),
    at: '[0].advancedMachineDetection',
    options: {
      behavior: [['continue', 'hangup'], ['wait']],
      mode: [['default', 'detect', 'detect_beep'], ['beep']],
      beepTimeout: [
        [45, 120],
        [44, 121, '121'],
      ],
    },
  },
  'a phone endpoint': {
    ncco: (more) => connect({}, { ...phone, ...more }),
    at: '[0].endpoint[0]',
    options: {
      number: [
        ['1234567', '123456789012345', 'PARAMS_TO'],
        ['+44 77', '123456', '1234567890123456', '0447700900', '', 1234567],
      ],
      dtmfAnswer: [
        ['1', '12p#*'],
        ['', '1x', 'P', 7],
      ],
      onAnswer: [
        [{ url: 'https://a.example' }, { url: 'https://a.example', ringbackTone: 'https://a.example/t' }],
        [{}, 'https://a.example', { url: 'x' }, { url: 'https://a.example', ringbackTone: 'x' }],
      ],
    },
  },
  'an app endpoint': {
    ncco: (more) => connect({}, { type: 'app', user: 'Jane', ...more }),
    at: '[0].endpoint[0]',
    options: {
      user: [
        ['Jane', 'Mary Ann'],
        ['', 7, null, ['Jane']],
      ],
    },
  },
  'a vbc endpoint': {
    ncco: (more) => connect({}, { type: 'vbc', extension: '1', ...more }),
    at: '[0].endpoint[0]',
    options: { extension: [['123'], ['', 123]] },
  },
  'a sip endpoint': {
    ncco: (more) => connect({}, { type: 'sip', uri: 'sip:a@b.example', ...more }),
    at: '[0].endpoint[0]',
    options: {
      uri: [
        ['sip:x@y.example', 'sips:x@y.example:5061'],
        ['https://b.example', 'x@y.example', 7],
      ],
      headers: [
        [{}, { a: 'b' }],
        [['a'], 'a: b'],
      ],
      standardHeaders: [[{ 'User-to-User': 'x' }], ['x']],
    },
  },
  'a sip endpoint by its domain': {
    ncco: (more) => connect({}, { type: 'sip', domain: 'acme', ...more }),
    at: '[0].endpoint[0]',
    options: { domain: [['acme'], ['', 7]], user: [['joe'], ['', 7]] },
  },
  'a websocket endpoint': {
    ncco: (more) => connect({}, { type: 'websocket', uri: 'wss://a.example', ...more }),
    at: '[0].endpoint[0]',
    options: {
      uri: [
        ['wss://a.example/x', 'ws://a.example'],
        ['https://a.example', 'a.example'],
      ],
      'content-type': [
        ['audio/l16;rate=8000', 'audio/l16;rate=16000', 'audio/l16;rate=24000'],
        ['audio/l16', 'audio/l16;rate=44100', 'audio/mp3'],
      ],
      headers: [[{ a: 1 }], ['a']],
      authorization: [[{ type: 'vonage' }], ['Bearer x']],
    },
  },
});

test('from is of no use where the caller is an app user and no phone rings', () => {
  const ncco = connect({ from: '447700900001' }, { type: 'app', user: 'Jane' });
  const paths = (options: Parameters<typeof checkNcco>[1]) =>
    checkNcco(ncco, options).warnings.map(({ path }) => path);
  expect(paths({ caller: 'app' })).toEqual(['[0].from']);
  expect(paths({ caller: 'phone' })).toEqual([]);
  expect(checkNcco(connect({ from: '447700900001' }), { caller: 'app' }).warnings).toEqual([]);
});

test('an unknown key is kept and told', () => {
  const ncco = connect({ newOption: 1 }, { ...phone, shaken: 'x' });
  expect(checkNcco(ncco)).toMatchObject({ ncco });
  expect(warningsOf(ncco)).toEqual([
    expect.stringContaining('[0].endpoint[0].shaken'),
    expect.stringContaining('[0].newOption'),
  ]);
});
