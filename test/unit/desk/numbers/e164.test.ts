import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { asE164 } from '../../../../desk/numbers/e164.ts';

test('a number that is one stays itself', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[1-9][0-9]{6,14}$/), (number) => {
      expect(asE164(asE164(`+${number}`))).toBe(number);
    }),
  );
});
