import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const web = join(import.meta.dirname, '../../web');
const sources = readdirSync(web, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(ts|tsx|html)$/.test(name))
  .map((name) => ({ name, code: readFileSync(join(web, name), 'utf8') }));
const desk = sources.filter(({ name }) => name.startsWith('desk'));
const where = (all: typeof sources, pattern: RegExp) =>
  all.filter(({ code }) => pattern.test(code)).map(({ name }) => name.replaceAll('\\', '/'));

describe('what runs in a browser', () => {
  test('is read at all', () => {
    expect(desk.length).toBeGreaterThan(30);
  });

  test('never makes HTML, or code, of what somebody sent', () => {
    const makers =
      /dangerouslySetInnerHTML|\.(inner|outer)HTML\b|insertAdjacentHTML|document\.write|srcdoc|srcDoc|DOMParser|createContextualFragment|\beval\(|new Function\(/;
    expect(where(sources, makers)).toEqual([]);
  });

  test('keeps choices and what was seen in the browser’s storage, and the way to an identity provider', () => {
    expect(where(desk, /\blocalStorage\b/).filter((name) => !name.startsWith('desk/src/phone/'))).toEqual(
      expect.arrayContaining(['desk/src/desk.tsx']),
    );
    const keys = desk.flatMap(({ code }) =>
      [...code.matchAll(/'(frontdesk\.[\w-]+)'/g)].map(([, key]) => key),
    );
    expect([...new Set(keys)].sort()).toEqual([
      'frontdesk.language',
      'frontdesk.look',
      'frontdesk.muted',
      'frontdesk.sign-in',
      'frontdesk.single-keys',
    ]);
    expect(where(desk, /\bsessionStorage\b/)).toEqual(['desk/src/sign-in/sign-in.tsx']);
    expect(where(desk, /\bindexedDB\b|document\.cookie/)).toEqual([]);
  });
});
