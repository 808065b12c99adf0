import { expect, test } from '@jest/globals';
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const UNIT = join(ROOT, 'test/unit');

const tests = readdirSync(UNIT, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.test.ts'),
);

/** `desk/inbound.crashes.test.ts` tests `desk/inbound.ts`, in one respect. */
const subjectOf = (file: string): string => join(ROOT, dirname(file), basename(file).split('.')[0] ?? '');

test('there are unit tests', () => {
  expect(tests.length).toBeGreaterThan(100);
});

test('each unit test has the path of the module that it tests', () => {
  const astray = tests.filter(
    (file) => !['.ts', '.tsx'].some((extension) => existsSync(`${subjectOf(file)}${extension}`)),
  );
  expect(astray).toEqual([]);
});
