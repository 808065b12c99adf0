import { deepEqual } from 'node:assert';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkNcco } from '../../../desk/calls/ncco.ts';
import { tell } from '../../../desk/calls/findings.ts';

const problemsOf = (value: unknown, options = {}): string[] => {
  const result = checkNcco(value, options);
  return 'problems' in result ? result.problems.map(tell) : [];
};
const warningsOf = (value: unknown): string[] => checkNcco(value).warnings.map(tell);

const URL_LIST = ['https://example.com/e'];
const phone = { type: 'phone', number: '447700900000' };
const connect = (more: object = {}, endpoint: object = phone) => [
  { action: 'connect', endpoint: [endpoint], ...more },
];
const talk = (more: object = {}) => [{ action: 'talk', text: 'Hello', ...more }];
const input = (more: object = {}) => [{ action: 'input', type: ['dtmf'], ...more }];
const speech = (settings: object) => [{ action: 'input', type: ['speech'], speech: settings }];
const record = (more: object = {}) => [{ action: 'record', ...more }];
const conversation = (more: object = {}) => [{ action: 'conversation', name: 'room', ...more }];
const notify = (more: object = {}) => [{ action: 'notify', payload: { a: 1 }, eventUrl: URL_LIST, ...more }];
const transfer = (more: object = {}) => [{ action: 'transfer', conversationId: 'CON-1', ...more }];
const stream = (more: object = {}) => [
  { action: 'stream', streamUrl: ['https://example.com/a.mp3'], ...more },
];

describe('valid: every row of the table', () => {
  test.each<[string, unknown]>([
    ['talk', talk()],
    ['talk, all', talk({ loop: 0, level: -1, language: 'ja-JP', style: 0, premium: true, bargeIn: false })],
    ['talk, longest text', talk({ text: 'x'.repeat(1500) })],
    [
      'talk, SSML is measured by what is said',
      talk({ text: `<speak>${'<break/>'.repeat(300)}hello</speak>` }),
    ],
    ['talk, bargeIn', [...talk({ bargeIn: true }), ...stream({ bargeIn: true }), ...input()]],
    ['stream', stream({ level: 1, loop: 3 })],
    ['input, dtmf', input({ dtmf: { timeOut: 0, maxDigits: 20, submitOnHash: true }, eventUrl: URL_LIST })],
    ['input, both', input({ type: ['dtmf', 'speech'], eventMethod: 'GET', mode: 'synchronous' })],
    ['input, asynchronous', input({ mode: 'asynchronous' })],
    [
      'input, speech',
      speech({
        uuid: ['leg'],
        endOnSilence: 0.4,
        language: 'en-US',
        context: ['yes', 'no'],
        startTimeout: 60,
        maxDuration: 1,
        sensitivity: 10,
        saveAudio: true,
      }),
    ],
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
    ['record', record()],
    [
      'record, all',
      record({
        format: 'ogg',
        split: 'conversation',
        channels: 32,
        endOnSilence: 3,
        endOnKey: '#',
        timeOut: 7200,
        beepStart: true,
        eventUrl: URL_LIST,
        transcription: { language: 'en-US' },
      }),
    ],
    ['conversation', conversation({ startOnEnter: false, canSpeak: [], canHear: ['leg'], record: true })],
    ['conversation, music bare', conversation({ musicOnHoldUrl: 'https://example.com/m.mp3' })],
    ['conversation, music listed', conversation({ musicOnHoldUrl: ['https://example.com/m.mp3'] })],
    ['notify', notify({ eventMethod: 'GET' })],
    ['wait', [{ action: 'wait' }, { action: 'wait', timeout: 0.1 }, { action: 'wait', timeout: 7200 }]],
    ['transfer', transfer({ mute: true, canHear: ['leg'] })],
    [
      'placeholders',
      connect(
        { from: 'YOUR_VONAGE_NUMBER', eventUrl: ['DTMF_URL?a=b'] },
        { type: 'phone', number: 'PARAMS_TO' },
      ),
    ],
  ])('%s', (_name, ncco) => {
    const before = structuredClone(ncco);
    expect(checkNcco(ncco)).toEqual({ ncco: before, warnings: [] });
  });

  test('pay is accepted with a warning', () => {
    const ncco = [
      { action: 'pay', amount: 9.99, currency: 'gbp', eventUrl: URL_LIST, prompts: [{ type: 'CardNumber' }] },
    ];
    expect(checkNcco(ncco)).toMatchObject({ ncco });
    expect(warningsOf(ncco)).toHaveLength(1);
  });
});

describe('invalid: path and sentence', () => {
  test('the sentence of the contract', () => {
    const ncco = [...talk(), ...talk(), ...connect({}, { type: 'phone', number: '+44 77' })];
    expect(problemsOf(ncco)).toEqual(["[2].endpoint[0].number: must be E.164 digits, got '+44 77'"]);
  });

  test.each<[string, unknown, string]>([
    ['no list', { action: 'talk' }, ''],
    ['null', null, ''],
    ['text', '[]', ''],
    ['empty', [], ''],
    ['action is no object', ['talk'], '[0]'],
    ['no action', [{ text: 'x' }], '[0].action'],
    ['unknown action', [{ action: 'sing' }], '[0].action'],
    ['an inherited name as action', [{ action: 'constructor' }], '[0].action'],
    ['talk without text', [{ action: 'talk' }], '[0].text'],
    ['talk empty', talk({ text: ' ' }), '[0].text'],
    ['talk too long', talk({ text: 'x'.repeat(1501) }), '[0].text'],
    ['talk loop', talk({ loop: -1 }), '[0].loop'],
    ['talk loop broken', talk({ loop: 1.5 }), '[0].loop'],
    ['talk level', talk({ level: 1.1 }), '[0].level'],
    ['talk language', talk({ language: 'english please' }), '[0].language'],
    ['talk style', talk({ style: 'calm' }), '[0].style'],
    ['talk premium', talk({ premium: 'yes' }), '[0].premium'],
    ['bargeIn and nothing', talk({ bargeIn: true }), '[0].bargeIn'],
    [
      'bargeIn and connect',
      [...talk({ bargeIn: true }), ...stream(), ...connect(), ...input()],
      '[0].bargeIn',
    ],
    ['stream without URL', [{ action: 'stream' }], '[0].streamUrl'],
    ['stream with two', stream({ streamUrl: [...URL_LIST, ...URL_LIST] }), '[0].streamUrl'],
    ['stream bare URL', stream({ streamUrl: URL_LIST[0] }), '[0].streamUrl'],
    ['stream no URL', stream({ streamUrl: ['javascript:alert(1)'] }), '[0].streamUrl[0]'],
    ['input type', input({ type: 'dtmf' }), '[0].type'],
    ['input no type', input({ type: [] }), '[0].type'],
    ['input type twice', input({ type: ['dtmf', 'dtmf'] }), '[0].type'],
    ['input speech without type', [{ action: 'input', speech: {} }], '[0].type'],
    ['input timeOut', input({ dtmf: { timeOut: 11 } }), '[0].dtmf.timeOut'],
    ['input maxDigits 0', input({ dtmf: { maxDigits: 0 } }), '[0].dtmf.maxDigits'],
    ['input maxDigits 21', input({ dtmf: { maxDigits: 21 } }), '[0].dtmf.maxDigits'],
    ['input submitOnHash', input({ dtmf: { submitOnHash: 1 } }), '[0].dtmf.submitOnHash'],
    ['input mode', input({ mode: 'both' }), '[0].mode'],
    ['input eventUrl bare', input({ eventUrl: 'https://example.com' }), '[0].eventUrl'],
    ['input eventUrl empty', input({ eventUrl: [] }), '[0].eventUrl'],
    ['input eventMethod', input({ eventMethod: 'PUT' }), '[0].eventMethod'],
    ['speech uuid', speech({ uuid: ['a', 'b'] }), '[0].speech.uuid'],
    ['speech silence', speech({ endOnSilence: 0.3 }), '[0].speech.endOnSilence'],
    ['speech context', speech({ context: ['a', 1] }), '[0].speech.context[1]'],
    ['speech start', speech({ startTimeout: 61 }), '[0].speech.startTimeout'],
    ['speech duration', speech({ maxDuration: 0 }), '[0].speech.maxDuration'],
    ['speech sensitivity', speech({ sensitivity: 9 }), '[0].speech.sensitivity'],
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
    ['record format', record({ format: 'flac' }), '[0].format'],
    ['record split', record({ split: 'legs' }), '[0].split'],
    ['record channels', record({ channels: 33 }), '[0].channels'],
    ['record silence', record({ endOnSilence: 2 }), '[0].endOnSilence'],
    ['record key', record({ endOnKey: '12' }), '[0].endOnKey'],
    ['record timeOut', record({ timeOut: 2 }), '[0].timeOut'],
    ['record beep', record({ beepStart: 'true' }), '[0].beepStart'],
    ['conversation name', [{ action: 'conversation' }], '[0].name'],
    ['conversation legs', conversation({ canSpeak: 'leg' }), '[0].canSpeak'],
    ['notify payload', [{ action: 'notify', eventUrl: URL_LIST }], '[0].payload'],
    ['notify nowhere', [{ action: 'notify', payload: {} }], '[0].eventUrl'],
    ['wait', [{ action: 'wait', timeout: 0 }], '[0].timeout'],
    ['transfer', [{ action: 'transfer' }], '[0].conversationId'],
    ['pay', [{ action: 'pay' }], '[0].amount'],
    ['a set of the store', talk({ more: new Set(['x']) }), '[0].more'],
    ['a number that JSON lacks', talk({ level: NaN }), '[0].level'],
  ])('%s', (_name, ncco, path) => {
    const result = checkNcco(ncco);
    expect('problems' in result && result.problems.map((problem) => problem.path)).toEqual([path]);
    expect('problems' in result && result.problems[0]?.sentence).toMatch(/\w+ \w+/);
  });

  test('every problem is told, not the first alone', () => {
    expect(problemsOf([...talk({ loop: -1 }), { action: 'wait', timeout: 0 }])).toHaveLength(2);
  });

  test('a hostile text is shown short', () => {
    expect(problemsOf(connect({}, { ...phone, number: '9'.repeat(10_000) }))[0]?.length).toBeLessThan(200);
  });

  test('what is nested without end, or contains itself, is a problem and no crash', () => {
    const deep: unknown = JSON.parse(`${'['.repeat(5_000)}${']'.repeat(5_000)}`);
    const round: { action: string; text: string; self?: unknown } = { action: 'talk', text: 'x' };
    round.self = round;
    expect(problemsOf([{ action: 'talk', text: 'x', deep }])).toHaveLength(1);
    expect(problemsOf([round])).toHaveLength(1);
  });

  test('a placeholder is no value once values are filled in', () => {
    const ncco = connect({ from: 'YOUR_NEXMO_NUMBER' }, { type: 'phone', number: 'PARAMS_TO' });
    expect(problemsOf(ncco)).toEqual([]);
    expect(problemsOf(ncco, { placeholders: false })).toHaveLength(2);
    expect(problemsOf(input({ eventUrl: ['DTMF_URL'] }), { placeholders: false })).toHaveLength(1);
  });

  test('a placeholder is no value in the wrong place', () => {
    expect(problemsOf(connect({}, { type: 'phone', number: 'DTMF_URL' }))).toHaveLength(1);
    expect(problemsOf(input({ eventUrl: ['PARAMS_TO'] }))).toHaveLength(1);
  });
});

/** Every option that Vonage documents, with values at the ends of its range and beyond them. */
const OPTIONS: Record<string, { ncco: (more: object) => unknown; at: string; options: OptionRows }> = {
  talk: {
    ncco: (more) => [...talk(more), ...input()],
    at: '[0]',
    options: {
      text: [
        ['x', 'x'.repeat(1500), `<speak>${'x'.repeat(1500)}</speak>`],
        ['', ' ', 'x'.repeat(1501), 7, null, ['x']],
      ],
      bargeIn: [
        [true, false],
        ['true', 1, null],
      ],
      loop: [
        [0, 1, 1_000],
        [-1, 1.5, '2', null],
      ],
      level: [
        [-1, 0, 0.5, 1],
        [-1.01, 1.01, '0', null],
      ],
      language: [
        ['en', 'en-GB', 'cmn-CN', 'zh-Hans-CN'],
        ['', 'english please', 'en_GB', 7],
      ],
      style: [
        [0, 11],
        [-1, 0.5, '1'],
      ],
      premium: [
        [true, false],
        ['yes', 0],
      ],
    },
  },
  stream: {
    ncco: (more) => [...stream(more), ...input()],
    at: '[0]',
    options: {
      streamUrl: [
        [URL_LIST, ['http://a.example/x.mp3']],
        [[], 'https://a.example', [...URL_LIST, 'https://b.example'], {}],
      ],
      level: [
        [-1, 1],
        [-2, 2, '1'],
      ],
      bargeIn: [[true, false], ['false']],
      loop: [
        [0, 3],
        [-1, 0.1],
      ],
    },
  },
  input: {
    ncco: (more) => input({ type: ['dtmf', 'speech'], ...more }),
    at: '[0]',
    options: {
      type: [
        [['dtmf'], ['speech'], ['speech', 'dtmf']],
        [[], 'dtmf', ['fax'], ['dtmf', 'dtmf'], null],
      ],
      dtmf: [[{}], [[], 'x', null]],
      speech: [[{}], [[], 'x', null]],
      eventUrl: [
        [URL_LIST],
        [[], 'https://a.example', [...URL_LIST, ...URL_LIST], ['ftp://a.example'], [7], null],
      ],
      eventMethod: [
        ['GET', 'POST'],
        ['get', 'PUT', 1],
      ],
      mode: [
        ['synchronous', 'asynchronous'],
        ['sync', true],
      ],
    },
  },
  'input, dtmf': {
    ncco: (more) => input({ dtmf: more }),
    at: '[0].dtmf',
    options: {
      timeOut: [
        [0, 2.5, 10],
        [-1, 10.1, '3'],
      ],
      maxDigits: [
        [1, 20],
        [0, 21, 1.5, '4'],
      ],
      submitOnHash: [
        [true, false],
        ['#', 1],
      ],
    },
  },
  'input, speech': {
    ncco: speech,
    at: '[0].speech',
    options: {
      uuid: [[['leg']], [[], ['a', 'b'], 'leg']],
      endOnSilence: [
        [0.4, 10],
        [0.39, 10.1, '1'],
      ],
      language: [['ja-JP'], ['', 'japanese, please']],
      context: [
        [[], ['yes', 'no']],
        ['yes', [''], [1]],
      ],
      startTimeout: [
        [1, 60],
        [0.9, 61],
      ],
      maxDuration: [
        [1, 60],
        [0.9, 61],
      ],
      sensitivity: [
        [10, 100],
        [9, 101, '50'],
      ],
      saveAudio: [[true, false], ['no']],
    },
  },
  connect: {
    ncco: (more) => connect(more),
    at: '[0]',
    options: {
      endpoint: [[[phone]], [[], [phone, phone], phone, 'Jane', null]],
      from: [
        ['447700900001', 'YOUR_NEXMO_NUMBER', 'PARAMS_FROM'],
        ['+447700900001', 'ACME', '', 447700900001],
      ],
      randomFromNumber: [[true, false], ['true']],
      eventType: [['synchronous'], ['asynchronous', true]],
      timeout: [
        [3, 7200],
        [2.9, 7201, '60'],
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
        [44, 121, '45'],
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
        [[], 'a: b'],
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
  record: {
    ncco: (more) => record({ split: 'conversation', ...more }),
    at: '[0]',
    options: {
      format: [
        ['mp3', 'wav', 'ogg'],
        ['flac', 'MP3'],
      ],
      split: [['conversation'], ['legs', true]],
      channels: [
        [1, 32],
        [0, 33, 1.5],
      ],
      endOnSilence: [
        [3, 10],
        [2.9, 10.1],
      ],
      endOnKey: [
        ['0', '9', '*', '#'],
        ['', '10', 'a', 1],
      ],
      timeOut: [
        [3, 7200],
        [2, 7201],
      ],
      beepStart: [[true, false], ['true']],
      eventUrl: [
        [URL_LIST, ['DTMF_URL']],
        ['https://a.example', []],
      ],
      eventMethod: [['GET', 'POST'], ['get']],
      transcription: [
        [{}, { language: 'en-US' }],
        [true, 'en-US'],
      ],
    },
  },
  conversation: {
    ncco: (more) => conversation(more),
    at: '[0]',
    options: {
      name: [['room'], ['', 7, null]],
      musicOnHoldUrl: [
        ['https://a.example/m', ['https://a.example/m']],
        ['m.mp3', [], ['a', 'b']],
      ],
      startOnEnter: [[true, false], ['false']],
      endOnExit: [[true, false], [1]],
      record: [[true, false], ['mp3']],
      canSpeak: [
        [[], ['leg']],
        ['leg', [7]],
      ],
      canHear: [
        [[], ['leg']],
        ['leg', ['']],
      ],
      mute: [[true, false], ['all']],
      transcription: [[{}], ['on']],
      eventUrl: [[URL_LIST], ['https://a.example']],
      eventMethod: [['POST'], ['PATCH']],
    },
  },
  notify: {
    ncco: (more) => notify(more),
    at: '[0]',
    options: {
      payload: [
        [{}, { a: [1] }],
        ['x', [], null],
      ],
      eventUrl: [[URL_LIST], ['https://a.example', [], null]],
      eventMethod: [['GET'], ['HEAD']],
    },
  },
  wait: {
    ncco: (more) => [{ action: 'wait', ...more }],
    at: '[0]',
    options: {
      timeout: [
        [0.1, 10, 7200],
        [0, 0.09, 7201, '10'],
      ],
    },
  },
  transfer: {
    ncco: (more) => transfer(more),
    at: '[0]',
    options: {
      conversationId: [['CON-1'], ['', 7]],
      mute: [[true, false], ['true']],
      canSpeak: [[[], ['leg']], ['leg']],
      canHear: [[[], ['leg']], ['leg']],
    },
  },
};

/** Values by option: right ones, then wrong ones. */
type OptionRows = Record<string, [right: unknown[], wrong: unknown[]]>;

describe.each(Object.entries(OPTIONS))('%s', (_name, { ncco, at, options }) => {
  test.each(Object.entries(options))('%s', (option, [right, wrong]) => {
    for (const value of right) {
      expect({ value, ...checkNcco(ncco({ [option]: value })) }).toEqual({
        value,
        ncco: ncco({ [option]: value }),
        warnings: [],
      });
    }
    for (const value of wrong) {
      const problems = problemsOf(ncco({ [option]: value }));
      expect({ value, problems }).toEqual({ value, problems: [expect.stringContaining(`${at}.${option}`)] });
      expect(problems[0]).toMatch(/: (must be|is missing).*/);
    }
  });
});

test('from is of no use where the caller is an app user and no phone rings', () => {
  const ncco = connect({ from: '447700900001' }, { type: 'app', user: 'Jane' });
  const paths = (options: Parameters<typeof checkNcco>[1]) =>
    checkNcco(ncco, options).warnings.map(({ path }) => path);
  expect(paths({ caller: 'app' })).toEqual(['[0].from']);
  expect(paths({ caller: 'phone' })).toEqual([]);
  expect(checkNcco(connect({ from: '447700900001' }), { caller: 'app' }).warnings).toEqual([]);
});

describe('warnings', () => {
  test('an unknown key is kept and told', () => {
    const ncco = connect({ newOption: 1 }, { ...phone, shaken: 'x' });
    expect(checkNcco(ncco)).toMatchObject({ ncco });
    expect(warningsOf(ncco)).toEqual([
      expect.stringContaining('[0].endpoint[0].shaken'),
      expect.stringContaining('[0].newOption'),
    ]);
  });

  test.each<[string, unknown, string]>([
    ['channels without split', record({ channels: 2 }), '[0].channels'],
    ['mute beside canSpeak', conversation({ mute: true, canSpeak: [] }), '[0].mute'],
    [
      'dtmf settings of an input that takes none',
      speech({}).map((one) => ({ ...one, dtmf: {} })),
      '[0].dtmf',
    ],
    [
      'settings of an asynchronous input',
      input({ mode: 'asynchronous', dtmf: { maxDigits: 1 } }),
      '[0].dtmf',
    ],
    [
      'two machine detections',
      connect({ machineDetection: 'hangup', advancedMachineDetection: {} }),
      '[0].machineDetection',
    ],
  ])('%s', (_name, ncco, path) => {
    expect('ncco' in checkNcco(ncco)).toBe(true);
    expect(checkNcco(ncco).warnings.map((warning) => warning.path)).toEqual([path]);
  });

  test("the tutorial's input without a type becomes today's", () => {
    expect(checkNcco([{ action: 'input', eventUrl: ['DTMF_URL'] }])).toMatchObject({
      ncco: [{ action: 'input', type: ['dtmf'], eventUrl: ['DTMF_URL'] }],
      warnings: [{ path: '[0].type' }],
    });
  });

  test('the settings of that age move into dtmf', () => {
    const result = checkNcco([{ action: 'input', maxDigits: 1, timeOut: 5, submitOnHash: true }]);
    expect(result).toMatchObject({
      ncco: [{ action: 'input', type: ['dtmf'], dtmf: { maxDigits: 1, timeOut: 5, submitOnHash: true } }],
    });
    expect(result.warnings).toHaveLength(4);
  });
});

test('any value at all is judged, and what is judged right is JSON', () => {
  const values = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withSparseArray: true,
    withNullPrototype: true,
    withTypedArray: true,
  });
  const actions = fc.record(
    {
      action: fc.constantFrom('talk', 'input', 'connect', 'wait'),
      text: values,
      type: values,
      endpoint: fc.array(values),
      timeout: values,
    },
    { requiredKeys: ['action'] },
  );
  fc.assert(
    fc.property(fc.oneof(values, fc.array(fc.oneof(actions, values))), (value) => {
      const result = checkNcco(value);
      // Loosely: JSON knows no -0 and no prototypes.
      if ('ncco' in result) deepEqual(JSON.parse(JSON.stringify(result.ncco)), result.ncco);
      else expect(result.problems.length).toBeGreaterThan(0);
    }),
    { numRuns: 500 },
  );
});
