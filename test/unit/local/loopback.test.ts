import { describe, expect, test } from '@jest/globals';
import { createOwnOrigins, refusal } from '../../../local/loopback.ts';

const origins = createOwnOrigins();
for (const port of [3000, 3001, 8000]) origins.add(port);
const ask = (headers: { host?: string; origin?: string }) =>
  refusal({ headers: { host: '127.0.0.1:3000', ...headers } }, origins.has);

describe('a request to a server on this machine', () => {
  test.each([
    'http://127.0.0.1:3000',
    'http://localhost:3000',
    'http://[::1]:3000',
    'http://127.0.0.1:3001',
    'http://localhost:8000',
  ])('passes from a page at %s', (origin) => expect(ask({ origin })).toBeUndefined());

  test.each([
    'http://127.0.0.1:5173',
    'http://localhost',
    'http://127.0.0.1',
    'https://127.0.0.1:3000',
    'http://127.0.0.1:30001',
    'http://127.0.0.2:3000',
    'http://localhost.evil.example:3000',
    'http://evil.example:3000',
    'http://127.0.0.1:3000/',
    'HTTP://127.0.0.1:3000',
    'null',
    '',
    'file://',
    '*',
  ])('is refused from a page at %p', (origin) => expect(ask({ origin })).toMatch(/pages of this desk/));

  test('passes from no page at all: command lines, SDKs, tools with a server of their own', () => {
    for (const host of ['127.0.0.1:3000', 'localhost:3000', '[::1]:3000', 'localhost'])
      expect(ask({ host })).toBeUndefined();
  });

  test('is refused under a name that was rebound, whatever page it comes from', () => {
    for (const host of ['evil.example:3000', '', '127.0.0.1.evil.example'])
      expect(ask({ host, origin: 'http://127.0.0.1:3000' })).toMatch(/on this machine/);
  });
});

test('port 80 is written in no origin', () => {
  const own = createOwnOrigins();
  own.add(80);
  expect(own.has('http://127.0.0.1')).toBe(true);
  expect(own.has('http://127.0.0.1:80')).toBe(false);
});
