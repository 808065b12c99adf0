import { deepEqual } from 'node:assert';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkNcco } from '../../../../desk/ncco/check.ts';
import { areRight, areWrong } from './actions/rows.ts';
import { connect, input, phone, problemsOf, talk } from './actions/samples.ts';

/* An NCCO as a whole. */

areRight([
  [
    'placeholders',
    connect(
      { from: 'YOUR_VONAGE_NUMBER', eventUrl: ['DTMF_URL?a=b'] },
      { type: 'phone', number: 'PARAMS_TO' },
    ),
  ],
]);

areWrong([
  ['no list', { action: 'talk' }, ''],
  ['null', null, ''],
  ['text', '[]', ''],
  ['empty', [], ''],
  ['action is no object', ['talk'], '[0]'],
  ['no action', [{ text: 'x' }], '[0].action'],
  ['unknown action', [{ action: 'sing' }], '[0].action'],
  ['an inherited name as action', [{ action: 'constructor' }], '[0].action'],
  ['a set of the store', talk({ more: new Set(['x']) }), '[0].more'],
  ['a number that JSON lacks', talk({ level: NaN }), '[0].level'],
]);

test('the sentence of the contract', () => {
  const ncco = [...talk(), ...talk(), ...connect({}, { type: 'phone', number: '+44 77' })];
  expect(problemsOf(ncco)).toEqual(["[2].endpoint[0].number: must be E.164 digits, got '+44 77'"]);
});

test('every problem is told, not the first alone', () => {
  expect(problemsOf([...talk({ bargeIn: true }), { action: 'wait', timeout: 0 }])).toEqual([
    expect.stringContaining('[0].bargeIn'),
    expect.stringContaining('[1].timeout'),
  ]);
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
