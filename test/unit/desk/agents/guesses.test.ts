import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { forgottenAt, isLongEnough, onWrongKey, type Guesses } from '../../../../desk/agents/guesses.ts';

const NOW = 1_800_000_000_000;
const MINUTE = 60_000;

/** Wrong keys one after another, each as soon as it is looked at again: the pause after each, ms. */
function pauses(count: number): number[] {
  let known: Guesses | undefined;
  let now = NOW;
  return Array.from({ length: count }, () => {
    const outcome = onWrongKey(known, now);
    if (outcome.verdict !== 'counted') throw new Error('It was not looked at.');
    const pause = outcome.next.pausedUntil - now;
    known = outcome.next;
    now = outcome.next.pausedUntil;
    return pause;
  });
}

describe('wrong keys', () => {
  test('are told so at once twice, then after a pause that doubles up to a minute', () => {
    expect(pauses(12).map((ms) => ms / 1000)).toEqual([0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60]);
  });

  test('are not counted while a pause runs, so that a flood does not make it longer', () => {
    const known = { wrong: 6, pausedUntil: NOW + 8_000 };
    expect(onWrongKey(known, NOW)).toEqual({ verdict: 'wait', ms: 8_000 });
    expect(onWrongKey(known, NOW + 7_999)).toEqual({ verdict: 'wait', ms: 1 });
    expect(onWrongKey(known, NOW + 8_000)).toMatchObject({ verdict: 'counted', next: { wrong: 7 } });
  });

  test('are forgotten after a quarter of an hour without one', () => {
    const known = { wrong: 40, pausedUntil: NOW };
    expect(onWrongKey(known, NOW + 15 * MINUTE)).toMatchObject({ next: { wrong: 41 } });
    expect(onWrongKey(known, NOW + 15 * MINUTE + 1)).toMatchObject({ next: { wrong: 1 } });
    expect(forgottenAt(known)).toBe(NOW + 15 * MINUTE);
  });

  test('of any number and at any rate cost at most one count a pause', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5_000), { minLength: 1, maxLength: 400 }), (gaps) => {
        let known: Guesses | undefined;
        let now = NOW;
        let counted = 0;
        for (const gap of gaps) {
          now += gap;
          const outcome = onWrongKey(known, now);
          if (outcome.verdict === 'wait') {
            expect(outcome.ms).toBeGreaterThan(0);
            expect(outcome.ms).toBeLessThanOrEqual(MINUTE);
            continue;
          }
          known = outcome.next;
          counted += 1;
        }
        // 1 + 2 + 4 + … + 32 s are over after two minutes; from then on it is one a minute.
        expect(counted).toBeLessThanOrEqual(9 + (now - NOW) / MINUTE);
      }),
    );
  });
});

test('a key that an owner wrote opens only when it is too long to be guessed', () => {
  for (const key of ['', 'x', 'xxxxxxx', 'acme-2026', 'x'.repeat(15)]) expect(isLongEnough(key)).toBe(false);
  expect(isLongEnough('x'.repeat(16))).toBe(true);
});
