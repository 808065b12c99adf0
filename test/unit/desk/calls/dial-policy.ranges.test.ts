import { expect, test } from '@jest/globals';
import { dialPolicy } from '../../../../desk/calls/dial-policy.ts';
import { dialledIn } from '../../../../edge/vonage/voice/dialled.ts';
import { DEFAULT_SETTINGS } from '../../../../desk/settings.ts';

/* Numbers that a keypad can dial and a numbering plan hides: what an agent's app sends, and what becomes of it. */

const policy = dialPolicy({ ...DEFAULT_SETTINGS, numbers: { '447700900000': { uses: ['voice'] } } });
const dialled = (to: string): string => {
  const asked = policy(dialledIn({ to }) ?? '');
  return asked.ok ? asked.number : asked.reason;
};

test.each([
  ['ES 905, televoting', '+34 905 123456'],
  ['ES 902', '+34 902 123456'],
  ['CN 168', '+86 168 8812 345'],
  ['CN 169, as long as a mobile', '+86 169 8812 3456'],
  ['US 976 in front', '+1 976 555 1234'],
  ['DE 118, directory enquiries', '+49 118 33'],
  ['DE 118, longer', '+49 11 88 0'],
  ['PL 118, directory enquiries', '+48 118913'],
])('%s costs extra', (_name, to) => {
  expect(dialled(to)).toBe('premium-rate');
});

test.each([
  ['911 with digits behind it', '+1 911 555 1234'],
  ['411 with digits behind it', '+1-411-555-1212'],
  ['999 with its country and 00', '0044 999'],
  ['110 with its country and 00', '0081110'],
])('%s is a service, not a number', (_name, to) => {
  expect(dialled(to)).toBe('short-number');
});

test.each(['34912345678', '8616612345678', '493011833445', '48221182233', '12125550123'])(
  '%s, which looks alike, is called',
  (to) => {
    expect(dialled(to)).toBe(to);
  },
);
