import { expect, test } from '@jest/globals';
import { rowsOf } from '../../../../../../web/console/src/ncco/margin-layout.ts';

test('a finding takes more rows the longer it is, up to a limit', () => {
  expect(rowsOf({ path: '[0]', message: 'short' })).toBe(1);
  expect(rowsOf({ path: '[0].action', message: 'x'.repeat(40) })).toBe(3);
  expect(rowsOf({ path: '', message: 'x'.repeat(1_000) })).toBe(5);
});
