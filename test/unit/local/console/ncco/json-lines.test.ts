import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { inside } from '../../../../../desk/ncco/findings.ts';
import { readLines } from '../../../../../local/console/ncco/json-lines.ts';

interface Written {
  text: string;
  /** Of each value, where it begins. */
  places: [path: string, offset: number][];
}

/** Writes JSON with spaces and line breaks of any kind, and notes where each value begins. */
function write(value: unknown, spaces: () => string): Written {
  const written: Written = { text: '', places: [] };
  const put = (one: unknown, path: string): void => {
    written.text += spaces();
    written.places.push([path, written.text.length]);
    if (typeof one !== 'object' || one === null) written.text += JSON.stringify(one);
    else {
      const isList = Array.isArray(one);
      written.text += isList ? '[' : '{';
      for (const [index, [key, part]] of Object.entries(one).entries()) {
        written.text += index > 0 ? `${spaces()},` : '';
        if (!isList) written.text += `${spaces()}${JSON.stringify(key)}${spaces()}:`;
        put(part, inside(path, isList ? index : key));
      }
      written.text += `${spaces()}${isList ? ']' : '}'}`;
    }
    written.text += spaces();
  };
  put(value, '');
  return written;
}

const lineOf = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;

describe('the line of a path', () => {
  test('is the one on which the value begins, however the JSON is laid out', () => {
    const layouts = fc.infiniteStream(fc.constantFrom('', '', ' ', '\n', '\r\n  ', '\t\n\n'));
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), layouts, (value, spaces) => {
        const { text, places } = write(value, () => spaces.next().value as string);
        // Two long keys that begin alike share a path; the last one counts, as in a message of the checker.
        const last = new Map(places);
        const lines = readLines(text);
        expect(lines.broken).toBeUndefined();
        for (const [path, offset] of last) expect(lines.lineOf(path)).toBe(lineOf(text, offset));
      }),
    );
  });

  test('that is not there is that of what is around it', () => {
    const text =
      '[\n  {"action": "talk"},\n  {\n    "action": "connect",\n    "endpoint": [\n      {}\n    ]\n  }\n]';
    const { lineOf: at } = readLines(text);
    expect(at('[1].endpoint[0].number')).toBe(6);
    expect(at('[1].endpoint[3].number')).toBe(5);
    expect(at('[1].from')).toBe(3);
    expect(at('[0]."a.b]".c')).toBe(2);
    expect(at('[7]')).toBe(1);
    expect(at('')).toBe(1);
    expect(at('nonsense..]["')).toBe(1);
  });
});

describe('a text that is no JSON', () => {
  test.each([
    ['[\n  1,\n]', 3, 1, ']'],
    ['{"a": 1\n"b": 2}', 2, 1, '"b": 2}'],
    ['{\n"a": tru}', 2, 6, 'tru}'],
    ["['x']", 1, 2, "'x']"],
    ['[1] 2', 1, 5, '2'],
    ['[\n"a', 2, 1, '"a'],
    ['[1,\n2', 2, 2, ''],
    ['', 1, 1, ''],
    ['[01]', 1, 3, '1]'],
    ['["\n"]', 1, 2, '"\n"]'],
    ['\uFEFF[1,]', 1, 4, ']'],
    ['[\r\n  1,\r\n  ,]', 3, 3, ',]'],
    [`${'['.repeat(300)}}`, 1, 301, '}'],
  ])('%j breaks where it breaks', (text, line, column, found) => {
    expect(readLines(text).broken).toEqual({ line, column, found });
  });

  test('is told apart from JSON exactly as JSON.parse does', () => {
    const scraps = fc
      .array(
        fc.constantFrom(
          '[',
          ']',
          '{',
          '}',
          ',',
          ':',
          '"a"',
          '"',
          '1',
          '-',
          '.5',
          '0',
          'true',
          ' ',
          '\n',
          '\\u00e9',
          'e9',
        ),
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(scraps, fc.json(), fc.string()), (text) => {
        let isJson = true;
        try {
          JSON.parse(text);
        } catch {
          isJson = false;
        }
        expect(readLines(text).broken === undefined).toBe(isJson);
      }),
      { numRuns: 1_000 },
    );
  });

  test('a nesting that no rule allows is no reason to fail', () => {
    const deep = '['.repeat(50_000) + ']'.repeat(50_000);
    expect(readLines(deep).broken).toBeUndefined();
    expect(readLines(deep).lineOf('[0][0]')).toBe(1);
  });
});
