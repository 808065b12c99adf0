import { describe, expect, test } from '@jest/globals';
import { checkNcco } from '../../../../../desk/ncco/check.ts';
import { problemsOf } from './samples.ts';

/** An NCCO that a check takes as it is, without a word. */
export type RightRow = [name: string, ncco: unknown];
/** An NCCO of which a check tells one thing, at this path. */
export type OddRow = [name: string, ncco: unknown, path: string];

export const areRight = (rows: RightRow[]): void =>
  describe('right', () => {
    test.each<RightRow>(rows)('%s', (_name, ncco) => {
      const before = structuredClone(ncco);
      expect(checkNcco(ncco)).toEqual({ ncco: before, warnings: [] });
    });
  });

export const areWrong = (rows: OddRow[]): void =>
  describe('wrong', () => {
    test.each<OddRow>(rows)('%s', (_name, ncco, path) => {
      const result = checkNcco(ncco);
      expect('problems' in result && result.problems.map((problem) => problem.path)).toEqual([path]);
      expect('problems' in result && result.problems[0]?.sentence).toMatch(/\w+ \w+/);
    });
  });

export const areWarned = (rows: OddRow[]): void =>
  describe('odd', () => {
    test.each<OddRow>(rows)('%s', (_name, ncco, path) => {
      expect('ncco' in checkNcco(ncco)).toBe(true);
      expect(checkNcco(ncco).warnings.map((warning) => warning.path)).toEqual([path]);
    });
  });

/** Values by option: right ones, then wrong ones. */
export type OptionRows = Record<string, [right: unknown[], wrong: unknown[]]>;

/** Every option that Vonage documents of a place, with values at the ends of its range and beyond them. */
export interface Options {
  ncco: (more: object) => unknown;
  at: string;
  options: OptionRows;
}

export const haveOptions = (places: Record<string, Options>): void =>
  describe.each(Object.entries(places))('%s', (_name, { ncco, at, options }) => {
    test('a key that nobody knows is kept, and warned of', () => {
      const odd = ncco({ sparkle: 1 });
      expect(checkNcco(odd)).toMatchObject({ ncco: odd, warnings: [{ path: `${at}.sparkle` }] });
    });

    test.each(Object.entries(options))('%s', (option, [right, wrong]) => {
      for (const value of right) {
        expect({ value, ...checkNcco(ncco({ [option]: value })) }).toEqual({
          value,
          ncco: ncco({ [option]: value }),
          warnings: [],
        });
      }
      for (const value of wrong) {
        const problems = problemsOf(ncco({ [option]: value }));
        expect({ value, problems }).toEqual({
          value,
          problems: [expect.stringContaining(`${at}.${option}`)],
        });
        expect(problems[0]).toMatch(/: (must be|is missing).*/);
      }
    });
  });
