import { expect, test } from '@jest/globals';
import { hasCallerLeft } from '../../../../desk/calls/caller-left.ts';

test.each<[boolean, { direction?: string; status?: string }[]]>([
  [true, [{ direction: 'inbound', status: 'completed' }]],
  [
    true,
    [
      { direction: 'outbound', status: 'answered' },
      { direction: 'inbound', status: 'busy' },
    ],
  ],
  [false, [{ direction: 'inbound', status: 'answered' }]],
  [false, [{ direction: 'outbound', status: 'completed' }]],
  [false, [{ status: 'completed' }, { direction: 'inbound' }, { direction: 'inbound', status: 'odd' }]],
  [false, []],
])('%s for %j', (left, legs) => {
  expect(hasCallerLeft(legs)).toBe(left);
});
