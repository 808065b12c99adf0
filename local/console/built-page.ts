import { Hono } from 'hono';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.mp3': 'audio/mpeg',
  '.wav': 'audio/wav',
};

/**
 * Serves the page that Vite built into `directory`. The files are read once, so no path of a request reaches the disk;
 * files with an unknown extension are not served.
 */
export function builtPage(directory: string, apiUrl: string): Hono {
  const api = new URL(apiUrl).origin;
  const policy = [
    `default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' ${api}; img-src 'self' data:`,
    `font-src 'self'; frame-src ${api}; base-uri 'none'; form-action 'none'`,
    "frame-ancestors 'none'",
  ].join('; ');
  const index = readFileSync(join(directory, 'index.html'), 'utf8');
  const assets = readAssets(directory);
  const app = new Hono();
  app.get('/', (c) =>
    c.html(index, 200, { 'content-security-policy': policy, 'cache-control': 'no-store', ...SAFE }),
  );
  app.get('/assets/*', (c) => {
    const asset = assets.get(c.req.path);
    if (!asset) return c.notFound();
    const headers = { 'content-type': asset.type, 'cache-control': 'public, max-age=31536000, immutable' };
    return c.body(asset.bytes, 200, { ...headers, ...SAFE });
  });
  return app;
}

const SAFE = { 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' };

/** By path, such as `/assets/index-1a2b.js`. */
function readAssets(directory: string): Map<string, { type: string; bytes: Uint8Array<ArrayBuffer> }> {
  const files = readdirSync(join(directory, 'assets'), { recursive: true, withFileTypes: true });
  return new Map(
    files.flatMap((file) => {
      const type = TYPES[extname(file.name)];
      if (!file.isFile() || type === undefined) return [];
      const path = join(file.parentPath, file.name);
      const url = `/${relative(directory, path).split(sep).join('/')}`;
      return [[url, { type, bytes: new Uint8Array(readFileSync(path)) }] as const];
    }),
  );
}
