import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompressSync } from 'node:zlib';
import * as z from 'zod';

const ROOT = join(import.meta.dirname, '../..');
const out = mkdtempSync(join(tmpdir(), 'frontdesk-synth-'));

const assets = z.object({
  files: z.record(
    z.string(),
    z.looseObject({ source: z.looseObject({ path: z.string(), packaging: z.string() }) }),
  ),
});
const functions = z.object({
  Resources: z.record(
    z.string(),
    z.looseObject({ Type: z.string(), Metadata: z.record(z.string(), z.unknown()).optional() }),
  ),
});

const read = (path: string): string => readFileSync(join(out, path), 'utf8');
let bundles: { folder: string; files: string[]; code: string }[] = [];
/** The agents' desk, as the function `pages` carries it. */
let desk: { name: string; content: Buffer }[] = [];

beforeAll(async () => {
  // Nobody's credentials, and a proxy that leads nowhere: whatever calls out fails.
  const nowhere = 'http://127.0.0.1:9';
  const env = {
    ...Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !/^(AWS|CDK|VONAGE)_|^NODE_OPTIONS$/i.test(name)),
    ),
    HOME: out,
    HTTP_PROXY: nowhere,
    HTTPS_PROXY: nowhere,
    npm_config_registry: nowhere,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  const cdk = join(ROOT, 'node_modules/aws-cdk/bin/cdk');
  await promisify(execFile)(process.execPath, [cdk, 'synth', '--quiet', '-o', join(out, 'assembly')], {
    cwd: ROOT,
    env,
  });
  const { files } = assets.parse(JSON.parse(read('assembly/Frontdesk.assets.json')));
  bundles = Object.values(files)
    .filter(({ source }) => source.packaging === 'zip')
    .map(({ source }) => {
      const folder = join('assembly', source.path);
      return { folder, files: readdirSync(join(out, folder)), code: read(join(folder, 'index.js')) };
    });
  const [carrier = ''] = bundles.filter(({ files }) => files.includes('desk')).map(({ folder }) => folder);
  const app = join(out, carrier, 'desk');
  desk = readdirSync(app, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ name: relative(app, path), content: readFileSync(path) }));
}, 120_000);

afterAll(() => rmSync(out, { recursive: true, force: true }));

describe('what would be deployed', () => {
  test('is synthesized offline, without credentials, for any account', () => {
    const { Resources } = functions.parse(JSON.parse(read('assembly/Frontdesk.template.json')));
    const made = Object.values(Resources).filter(({ Type }) => Type === 'AWS::Lambda::Function');
    expect(made.length).toBeGreaterThan(0);
    expect(bundles.length).toBeGreaterThanOrEqual(made.length - 1);
    expect(read('assembly/Frontdesk.template.json')).not.toContain('SIMULATOR');
  });

  test('is one file a function: no source, no map, no test', () => {
    const [pages, ...others] = bundles.filter(({ files }) => files.length > 1);
    expect(others).toEqual([]);
    expect(pages?.files.sort()).toEqual(['desk', 'index.js']);
    for (const { files } of bundles) expect(files).toContain('index.js');
  });

  test('carries the agents’ desk, each file also compressed, and nothing of the laptop in it', () => {
    expect(desk.map(({ name }) => name)).toContain('index.html');
    for (const { name, content } of desk) {
      expect(name).toMatch(/^index\.html(\.br)?$|^assets\/[\w-]+\.(js|css|svg)(\.br)?$/);
      if (name.endsWith('.br')) continue;
      const text = content.toString('utf8');
      // Vonage's client SDK, a chunk of its own, speaks of loopback addresses.
      const loopback = name.startsWith('assets/vonage-phone') ? [] : ['127.0.0.1', 'localhost:'];
      for (const word of ['/simulator', '/console', '/cloud/', ...loopback, ROOT])
        expect({ name, word, found: text.includes(word) }).toEqual({ name, word, found: false });
      const small = desk.find((other) => other.name === `${name}.br`);
      if (content.length > 1_024) {
        expect(small).toBeDefined();
        expect(brotliDecompressSync(small?.content ?? Buffer.alloc(0)).equals(content)).toBe(true);
      }
      // API Gateway takes 6 MB of a function, base64 and all.
      expect((small?.content ?? content).length).toBeLessThan(4_000_000);
    }
  });

  test('is minified and small enough to start fast', () => {
    for (const { code } of bundles) {
      expect(code.length).toBeLessThan(2_000_000);
      const lines = code.split('\n');
      expect(code.length / lines.length).toBeGreaterThan(200);
      expect(lines.filter((line) => /^\s*\/\/ (node_modules|functions|desk|edge)\//.test(line))).toEqual([]);
    }
  });

  test('holds nothing of the local cloud, the simulated Vonage or the owner’s commands', () => {
    for (const { code } of bundles) {
      for (const word of ['dynalite', 'simulator', '/cloud/', 'moCallBackUrl', 'esbuild', 'fast-check']) {
        expect({ word, found: code.includes(word) }).toEqual({ word, found: false });
      }
    }
  });

  test('takes nothing from the runtime but Node itself', () => {
    for (const { code } of bundles) {
      const required = [...code.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name]) => name ?? '');
      const foreign = required.filter((name) => !process.getBuiltinModule(name));
      expect(foreign).toEqual([]);
    }
  });

  test('holds no secret: no key, no path of the machine that built it', () => {
    for (const { code } of bundles) {
      expect(code).not.toMatch(/-----BEGIN [A-Z ]*PRIVATE KEY-----[\\n\s]*[A-Za-z0-9+/]{40}/);
      expect(code.includes(ROOT)).toBe(false);
    }
  });
});
