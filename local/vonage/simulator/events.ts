import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import { z } from 'zod';
import type { Switchboard } from '../calls/switchboard.ts';
import type { VonageEvent } from '../events.ts';
import type { Platform } from '../platform.ts';
import { RequestError } from './body.ts';

const KEEP_ALIVE_MS = 15_000;
/** Who is further behind than this is cut off, connects again and reads the lists anew. */
const MOST_WAITING = 2_000;

const user = z.string().min(1).max(200).optional();

/**
 * `/simulator/events`: what happens from now on, as server-sent events. The first is `hello`: nothing that comes after
 * it is missed. With `?user=`, only what a simulated app needs: its user's calls and sessions.
 */
export function eventRoutes(platform: Platform, switchboard: Switchboard): Hono {
  const app = new Hono();

  const isOf = (event: VonageEvent, name: string): boolean => {
    if (event.type === 'session') return event.user === name;
    if (event.type !== 'call') return false;
    const call = switchboard.calls.find(({ id }) => id === event.call);
    return call !== undefined && [call.main, ...call.legs].some((leg) => leg.user === name);
  };

  app.get('/simulator/events', (c) => {
    const wanted = user.safeParse(c.req.query('user'));
    if (!wanted.success) throw new RequestError(400, '"user" must be the name of a user.');
    const name = wanted.data;
    c.header('cache-control', 'no-store');
    return streamSSE(c, async (stream) => {
      let waiting: VonageEvent[] = [];
      let isOver = false;
      let wake = (): void => undefined;
      const end = (): void => {
        isOver = true;
        wake();
      };
      const stop = platform.listen((event) => {
        if (name !== undefined && !isOf(event, name)) return;
        waiting.push(event);
        if (waiting.length > MOST_WAITING) end();
        else wake();
      });
      stream.onAbort(end);
      platform.closing.addEventListener('abort', end);
      try {
        await stream.writeSSE({ event: 'hello', data: '{}', retry: 1_000 });
        while (!isOver) {
          const next = waiting;
          waiting = [];
          for (const event of next) await stream.writeSSE({ event: event.type, data: JSON.stringify(event) });
          if (waiting.length > 0 || next.length > 0) continue;
          const isQuiet = await new Promise<boolean>((resolve) => {
            const timer = setTimeout(() => resolve(true), KEEP_ALIVE_MS);
            wake = () => {
              clearTimeout(timer);
              resolve(false);
            };
          });
          wake = () => undefined;
          if (isQuiet) await stream.write(': still here\n\n');
        }
      } finally {
        stop();
        platform.closing.removeEventListener('abort', end);
      }
    });
  });
  return app;
}
