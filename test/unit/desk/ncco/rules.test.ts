import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkNcco } from '../../../../desk/ncco/check.ts';
import { parseNcco } from '../../../../local/vonage/calls/ncco.ts';
import { NCCOS } from '../../../fixtures/nccos.ts';
import { problemsOf } from './actions/samples.ts';

/* NCCOs as people write them, judged by the desk and by the simulated Vonage, which know nothing of each other. */

const desk = (ncco: unknown) => 'ncco' in checkNcco(ncco, { placeholders: false });
const vonage = (ncco: unknown) => Array.isArray(parseNcco(ncco));
const judged = (ncco: unknown) => ({ desk: desk(ncco), vonage: vonage(ncco) });
const taken = { desk: true, vonage: true };
const refused = { desk: false, vonage: false };

test('there are many, of both kinds', () => {
  expect(NCCOS.filter(({ valid }) => valid).length).toBeGreaterThan(130);
  expect(NCCOS.filter(({ valid }) => !valid).length).toBeGreaterThan(10);
});

test.each(NCCOS.map(({ id, ...written }) => [id, written] as const))('%s', (_id, { ncco, valid, why }) => {
  const before = structuredClone(ncco);
  expect(judged(ncco)).toEqual(valid ? taken : refused);
  expect(ncco).toEqual(before);
  if (valid) return;
  const [index] = why?.split('.') ?? [];
  expect(problemsOf(ncco)[0]).toMatch(new RegExp(`^\\[${index}\\]`));
  expect(parseNcco(ncco)).toContain(`Invalid NCCO: ${index}.`);
});

describe('what an SDK writes as text is read as what it means, within the same bounds', () => {
  const jane = [{ type: 'app', user: 'Jane' }];
  const rows: [
    name: string,
    action: object,
    option: string,
    right: [unknown, unknown][],
    wrong: unknown[],
  ][] = [
    [
      'talk',
      { text: 'x' },
      'loop',
      [
        ['0', 0],
        ['1', 1],
        ['3', 3],
      ],
      ['ever', '-1', '1.5', '', ' 1', '1e3', '0x1', '١'],
    ],
    [
      'talk',
      { text: 'x' },
      'level',
      [
        ['0', 0],
        ['-0.4', -0.4],
        ['1', 1],
      ],
      ['1.1', '-1.01', 'loud', '+1', '.5'],
    ],
    ['talk', { text: 'x' }, 'style', [['6', 6]], ['-1', 'calm']],
    [
      'talk',
      { text: 'x' },
      'premium',
      [
        ['true', true],
        ['false', false],
      ],
      ['yes', 'True', '', '1', 0],
    ],
    ['talk', { text: 'x' }, 'bargeIn', [['false', false]], ['no', 'FALSE', '0']],
    ['stream', { streamUrl: ['https://example.com/x'] }, 'loop', [['0', 0]], ['ever']],
    [
      'connect',
      { endpoint: jane },
      'timeout',
      [
        ['45', 45],
        ['3', 3],
        ['7200', 7200],
      ],
      ['7201', '2', 'long'],
    ],
    [
      'connect',
      { endpoint: jane },
      'limit',
      [
        ['1', 1],
        ['7200', 7200],
      ],
      ['7201', '0'],
    ],
    ['connect', { endpoint: jane }, 'randomFromNumber', [['true', true]], ['yes']],
    [
      'record',
      {},
      'endOnSilence',
      [
        ['3', 3],
        ['10', 10],
      ],
      ['2', '11', 'yes'],
    ],
    ['record', {}, 'timeOut', [['7200', 7200]], ['7201', '2']],
    [
      'record',
      {},
      'channels',
      [
        ['1', 1],
        ['32', 32],
      ],
      ['0', '33', '1.5'],
    ],
    ['record', {}, 'beepStart', [['true', true]], ['yes']],
    ['conversation', { name: 'x' }, 'startOnEnter', [['false', false]], ['no']],
    ['conversation', { name: 'x' }, 'endOnExit', [['true', true]], ['1']],
    ['conversation', { name: 'x' }, 'record', [['true', true]], [1]],
    ['conversation', { name: 'x' }, 'mute', [['true', true]], ['on']],
    ['transfer', { conversationId: 'CON-1' }, 'mute', [['false', false]], ['off']],
    [
      'wait',
      {},
      'timeout',
      [
        ['0.1', 0.1],
        ['2', 2],
      ],
      ['0', '7201', 'a while'],
    ],
    ['pay', {}, 'amount', [['9.99', 9.99]], ['0', 0, '-1', 'much']],
  ];
  const settings: typeof rows = [
    [
      'dtmf',
      {},
      'timeOut',
      [
        ['0', 0],
        ['10', 10],
        ['2.5', 2.5],
      ],
      ['11', 'never', ''],
    ],
    [
      'dtmf',
      {},
      'maxDigits',
      [
        ['1', 1],
        ['20', 20],
      ],
      ['0', '21', '1.5'],
    ],
    [
      'dtmf',
      {},
      'submitOnHash',
      [
        ['true', true],
        ['false', false],
      ],
      ['#', 'yes'],
    ],
    [
      'speech',
      {},
      'endOnSilence',
      [
        ['0.4', 0.4],
        ['5', 5],
      ],
      ['0.3', '11'],
    ],
    [
      'speech',
      {},
      'startTimeout',
      [
        ['1', 1],
        ['60', 60],
      ],
      ['0', '61'],
    ],
    ['speech', {}, 'maxDuration', [['10', 10]], ['0', '61']],
    [
      'speech',
      {},
      'sensitivity',
      [
        ['10', 10],
        ['100', 100],
      ],
      ['9', '101'],
    ],
    ['speech', {}, 'saveAudio', [['false', false]], ['never']],
  ];
  const read = (ncco: unknown) => {
    const checked = checkNcco(ncco, { placeholders: false });
    return { desk: 'ncco' in checked ? checked.ncco : checked.problems, vonage: parseNcco(ncco) };
  };

  test.each(rows)('%s %j %s', (action, rest, option, right, wrong) => {
    const ncco = (value: unknown) => [{ action, ...rest, [option]: value }];
    for (const [written, meant] of right) {
      expect(read(ncco(written))).toEqual({ desk: ncco(meant), vonage: ncco(meant) });
      expect(read(ncco(meant))).toEqual(read(ncco(written)));
    }
    for (const value of wrong) expect({ value, ...judged(ncco(value)) }).toEqual({ value, ...refused });
  });

  test.each(settings)('input, %s %j %s', (place, _rest, option, right, wrong) => {
    const ncco = (value: unknown) => [
      { action: 'input', type: ['dtmf', 'speech'], [place]: { [option]: value } },
    ];
    for (const [written, meant] of right) {
      expect(read(ncco(written))).toEqual({ desk: ncco(meant), vonage: ncco(meant) });
    }
    for (const value of wrong) expect({ value, ...judged(ncco(value)) }).toEqual({ value, ...refused });
  });

  test('an input of old takes its settings as text, too', () => {
    const ncco = [{ action: 'input', maxDigits: '1', timeOut: '5', submitOnHash: 'true' }];
    const dtmf = { maxDigits: 1, timeOut: 5, submitOnHash: true };
    expect(read(ncco)).toMatchObject({
      desk: [{ type: ['dtmf'], dtmf }],
      vonage: [{ type: ['dtmf'], dtmf }],
    });
    expect(judged([{ action: 'input', maxDigits: '21' }])).toEqual(refused);
  });

  test('an empty object, as PHP writes it, is one; a list with something in it is none', () => {
    const ws = (headers: unknown) => [
      { action: 'connect', endpoint: [{ type: 'websocket', uri: 'wss://example.com/s', headers }] },
    ];
    expect(read(ws([]))).toEqual({ desk: ws({}), vonage: ws({}) });
    expect(judged(ws(['a']))).toEqual(refused);
    const input = (dtmf: unknown) => [{ action: 'input', type: ['dtmf'], dtmf }];
    expect(read(input([]))).toEqual({ desk: input({}), vonage: input({}) });
    expect(judged(input([{ maxDigits: 1 }]))).toEqual(refused);
  });
});

describe('from', () => {
  const connect = (endpoint: object, more: object) => [{ action: 'connect', endpoint: [endpoint], ...more }];
  const phone = { type: 'phone', number: '447700900123' };
  const others = [
    { type: 'app', user: 'Jane' },
    { type: 'vbc', extension: '12' },
    { type: 'sip', uri: 'sip:a@example.com' },
    { type: 'websocket', uri: 'wss://example.com/s' },
  ];
  test.each(['12345', 'ACME', '+44 7700 900123', '', 'sip:a@example.com', '見本'])('%j', (from) => {
    for (const endpoint of others) expect(judged(connect(endpoint, { from }))).toEqual(taken);
    expect(judged(connect(phone, { from }))).toEqual(refused);
  });
  test('a phone may be shown a number, or none', () => {
    expect(judged(connect(phone, { from: '447700900000' }))).toEqual(taken);
    expect(judged(connect(phone, {}))).toEqual(taken);
    expect(judged(connect(phone, { from: 447700900000 }))).toEqual(refused);
    expect(judged(connect(phone, { from: null }))).toEqual(refused);
  });
});

describe('bargeIn', () => {
  const yes = { action: 'talk', text: 'x', bargeIn: true };
  const no = { action: 'talk', text: 'x', bargeIn: false };
  const input = { action: 'input', type: ['dtmf'] };
  const wait = { action: 'wait' };
  test.each<[boolean, ...object[]]>([
    [true, yes, input],
    [true, yes, no, input, wait],
    [true, no, wait],
    [true, yes, input, no, wait],
    [true, { ...yes, bargeIn: 'true' }, { ...no, bargeIn: 'false' }, input],
    [false, yes],
    [false, yes, no],
    [false, yes, no, wait],
    [false, yes, wait, input],
    [false, yes, input, yes, wait],
    [false, { ...yes, bargeIn: 'true' }, wait],
  ])('%j %j', (valid, ...ncco) => {
    expect(judged(ncco)).toEqual(valid ? taken : refused);
  });
});

describe('SSML', () => {
  const text = (written: string) => [{ action: 'talk', text: written }];
  const said = (length: number) => 'x'.repeat(length);
  test.each([
    ['as it is', `<speak>${said(1_500)}</speak>`],
    ['with an attribute', `<speak version="1.1">${said(1_500)}</speak>`],
    ['with leading blanks', `\n  <speak>${said(1_500)}</speak>`],
    [
      'with attributes within',
      `<speak>${'<break time="1s"/>'.repeat(500)}<prosody rate="slow">x</prosody></speak>`,
    ],
    ['that breaks its line in the tag', `<speak\n  xml:lang="en-GB">${said(1_490)}</speak>`],
  ])('%s', (_name, written) => {
    expect(judged(text(written))).toEqual(taken);
  });
  test.each([
    ['too long after leading blanks', `  <speak>${said(1_501)}</speak>`],
    ['too long', `<speak>${said(1_501)}</speak>`],
    ['too long, with an attribute', ` <speak version="1.1">${said(1_501)}</speak>`],
    ['that is none', `<speaker>${said(1_500)}`],
    ['that begins too late', `x <speak>${said(1_490)}</speak>`],
  ])('%s', (_name, written) => {
    expect(judged(text(written))).toEqual(refused);
  });
});

test.each([
  [true, 'audio/l16;rate=16000'],
  [true, 'audio/l16; rate=16000'],
  [true, 'audio/L16 ; Rate = 8000'],
  [true, ' AUDIO/L16;RATE=24000 '],
  [false, 'audio/l16;rate=44100'],
  [false, 'audio/l16'],
  [false, 'audio/l16 rate=16000'],
  [false, 'audio/l16;rate=1 6000'],
  [false, ''],
])('is taken %j: %j', (valid, type) => {
  const endpoint = { type: 'websocket', uri: 'wss://example.com/s', 'content-type': type };
  expect(judged([{ action: 'connect', endpoint: [endpoint] }])).toEqual(valid ? taken : refused);
});

describe('desk and simulator never disagree', () => {
  const keys = [...new Set(NCCOS.flatMap(({ ncco }) => keysOf(ncco)))];
  const texts = fc.constantFrom(
    ...[
      '',
      ' ',
      'x',
      'true',
      'false',
      'True',
      'yes',
      'dtmf',
      'speech',
      'phone',
      'app',
      'websocket',
      'sip',
      'GET',
    ],
    ...[
      'talk',
      'stream',
      'input',
      'connect',
      'wait',
      'record',
      'synchronous',
      'continue',
      'hangup',
      'mp3',
      '#',
      '*1p',
    ],
    ...[
      '447700900000',
      '+447700900000',
      '0447700900',
      '12345',
      'sip:a@example.com',
      'wss://example.com/s',
      'en-GB',
    ],
    ...[
      'https://example.com/x',
      'HTTPS://example.com',
      'https://',
      'https://example.com/a b',
      'http:/x',
      'en_GB',
      'conversation',
    ],
    ...[
      '<speak>x</speak>',
      'x'.repeat(1_501),
      `<speak a="b">${'x'.repeat(1_500)}</speak>`,
      ' audio/l16; rate=8000',
    ],
  );
  const numbers = fc.constantFrom(
    -1,
    0,
    0.1,
    0.4,
    0.5,
    1,
    1.5,
    2,
    3,
    4,
    5,
    9,
    10,
    11,
    20,
    21,
    32,
    33,
    45,
    60,
    61,
    100,
    120,
    7200,
    7201,
  );
  const scalar = fc.oneof(texts, numbers, numbers.map(String), fc.boolean(), fc.constant(null));
  const value = fc.oneof(
    { weight: 4, arbitrary: scalar },
    fc.array(scalar, { maxLength: 2 }),
    fc.dictionary(fc.constantFrom(...keys), scalar, { maxKeys: 2 }),
    fc.array(fc.dictionary(fc.constantFrom(...keys), scalar, { maxKeys: 3 }), { maxLength: 2 }),
  );
  const change = fc.record({
    at: fc.nat(),
    how: fc.constantFrom('set', 'set', 'set', 'remove', 'add'),
    key: fc.constantFrom(...keys),
    value,
  });
  const bases = fc.constantFrom(...NCCOS.map(({ ncco }) => ncco));
  const mutants = fc
    .tuple(fc.array(bases, { minLength: 1, maxLength: 2 }), fc.array(change, { minLength: 1, maxLength: 3 }))
    .map(([chosen, changes]) => changes.reduce<unknown>(changed, JSON.parse(JSON.stringify(chosen.flat()))));

  test('on an NCCO that was changed in a few places', () => {
    const seen = { taken: 0, refused: 0 };
    fc.assert(
      fc.property(mutants, (ncco) => {
        const judgement = judged(ncco);
        seen[judgement.desk ? 'taken' : 'refused'] += 1;
        expect({ ncco: JSON.stringify(ncco), ...judgement }).toEqual({
          ncco: JSON.stringify(ncco),
          ...(judgement.desk ? taken : refused),
        });
      }),
      { numRuns: 4_000 },
    );
    // Both happen often, or the changes prove little.
    expect(Math.min(seen.taken, seen.refused)).toBeGreaterThan(400);
  });

  test('on anything at all', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.jsonValue(), fc.array(fc.dictionary(fc.constantFrom('action', ...keys), value))),
        (ncco) => {
          const judgement = judged(ncco);
          expect({ ncco: JSON.stringify(ncco), ...judgement }).toEqual({
            ncco: JSON.stringify(ncco),
            ...(judgement.desk ? taken : refused),
          });
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test('what the desk sends, the simulator takes, and reads as it is', () => {
    fc.assert(
      fc.property(mutants, (ncco) => {
        const checked = checkNcco(ncco, { placeholders: false });
        if (!('ncco' in checked)) return;
        expect(vonage(checked.ncco)).toBe(true);
        expect(checkNcco(checked.ncco, { placeholders: false })).toMatchObject({ ncco: checked.ncco });
      }),
      { numRuns: 500 },
    );
  });
});

function keysOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(keysOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => [key, ...keysOf(one)]);
}

interface Change {
  at: number;
  how: string;
  key: string;
  value: unknown;
}

/** The value with one of its places, whichever `at` falls on, set anew, taken out or given one more key. */
function changed(root: unknown, { at, how, key, value }: Change): unknown {
  const places: { of: Record<string, unknown>; key: string }[] = [];
  const visit = (one: unknown): void => {
    if (typeof one !== 'object' || one === null) return;
    const of = one as Record<string, unknown>;
    for (const name of Object.keys(of)) {
      places.push({ of, key: name });
      visit(of[name]);
    }
  };
  visit(root);
  const place = places[at % Math.max(places.length, 1)];
  if (!place) return root;
  if (how === 'add') place.of[Array.isArray(place.of) ? place.key : key] = value;
  else if (how === 'set') place.of[place.key] = value;
  else if (Array.isArray(place.of)) place.of.splice(Number(place.key), 1);
  else delete place.of[place.key];
  return root;
}
