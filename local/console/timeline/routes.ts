import { type Context, Hono } from 'hono';
import { streamTimeline } from './stream.ts';
import type { Timeline } from './timeline.ts';

const MAX_EXCHANGES = 1_000;

/** `/console/…`: entries, exchanges, and the live stream of entries. */
export function timelineRoutes(timeline: Timeline): Hono {
  const app = new Hono().basePath('/console');

  app.get('/stream', (c) => streamTimeline(c, timeline));

  app.get('/entries/:id', (c) => {
    const id = c.req.param('id');
    const found = /^\d{1,15}$/.test(id) ? timeline.find(Number(id)) : undefined;
    return found
      ? c.json(found)
      : notFound(c, 'There is no such entry any more: the timeline keeps the newest.');
  });

  app.get('/exchanges', (c) => {
    const requested = Number(c.req.query('limit') ?? 100);
    const limit = Number.isInteger(requested) ? Math.min(Math.max(requested, 1), MAX_EXCHANGES) : 100;
    return c.json(timeline.exchanges(limit));
  });

  app.get('/exchanges/:id', (c) => {
    const id = c.req.param('id');
    const entries = timeline.exchange(id);
    return entries ? c.json({ id, entries }) : notFound(c, 'There is no such exchange any more.');
  });
  return app;
}

const notFound = (c: Context, error: string): Response => c.json({ error }, 404);
