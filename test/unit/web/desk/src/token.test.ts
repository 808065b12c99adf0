import { expect, test } from '@jest/globals';
import { renewalDelay } from '../../../../../web/desk/src/token.ts';

const NOW = Date.parse('2026-03-01T09:00:00Z');
const expiringIn = (ms: number) => ({ expires_at: NOW + ms });
const MINUTE = 60_000;

test.each([
  ['five minutes before it expires', 60 * MINUTE, 55 * MINUTE],
  ['after half a minute where it expires soon', 5 * MINUTE, MINUTE / 2],
  ['after half a minute where it has expired', -MINUTE, MINUTE / 2],
  ['after the longest delay of a timer at the latest', 100 * 24 * 60 * MINUTE, 2 ** 31 - 1],
])('a token is renewed %s', (_when, lifetime, delay) => {
  expect(renewalDelay(expiringIn(lifetime), NOW)).toBe(delay);
});
