import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import { setTimeout as pause } from 'node:timers/promises';
import type { Timeline } from './timeline.ts';

const BATCH = 1_000;
/** Between two messages, so that a page draws at most ten times a second. */
const PAUSE_MS = 100;
const KEEP_ALIVE_MS = 15_000;

/**
 * The timeline as server-sent events: first `hello` with the run, then what is kept after the last id that the page
 * knows, then what happens. Ids on the wire hold the run, so that a page that knew another process is told all of this.
 */
export function streamTimeline(c: Context, timeline: Timeline): Response {
  let last = lastKnown(c.req.header('last-event-id') ?? c.req.query('after'), timeline);
  c.header('cache-control', 'no-store');
  return streamSSE(c, async (stream) => {
    let isOver = false;
    let wake = (): void => undefined;
    stream.onAbort(() => {
      isOver = true;
      wake();
    });
    const stop = timeline.onEntry(() => wake());
    const news = (): Promise<boolean> =>
      new Promise((resolve) => {
        const timer = setTimeout(() => resolve(false), KEEP_ALIVE_MS);
        wake = () => {
          clearTimeout(timer);
          resolve(true);
        };
        if (isOver || timeline.last > last) wake();
      });
    try {
      await stream.writeSSE({ event: 'hello', data: JSON.stringify({ run: timeline.run }), retry: 1_000 });
      while (!isOver) {
        const entries = timeline.after(last, BATCH);
        const newest = entries.at(-1);
        if (newest) {
          last = newest.id;
          const id = `${timeline.run}:${last}`;
          await stream.writeSSE({ event: 'entries', id, data: JSON.stringify(entries) });
          if (timeline.last === last) await pause(PAUSE_MS);
        } else if (!(await news())) await stream.write(': still here\n\n');
      }
    } finally {
      stop();
    }
  });
}

/** `7`, or `<run>:7` as this stream gives ids; 0 for what another process gave. */
function lastKnown(given: string | undefined, timeline: Timeline): number {
  const [, run, id] = /^(?:([\w-]{1,64}):)?(\d{1,15})$/.exec(given ?? '') ?? [];
  if (id === undefined || (run !== undefined && run !== timeline.run)) return 0;
  return Number(id) > timeline.last ? 0 : Number(id);
}
