import { Hono } from 'hono';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OwnersTables } from '../../ops/stack/tables.ts';
import { builtPage } from './built-page.ts';
import { nccoRoutes } from './ncco/routes.ts';
import { page, type Places } from './page.ts';
import { timelineRoutes } from './timeline/routes.ts';
import type { Timeline } from './timeline/timeline.ts';

const beside = (file: string): string => readFileSync(join(import.meta.dirname, file), 'utf8');

/** What `GET /console/places` tells beside the places. */
export interface SystemPlaces {
  simulatorUrl: string;
  dynamodbUrl: string;
  mobileApiKey: string | undefined;
  notifyKey: string | undefined;
}

export interface ConsoleOptions {
  places: Places;
  /** Asked at each request: not all is known when the console starts. */
  system: () => SystemPlaces;
  timeline: Timeline;
  /** The desk's tables, as their owner reaches them. */
  desk: OwnersTables;
  /** Milliseconds since 1970 on the shared clock. */
  now: () => number;
  /** Where Vite built the page; undefined: the plain page of phones is served. */
  pageDir: string | undefined;
}

/** The page at the simulator's root, and the calls below `/console` that it lives on. */
export function createConsole({ places, system, timeline, desk, now, pageDir }: ConsoleOptions): Hono {
  const app = new Hono();
  app.route('/', pageDir === undefined ? plainPage(places) : builtPage(pageDir, places.apiUrl));
  app.route('/', timelineRoutes(timeline));
  app.route('/', nccoRoutes({ desk, now }));
  app.get('/console/places', (c) =>
    c.json({ ...places, ...system(), run: timeline.run }, 200, { 'cache-control': 'no-store' }),
  );
  return app;
}

function plainPage(places: Places): Hono {
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
