import { expect, test } from '@jest/globals';
import { levelsByLine, lineRanges } from '../../../../../../web/console/src/ncco/code-lines.ts';
import type { Finding } from '../../../../../../web/console/src/ncco/items.ts';

test('each line has the range of its characters', () => {
  const text = '[\n\n  {}\n]';
  expect(lineRanges(text).map(({ start, end }) => text.slice(start, end))).toEqual(text.split('\n'));
  expect(lineRanges('')).toEqual([{ start: 0, end: 0 }]);
});

test('a line has the level of its most severe finding', () => {
  const finding = (line: number, level: Finding['level']): Finding => ({
    line,
    level,
    path: '',
    message: '',
  });
  const levels = levelsByLine([
    finding(1, 'error'),
    finding(1, 'warning'),
    finding(2, 'warning'),
    finding(3, 'warning'),
    finding(3, 'error'),
  ]);
  expect([...levels]).toEqual([
    [1, 'error'],
    [2, 'warning'],
    [3, 'error'],
  ]);
});
