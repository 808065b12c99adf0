import { Hono } from 'hono';
import type { OwnerTables } from '../../ops/stack/tables.ts';
import { builtPage } from './built-page.ts';
import { nccoRoutes } from './ncco/routes.ts';
import { timelineRoutes } from './timeline/routes.ts';
import type { Timeline } from './timeline/timeline.ts';

/** Where things are in this system. */
export interface Places {
  apiUrl: string;
  numbers: { support: string; delivery: string; voice: string };
  agents: string[];
}

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
  desk: OwnerTables;
  /** Milliseconds since 1970 on the shared clock. */
  now: () => number;
  /** Where Vite built the page; undefined: there is none. */
  pageDir: string | undefined;
}

/** The page at the simulator's root, and the calls below `/console` that it lives on. */
export function createConsole({ places, system, timeline, desk, now, pageDir }: ConsoleOptions): Hono {
  const app = new Hono();
  if (pageDir !== undefined) app.route('/', builtPage(pageDir, places.apiUrl));
  app.route('/', timelineRoutes(timeline));
  app.route('/', nccoRoutes({ desk, now }));
  app.get('/console/places', (c) =>
    c.json({ ...places, ...system(), run: timeline.run }, 200, { 'cache-control': 'no-store' }),
  );
  return app;
}
