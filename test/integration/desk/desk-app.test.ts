import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { existsSync, readdirSync } from 'node:fs';
import http from 'node:http';
import { join, relative } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { NUMBERS, TestDesk } from '../../desk/desk.ts';

let desk: TestDesk;
beforeAll(async () => (desk = await TestDesk.open()));
afterAll(() => desk.close());

/** The bytes as they travel: `fetch` would unpack them, and straighten the path. */
function raw(path: string, headers: Record<string, string> = {}) {
  const { hostname, port } = new URL(desk.system.apiUrl);
  return new Promise<{ status: number; headers: http.IncomingHttpHeaders; body: Buffer }>(
    (resolve, reject) => {
      http
        .get({ hostname, port, path, headers }, (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: Buffer.concat(chunks),
            }),
          );
        })
        .on('error', reject);
    },
  );
}

/** All files of the app, as the function carries them. */
function builtFiles(): string[] {
  const assembly = process.env['FRONTDESK_ASSEMBLY'] ?? '';
  const folder = readdirSync(assembly)
    .map((name) => join(assembly, name, 'desk'))
    .find((path) => existsSync(join(path, 'index.html')));
  return readdirSync(folder ?? '', { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder ?? '', join(entry.parentPath, entry.name)));
}

const assetsOf = (page: string): string[] =>
  [...page.matchAll(/(?:src|href)="(\/desk\/[^"]+)"/g)].map(([, path]) => path ?? '');

describe('the agents’ desk at /desk', () => {
  test('is a page that anybody may load, that nobody keeps unasked, and that runs its own files only', async () => {
    const { status, headers, text } = await desk.ask('GET', '/desk');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(headers.get('cache-control')).toBe('no-cache');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("style-src 'self';");
    expect(policy).not.toMatch(/unsafe|(^|\s)\*(\s|;|$)/);
    expect(text).not.toMatch(/<script(?![^>]* src=)|<style|\son\w+=|style="/);
    expect(assetsOf(text).length).toBeGreaterThanOrEqual(2);
  });

  test('has files that may be kept for ever, compressed for those who can read that', async () => {
    for (const path of assetsOf((await desk.ask('GET', '/desk')).text)) {
      const plain = await raw(path);
      const packed = await raw(path, { 'accept-encoding': 'gzip, deflate, br' });
      for (const { status, headers } of [plain, packed]) {
        expect(status).toBe(200);
        expect(headers['content-type']).toMatch(path.endsWith('.js') ? /^text\/javascript/ : /^text\/css/);
        expect(headers['cache-control']).toContain('immutable');
        expect(headers['x-content-type-options']).toBe('nosniff');
        expect(headers.vary).toContain('accept-encoding');
      }
      expect(packed.headers['content-encoding']).toBe('br');
      expect(plain.headers['content-encoding']).toBeUndefined();
      expect(brotliDecompressSync(packed.body).equals(plain.body)).toBe(true);
      expect(packed.body.length * 2).toBeLessThan(plain.body.length);
    }
  });

  test('has the policy on every page, by whatever path it is asked for, and nobody keeps one for ever', async () => {
    const { headers: page } = await raw('/desk');
    const files = builtFiles();
    expect(files).toEqual(expect.arrayContaining(['index.html']));
    const odd = ['INDEX.HTML', 'index%2ehtml', '%69ndex.html', '/index.html', './index.html', 'index.html/'];
    let pages = 0;
    for (const name of [...files, ...odd]) {
      for (const encoding of ['identity', 'br']) {
        const path = `/desk/${name}`;
        const { status, headers } = await raw(path, { 'accept-encoding': encoding });
        const isPage = status === 200 && /html/i.test(headers['content-type'] ?? '');
        if (isPage) pages += 1;
        const told = {
          path,
          status,
          cache: headers['cache-control'],
          policy: headers['content-security-policy'],
        };
        if (isPage)
          expect(told).toEqual({ path, status, cache: 'no-cache', policy: page['content-security-policy'] });
        else if (status === 200) expect(headers['content-type']).toMatch(/javascript|css|svg|font/);
        else expect(told).toMatchObject({ status: 404, cache: 'no-store' });
        expect(headers['x-content-type-options']).toBe('nosniff');
      }
    }
    expect(pages).toBeGreaterThanOrEqual(2);
  });

  test('tells the app whose desk it is before anybody signs in, and no more', async () => {
    const { status, headers, body } = await desk.ask('GET', '/desk/settings.json');
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toEqual({ businessName: 'ACME', language: 'en', numbers: NUMBERS });
  });

  test('loads while the tables are down, and its settings come later', async () => {
    await desk.withCloudFault({ dynamodb: { down: true } }, async () => {
      await desk.advance(10_000);
      for (const path of ['/desk', ...assetsOf((await desk.ask('GET', '/desk')).text)])
        expect((await desk.ask('GET', path)).status).toBe(200);
      expect((await desk.ask('GET', '/desk/settings.json')).status).toBe(503);
    });
    expect((await desk.ask('GET', '/desk/settings.json')).status).toBe(200);
  });

  test.each([
    '/desk/nothing.js',
    '/desk/index.js',
    '/desk/../index.js',
    '/desk/..%2findex.js',
    '/desk/%2e%2e/index.js',
    '/desk/assets/..%2f..%2findex.js',
    '/desk/assets',
    '/desk/assets/',
    '/desk/settings.json.br',
    '/desk//etc/passwd',
    '/desk/%00.js',
    '/desk/<script>.js',
  ])('has no %s', async (path) => {
    const { status, body } = await raw(path);
    expect([400, 404]).toContain(status);
    expect(body.toString()).not.toContain('exports');
    expect(body.toString()).not.toContain('<script>');
  });

  test('has no name of 4,000 letters', async () => {
    expect((await raw(`/desk/${'a'.repeat(4_000)}.js`)).status).toBe(404);
  });
});
