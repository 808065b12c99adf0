import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import { setTimeout as pause } from 'node:timers/promises';
import type { Timeline } from './timeline.ts';

/** Entries in one message. */
const BATCH = 1_000;
/** Between two messages, so that a page renders at most ten times a second. */
const PAUSE_MS = 100;
const KEEP_ALIVE_MS = 15_000;

/**
 * The timeline as server-sent events: first `hello` with the run, then the stored entries after the last id that the
 * page received, then new entries as they arrive. Event ids contain the run, so a page that was connected to an earlier
 * process receives everything of this one.
 */
export function streamTimeline(c: Context, timeline: Timeline): Response {
  let last = lastReceived(c.req.header('last-event-id') ?? c.req.query('after'), timeline);
  c.header('cache-control', 'no-store');
  return streamSSE(c, async (stream) => {
    let isOver = false;
    let wake = (): void => undefined;
    stream.onAbort(() => {
      isOver = true;
      wake();
    });
    const stop = timeline.onEntry(() => wake());
    /** Resolves with true when there may be new entries, with false when a keep-alive is due. */
    const nextWake = (): Promise<boolean> =>
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
        } else if (!(await nextWake())) await stream.write(': still here\n\n');
      }
    } finally {
      stop();
    }
  });
}

/** Parses `7`, or `<run>:7` as this stream numbers its events; 0 for an id of another process. */
function lastReceived(value: string | undefined, timeline: Timeline): number {
  const [, run, id] = /^(?:([\w-]{1,64}):)?(\d{1,15})$/.exec(value ?? '') ?? [];
  if (id === undefined || (run !== undefined && run !== timeline.run)) return 0;
  return Number(id) > timeline.last ? 0 : Number(id);
}
