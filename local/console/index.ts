import { Hono } from 'hono';
import type { OwnerTables } from '../../ops/stack/tables.ts';
import { builtPage } from './built-page.ts';
import { nccoRoutes } from './ncco/routes.ts';
import { timelineRoutes } from './timeline/routes.ts';
import type { Timeline } from './timeline/timeline.ts';

/** The addresses and phone numbers of this system. */
export interface Places {
  apiUrl: string;
  numbers: { support: string; delivery: string; voice: string };
  agents: string[];
}

/** What `GET /console/places` returns besides the {@link Places}. */
export interface SystemPlaces {
  simulatorUrl: string;
  dynamodbUrl: string;
  mobileApiKey: string | undefined;
  notifyKey: string | undefined;
}

export interface ConsoleOptions {
  places: Places;
  /** Read at each request: some of it is unknown when the console starts. */
  system: () => SystemPlaces;
  timeline: Timeline;
  /** The tables with their owner's rights. */
  desk: OwnerTables;
  /** Milliseconds since 1970 on the shared clock. */
  now: () => number;
  /** Where Vite built the page; undefined: no page is served. */
  pageDir: string | undefined;
}

/** The page at the simulator's root, and the API below `/console` that it uses. */
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
