import { expect, test } from '@jest/globals';
import { checkNcco } from '../../../../../desk/ncco/check.ts';
import { areRight, areWarned, areWrong, haveOptions } from './rows.ts';
import { URL_LIST, input, speech } from './samples.ts';

/* Input. */

areRight([
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
]);

areWrong([
  ['input type', input({ type: 'dtmf' }), '[0].type'],
  ['input no type', input({ type: [] }), '[0].type'],
  ['input type twice', input({ type: ['dtmf', 'dtmf'] }), '[0].type'],
  ['input speech without type', [{ action: 'input', speech: {} }], '[0].type'],
  ['input timeOut', input({ dtmf: { timeOut: 11 } }), '[0].dtmf.timeOut'],
  ['input maxDigits 0', input({ dtmf: { maxDigits: 0 } }), '[0].dtmf.maxDigits'],
  ['input maxDigits 21', input({ dtmf: { maxDigits: 21 } }), '[0].dtmf.maxDigits'],
  ['input submitOnHash', input({ dtmf: { submitOnHash: 1 } }), '[0].dtmf.submitOnHash'],
  ['input mode', input({ mode: true }), '[0].mode'],
  ['input eventUrl bare', input({ eventUrl: 'https://example.com' }), '[0].eventUrl'],
  ['input eventUrl empty', input({ eventUrl: [] }), '[0].eventUrl'],
  ['input eventMethod', input({ eventMethod: 'PUT' }), '[0].eventMethod'],
  ['speech uuid', speech({ uuid: ['a', 'b'] }), '[0].speech.uuid'],
  ['speech silence', speech({ endOnSilence: 0.3 }), '[0].speech.endOnSilence'],
  ['speech context', speech({ context: ['a', 1] }), '[0].speech.context[1]'],
  ['speech start', speech({ startTimeout: 61 }), '[0].speech.startTimeout'],
  ['speech duration', speech({ maxDuration: 0 }), '[0].speech.maxDuration'],
  ['speech sensitivity', speech({ sensitivity: 9 }), '[0].speech.sensitivity'],
]);

areWarned([
  ['dtmf settings of an input that takes none', speech({}).map((one) => ({ ...one, dtmf: {} })), '[0].dtmf'],
  ['a mode that is none', input({ mode: 'syncronus' }), '[0].mode'],
  ['settings of an asynchronous input', input({ mode: 'asynchronous', dtmf: { maxDigits: 1 } }), '[0].dtmf'],
]);

haveOptions({
  input: {
    ncco: (more) => input({ type: ['dtmf', 'speech'], ...more }),
    at: '[0]',
    options: {
      type: [
        [['dtmf'], ['speech'], ['speech', 'dtmf']],
        [[], 'dtmf', ['fax'], ['dtmf', 'dtmf'], null],
      ],
      dtmf: [[{}], [[{}], 'x', null]],
      speech: [[{}], [[{}], 'x', null]],
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
        ['', true],
      ],
    },
  },
  'input, dtmf': {
    ncco: (more) => input({ dtmf: more }),
    at: '[0].dtmf',
    options: {
      timeOut: [
        [0, 2.5, 10],
        [-1, 10.1, '11'],
      ],
      maxDigits: [
        [1, 20],
        [0, 21, 1.5, '21'],
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
        [0.39, 10.1, '0.3'],
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
        [9, 101, '101'],
      ],
      saveAudio: [[true, false], ['no']],
    },
  },
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
