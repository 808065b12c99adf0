import { describe, expect, test } from '@jest/globals';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/* What README and the pages of docs/ name is there: linked files, their headings, pictures, and paths in code spans. */

const ROOT = join(import.meta.dirname, '../..');
const PAGES = globSync(['*.md', 'docs/**/*.md', '.github/**/*.md', 'test/specs/*.md'], {
  cwd: ROOT,
}).toSorted();

const ROOMS = 'bench|bin|contract|desk|docs|edge|functions|lib|local|ops|test|web';

const textOf = (page: string): string => readFileSync(join(ROOT, page), 'utf8');

/** A heading as GitHub turns it into an anchor. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');

const anchorsIn = (page: string): string[] =>
  [...textOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));

/** Local targets of links and pictures. */
function linksIn(page: string): string[] {
  const text = textOf(page).replace(/```[\s\S]*?```/g, '');
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g), ...text.matchAll(/src="([^"]+)"/g)];
  return links.map(([, target = '']) => target).filter((target) => !/^(https?|mailto):/.test(target));
}

describe.each(PAGES)('%s', (page) => {
  test('links to files and headings that exist', () => {
    const missing = linksIn(page).filter((link) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : relative(ROOT, join(ROOT, dirname(page), path));
      if (!existsSync(join(ROOT, target))) return true;
      return anchor !== undefined && target.endsWith('.md') && !anchorsIn(target).includes(anchor);
    });
    expect(missing).toEqual([]);
  });

  test('names files that exist', () => {
    const named = textOf(page).matchAll(
      new RegExp(`(?<![\\w./-])(?:${ROOMS})/[\\w./-]+\\.(?:tsx?|mjs|md|json|css)(?![\\w-])`, 'g'),
    );
    expect([...named].map(([path]) => path).filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});
