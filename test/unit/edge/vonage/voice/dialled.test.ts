import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dialPolicy } from '../../../../../desk/calls/dial-policy.ts';
import type { Dialled } from '../../../../../desk/calls/dialled.ts';
import { DEFAULT_SETTINGS } from '../../../../../desk/settings.ts';
import { dialledIn } from '../../../../../edge/vonage/voice/dialled.ts';

const policy = dialPolicy(DEFAULT_SETTINGS);
const dialled = (call: unknown): Dialled => {
  const written = dialledIn(call);
  return written === undefined ? { ok: false, reason: 'missing' } : policy(written);
};

test.each<[string, unknown, string]>([
  ['at the top', { to: '447700900123' }, '447700900123'],
  ['with a plus', { to: '+447700900123' }, '447700900123'],
  ['with 00', { to: '00447700900123' }, '447700900123'],
  ['as people write it', { to: ' +44 (0)7700 900-123 ' }, '447700900123'],
  ['as a number of JSON', { to: 447700900123 }, '447700900123'],
  ['in digits of another script', { to: '+٤٤٧٧٠٠٩٠٠١٢٣' }, '447700900123'],
  ['with a minus sign', { to: '+44−7700−900123' }, '447700900123'],
  ['in custom_data by POST', { custom_data: { to: '+44 7700 900123' } }, '447700900123'],
  ['in custom_data by GET', { custom_data: '{"to":"447700900123"}' }, '447700900123'],
  ['empty at the top, there in custom_data', { to: '', custom_data: { to: '447700900123' } }, '447700900123'],
  ['in both: the top decides', { to: '447700900123', custom_data: { to: '15550001111' } }, '447700900123'],
])('%s', (_name, call, number) => {
  expect(dialled(call)).toEqual({ ok: true, number });
});

test.each<[string, unknown, 'missing' | 'not-a-number' | 'national-number' | 'short-number']>([
  ['nothing', {}, 'missing'],
  ['no call', undefined, 'missing'],
  ['a list', ['447700900123'], 'missing'],
  ['empty', { to: '' }, 'missing'],
  ['blank', { to: '  ' }, 'missing'],
  ['null', { to: null }, 'missing'],
  ['custom_data without it', { custom_data: { from: 1 } }, 'missing'],
  ['custom_data that is no JSON', { custom_data: '{"to":' }, 'missing'],
  ['custom_data that is a list', { custom_data: '["447700900123"]' }, 'missing'],
  [
    'custom_data beyond size',
    { custom_data: `{"to":"447700900123","x":"${'y'.repeat(10_000)}"}` },
    'missing',
  ],
  ['an inherited to', Object.create({ to: '447700900123' }), 'missing'],
  ['repeated, as a gateway joins it', { to: '447700900123,447700900124' }, 'not-a-number'],
  ['repeated, as a list', { to: ['447700900123', '447700900124'] }, 'not-a-number'],
  [
    'wrong at the top, right in custom_data',
    { to: 'x', custom_data: { to: '447700900123' } },
    'not-a-number',
  ],
  ['undefined as text', { to: 'undefined' }, 'not-a-number'],
  ['too short', { to: '123456' }, 'short-number'],
  ...['112', '999', '911', '110', '119', '000', '101', '15', '118118', '+112', '+44 999', '1 1 2'].map(
    (to): [string, unknown, 'short-number'] => [to, { to }, 'short-number'],
  ),
  ['112 as a number', { to: 112 }, 'short-number'],
  ['112 in custom_data', { custom_data: { to: '112' } }, 'short-number'],
  ['112 and what follows', { to: '112,1' }, 'not-a-number'],
  ['one digit', { to: '1' }, 'short-number'],
  ['too long', { to: '1234567890123456' }, 'not-a-number'],
  ['national', { to: '07700900123' }, 'national-number'],
  ['national, in the United States', { to: '6505550123' }, 'national-number'],
  ['keys of the keypad', { to: '*#06#' }, 'not-a-number'],
  ['a quote', { to: '447700900123"}' }, 'not-a-number'],
  ['a plus in the middle', { to: '44+7700900123' }, 'not-a-number'],
  ['a new line', { to: '447700900123\nX' }, 'not-a-number'],
  ['very long', { to: '1'.repeat(100_000) }, 'not-a-number'],
  ['an object', { to: { toString: 'x' } }, 'not-a-number'],
  ['a fraction', { to: 4477009.5 }, 'not-a-number'],
  ['a sip address', { to: 'sip:a@b.c' }, 'not-a-number'],
])('%s is refused', (_name, call, reason) => {
  expect(dialled(call)).toEqual({ ok: false, reason });
});

test('whatever comes, a number is 7 to 15 digits', () => {
  fc.assert(
    fc.property(fc.anything(), fc.anything(), (to, custom) => {
      const found = dialled({ to, custom_data: custom });
      if (found.ok) expect(found.number).toMatch(/^[1-9]\d{6,14}$/);
    }),
  );
});
