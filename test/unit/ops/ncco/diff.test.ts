import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { diff } from '../../../../ops/ncco/diff.ts';

test('a diff leads from the one text to the other, and names no line that stays', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = diff(before.join('\n'), after.join('\n'));
      const side = (sign: string) =>
        lines.filter((line) => !line.startsWith(sign)).map((line) => line.slice(2));
      expect(side('+')).toEqual(before);
      expect(side('-')).toEqual(after);
    }),
  );
  expect(diff('x\ny', 'x\ny')).toEqual(['  x', '  y']);
});
