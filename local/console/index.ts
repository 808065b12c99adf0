import { Hono } from 'hono';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { page, type Places } from './page.ts';

const beside = (file: string): string => readFileSync(join(import.meta.dirname, file), 'utf8');

/** The page at the simulator's root: a customer's phone and the agents' apps. It knows only the `/simulator/` routes. */
export function createConsole(places: Places): Hono {
  const style = beside('style.css');
  const script = beside('script.js');
  const app = new Hono();
  app.get('/', (c) => {
    const nonce = randomBytes(16).toString('base64');
    const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
    const headers = { 'content-security-policy': policy, 'cache-control': 'no-store' };
    return c.html(page(places, { nonce, style, script }), 200, headers);
  });
  return app;
}
