import { expect, test } from '@jest/globals';
import { rowAfterKey } from '../../../../../../web/console/src/timeline/keyboard-move.ts';

test.each([
  ['ArrowDown', 5, 6],
  ['ArrowUp', 5, 4],
  ['PageDown', 5, 15],
  ['PageUp', 15, 5],
  ['Home', 5, 0],
  ['End', 5, 19],
  ['ArrowDown', 19, 19],
  ['ArrowUp', 0, 0],
  ['PageUp', 5, 0],
  ['PageDown', 15, 19],
  // Without a current row the arrows begin at the newest entry.
  ['ArrowUp', -1, 19],
  ['ArrowDown', -1, 19],
])('%s in row %i of 20 moves to %i', (key, current, row) => {
  expect(rowAfterKey(key, current, 20)).toBe(row);
});

test('any other key moves nowhere', () => {
  expect(rowAfterKey('Enter', 5, 20)).toBeUndefined();
});
