import { describe, expect, test } from '@jest/globals';
import { checkItem, goodNcco, itemProblems, storedNcco } from '../../../../desk/ncco/items.ts';
import { formatProblem } from '../../../../desk/ncco/findings.ts';

/* What stands in an item of NccoConfig, read as ops wrote it. */

const ncco = [{ action: 'talk', text: 'Hello' }];
const problems = (written: unknown) =>
  itemProblems('custom', { custom: { ncco: written } }).map(formatProblem);

test.each<[string, unknown]>([
  ['a list', ncco],
  ['JSON', JSON.stringify(ncco)],
  ['JSON in lines', JSON.stringify(ncco, null, 2)],
  ['JSON after a byte order mark', `\uFEFF${JSON.stringify(ncco)}`],
])('%s is an NCCO', (_name, written) => {
  expect(goodNcco({ ncco: written })).toEqual(ncco);
  expect(storedNcco({ ncco: written })).toEqual(ncco);
  expect(problems(written)).toEqual([]);
});

describe('what is no JSON', () => {
  test.each([
    ['[\n  {"action": "talk", "text": "x",}\n]', "ncco: is no JSON at line 2, column 34: '}'"],
    ["[{'action': 'talk'}]", "ncco: is no JSON at line 1, column 3: ''action': 'talk'}]'"],
    ['[{"action": "talk"}', 'ncco: is no JSON: it ends too early, at line 1, column 20'],
    ['[{"action": "talk",\r\n "text": “x”}]', "ncco: is no JSON at line 2, column 10: '“x”}]'"],
    ['\uFEFF[{"action" "talk"}]', `ncco: is no JSON at line 1, column 12: '"talk"}]'`],
    ['hello', "ncco: is no JSON at line 1, column 1: 'hello'"],
    ['', 'ncco: is no JSON: it ends too early, at line 1, column 1'],
    ['[1] [2]', "ncco: is no JSON at line 1, column 5: '[2]'"],
    ['["a\nb"]', `ncco: is no JSON at line 1, column 2: '"a'`],
    [`[\n"${'x'.repeat(300_000)}`, `ncco: is no JSON at line 2, column 1: '"${'x'.repeat(19)}'`],
  ])('is told with its place', (written, told) => {
    expect(problems(written)).toEqual([told]);
    expect(goodNcco({ ncco: written })).toBeUndefined();
    // It is shown as it stands.
    expect(storedNcco({ ncco: written })).toBe(written);
  });

  test.each<[unknown, RegExp]>([
    ['{"action":"talk"}', /^an NCCO must be a list of actions, got an object$/],
    ['"hello"', /^an NCCO must be a list of actions, got 'hello'$/],
    [JSON.stringify(JSON.stringify(ncco)), /^an NCCO must be a list of actions/],
    ['null', /must be a list/],
    [7, /must be a list/],
    [undefined, /^ncco: is missing$/],
  ])('is not confused with JSON that is no list: %j', (written, told) => {
    expect(problems(written)).toEqual([expect.stringMatching(told)]);
  });

  test('however deep it is nested', () => {
    const deep = '[{"a":'.repeat(30_000);
    expect(problems(deep)).toEqual([expect.stringContaining(`line 1, column ${deep.length + 1}`)]);
  });
});

test('an item that is none, or has no NCCO', () => {
  for (const item of [undefined, null, 'x', {}, { name: 'custom' }]) {
    expect(checkItem(item)).toEqual({ problems: [{ path: 'ncco', sentence: 'is missing' }], warnings: [] });
  }
});
