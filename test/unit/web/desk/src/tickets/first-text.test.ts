import { expect, test } from '@jest/globals';
import { parseNumber } from '../../../../../../web/desk/src/phone-number.ts';
import { LONGEST_TEXT } from '../../../../../../contract/tickets.ts';
import { checkFirstText } from '../../../../../../web/desk/src/tickets/first-text.ts';

const number = parseNumber('+44 7700 900001');

test('a first text has an E.164 number and a trimmed text', () => {
  expect(checkFirstText(number, '  Hello ')).toEqual({
    ok: true,
    firstText: { to: '+447700900001', text: 'Hello' },
  });
});

test.each([
  ['a number that is none, before anything else', parseNumber('12'), '', 'number'],
  ['an empty text', number, ' \u200b ', 'text'],
  ['a text that is too long', number, 'x'.repeat(LONGEST_TEXT + 1), 'text'],
])('%s is invalid', (_what, parsed, text, invalid) => {
  expect(checkFirstText(parsed, text)).toEqual({ ok: false, invalid });
});
