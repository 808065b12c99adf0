import { describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';

/* docs/architecture.md names the rooms and what each may import: as the folders are, and as the linter's allow-list says. */

const ROOT = join(import.meta.dirname, '../..');
const PAGE = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8');
const FILES = execFileSync('git', ['ls-files'], { cwd: ROOT, encoding: 'utf8' })
  .split('\n')
  .filter((file) => file !== '' && existsSync(join(ROOT, file)));

/** The text under a heading of the page. */
function section(title: string): string {
  const [, text = ''] = new RegExp(`^## ${title}\\n([\\s\\S]*?)(?=^## |\\Z)`, 'm').exec(PAGE) ?? [];
  return text;
}

/** The folders of the tree in "Rooms", from the root of the repository. */
function rooms(): string[] {
  const [, tree = ''] = /```\n([\s\S]*?)```/.exec(section('Rooms')) ?? [];
  const parents: string[] = [];
  return tree
    .split('\n')
    .flatMap((line) => [...line.matchAll(/^( *)([\w-]+)\/ /g)])
    .map(([, blanks = '', name = '']) => {
      parents.splice(blanks.length / 2, Infinity, name);
      return parents.join('/');
    });
}

/** The table in "Arrows": of each room, whether it may import all or some files of another. */
function arrows(): Map<string, Record<string, 'all' | 'some'>> {
  const lines = section('Arrows').matchAll(/^\| `([\w/]+)` +\|([^|]+)\|/gm);
  return new Map(
    [...lines].map(([, room = '', targets = '']) => [
      room,
      Object.fromEntries(
        [...targets.matchAll(/(some of )?`([\w/]+)`(?=,| \(|\s*$)/g)].map(([, some, target = '']) => [
          target,
          some ? 'some' : 'all',
        ]),
      ),
    ]),
  );
}

const allowList = z.object({
  allowed: z.array(
    z.object({
      from: z.object({ path: z.string() }),
      to: z.object({ path: z.string(), dependencyTypes: z.optional(z.array(z.string())) }),
    }),
  ),
});

async function linter(): Promise<(from: string, to: string) => boolean> {
  const { default: config } = z
    .object({ default: allowList })
    .parse(await import(pathToFileURL(join(ROOT, '.dependency-cruiser.mjs')).href));
  const rules = config.allowed.filter(({ to }) => to.dependencyTypes === undefined);
  return (from, target) =>
    rules.some(({ from: { path }, to }) => {
      const groups = new RegExp(path).exec(from);
      return groups && new RegExp(to.path.replace(/\$(\d)/g, (_, n) => groups[Number(n)] ?? '')).test(target);
    });
}

describe('the rooms', () => {
  test.each(rooms())('%s is a folder', (room) => {
    expect(FILES.some((file) => file.startsWith(`${room}/`))).toBe(true);
  });

  test('each folder at the root is one', () => {
    const folders = FILES.flatMap((file) => /^(\w[\w-]*)\//.exec(file)?.[1] ?? []);
    expect(rooms().filter((room) => !room.includes('/'))).toEqual(
      expect.arrayContaining([...new Set(folders)]),
    );
  });

  test.each(['desk', 'edge', 'edge/aws', 'edge/vonage', 'local', 'web'])(
    'each folder in %s is one',
    (room) => {
      const inside = new RegExp(`^(${room}/[\\w-]+)/`);
      const folders = [...new Set(FILES.flatMap((file) => inside.exec(file)?.[1] ?? []))];
      expect(rooms()).toEqual(expect.arrayContaining(folders));
    },
  );
});

describe('the arrows', () => {
  const table = arrows();
  const roomOf = (file: string): string | undefined =>
    [...table.keys()]
      .filter((room) => file.startsWith(`${room}/`))
      .toSorted((one, other) => other.length - one.length)[0];
  /** A room that holds no code yet has one file, to see what it might import. */
  const filesOf = (room: string): string[] => {
    const files = FILES.filter((file) => /\.(tsx?|js|mjs)$/.test(file) && roomOf(file) === room);
    return files.length > 0 ? files : [`${room}/index.ts`];
  };

  test('each room with code has its row, but for the tests', () => {
    const code = FILES.filter((file) => /^(?!test\/)[\w-]+\/.*\.tsx?$/.test(file));
    expect(code.filter((file) => roomOf(file) === undefined && !file.endsWith('vite.config.ts'))).toEqual([]);
  });

  test.each([...table])('of %s are what the linter allows', async (room, expected) => {
    const allows = await linter();
    const [from = ''] = filesOf(room).filter(
      (file) => /\.tsx?$/.test(file) && !file.endsWith('vite.config.ts'),
    );
    const found: Record<string, 'all' | 'some'> = {};
    for (const target of table.keys()) {
      const files = filesOf(target);
      const allowed = files.filter((file) => allows(from, file)).length;
      if (allowed > 0) found[target] = allowed === files.length ? 'all' : 'some';
    }
    expect(found).toEqual(expected);
  });
});

test('each invariant names the tests that hold it', () => {
  const rows = [...section('Invariants').matchAll(/^\| \*\*(.+?)\*\*.*$/gm)];
  expect(rows.length).toBeGreaterThan(15);
  const untested = rows.filter(([row]) => !/\]\(\.\.\/test\/[\w./-]+\.test\.ts\)/.test(row));
  expect(untested.map(([, invariant]) => invariant)).toEqual([]);
});
