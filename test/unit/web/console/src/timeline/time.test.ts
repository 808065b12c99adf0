import { expect, test } from '@jest/globals';
import { formatDuration } from '../../../../../../web/console/src/timeline/time.ts';

test.each([
  [0.4, '<1 ms'],
  [420.4, '420 ms'],
  [2_000, '2.0 s'],
  [90_000, '2 min'],
  [7_200_000, '2 h'],
  [3 * 86_400_000, '3 days'],
])('%d ms is %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});
