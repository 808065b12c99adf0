import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Hono } from 'hono';
import { builtPage } from '../../../../local/console/built-page.ts';

let directory: string;
let app: Hono;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'console-page-'));
  const built = join(directory, 'built');
  mkdirSync(join(built, 'assets', 'fonts'), { recursive: true });
  writeFileSync(join(directory, 'secret.js'), 'secret');
  writeFileSync(join(built, 'index.html'), '<!doctype html><title>console</title>');
  writeFileSync(join(built, 'other.js'), 'not an asset');
  writeFileSync(join(built, 'assets', 'index-1a2b.js'), 'export {};');
  writeFileSync(join(built, 'assets', 'style-3c4d.css'), 'a{}');
  writeFileSync(join(built, 'assets', 'fonts', 'one.woff2'), new Uint8Array([0, 255, 1]));
  writeFileSync(join(built, 'assets', 'strange.bin'), 'strange');
  symlinkSync(join(directory, 'secret.js'), join(built, 'assets', 'link.js'));
  app = builtPage(built, 'http://127.0.0.1:3000/some/path');
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('the built page', () => {
  test('runs its own scripts, asks and frames the desk only, and is never kept', async () => {
    const answer = await app.request('/');
    expect(await answer.text()).toContain('<title>console</title>');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy.split('; ').toSorted()).toEqual(
      [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self' http://127.0.0.1:3000",
        "img-src 'self' data:",
        "font-src 'self'",
        'frame-src http://127.0.0.1:3000',
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
      ].toSorted(),
    );
  });

  test.each([
    ['/assets/index-1a2b.js', 'text/javascript; charset=utf-8'],
    ['/assets/style-3c4d.css', 'text/css; charset=utf-8'],
    ['/assets/fonts/one.woff2', 'font/woff2'],
  ])('has %s for ever', async (path, type) => {
    const answer = await app.request(path);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe(type);
    expect(answer.headers.get('cache-control')).toContain('immutable');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('gives bytes as they are', async () => {
    const answer = await app.request('/assets/fonts/one.woff2');
    expect([...new Uint8Array(await answer.arrayBuffer())]).toEqual([0, 255, 1]);
  });

  test.each([
    '/assets/strange.bin',
    '/assets/link.js',
    '/assets/',
    '/assets',
    '/assets/fonts',
    '/other.js',
    '/index.html',
    '/assets/../other.js',
    '/assets/..%2fother.js',
    '/assets/..%2f..%2fsecret.js',
    '/assets/%2e%2e/%2e%2e/secret.js',
    '/assets/__proto__',
    '/assets/index-1a2b.js%00',
  ])('has no %s', async (path) => {
    expect((await app.request(path)).status).toBe(404);
  });
});
