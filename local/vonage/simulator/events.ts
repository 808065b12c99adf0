import { Hono } from 'hono';
import { streamSSE, type SSEStreamingApi } from 'hono/streaming';
import { z } from 'zod';
import type { Call } from '../calls/call.ts';
import type { EventFeed } from '../event-feed.ts';
import type { VonageEvent } from '../events.ts';
import { RequestError } from './body.ts';

const KEEP_ALIVE_MS = 15_000;
/** A client that is further behind is disconnected, connects again and reads the lists anew. */
const MAX_WAITING = 2_000;

const userName = z.string().min(1).max(200).optional();

/**
 * `/simulator/events`: what happens from now on, as server-sent events. The first is `hello`: nothing that comes after
 * it is missed. With `?user=`, only what a simulated app needs: its user's calls and sessions.
 */
export function eventRoutes({
  feed,
  calls,
  closing,
}: {
  feed: Pick<EventFeed, 'subscribe'>;
  calls: readonly Call[];
  closing: AbortSignal;
}): Hono {
  return new Hono().get('/simulator/events', (c) => {
    const user = userName.safeParse(c.req.query('user'));
    if (!user.success) throw new RequestError(400, '"user" must be the name of a user.');
    const name = user.data;
    c.header('cache-control', 'no-store');
    return streamSSE(c, async (stream) => {
      const backlog = createBacklog();
      const unsubscribe = feed.subscribe((event) => {
        if (name === undefined || concerns(event, name, calls)) backlog.add(event);
      });
      stream.onAbort(backlog.end);
      closing.addEventListener('abort', backlog.end);
      try {
        await writeEvents(stream, backlog);
      } finally {
        unsubscribe();
        closing.removeEventListener('abort', backlog.end);
      }
    });
  });
}

function concerns(event: VonageEvent, user: string, calls: readonly Call[]): boolean {
  if (event.type === 'session') return event.user === user;
  if (event.type !== 'call') return false;
  const call = calls.find(({ id }) => id === event.call);
  return call !== undefined && [call.main, ...call.legs].some((leg) => leg.user === user);
}

async function writeEvents(stream: SSEStreamingApi, backlog: Backlog): Promise<void> {
  await stream.writeSSE({ event: 'hello', data: '{}', retry: 1_000 });
  while (!backlog.hasEnded()) {
    const events = backlog.take();
    for (const event of events) await stream.writeSSE({ event: event.type, data: JSON.stringify(event) });
    if (events.length === 0 && (await backlog.isQuiet(KEEP_ALIVE_MS))) await stream.write(': still here\n\n');
  }
}

/** The events that a client has not received yet. */
interface Backlog {
  add(event: VonageEvent): void;
  take(): VonageEvent[];
  /** Resolves to true after `ms` without an event, and to false when there is one or the backlog has ended. */
  isQuiet(ms: number): Promise<boolean>;
  end: () => void;
  hasEnded(): boolean;
}

function createBacklog(): Backlog {
  let waiting: VonageEvent[] = [];
  let isOver = false;
  let wake = (): void => undefined;
  const end = (): void => {
    isOver = true;
    wake();
  };
  return {
    end,
    hasEnded: () => isOver,
    add(event) {
      waiting.push(event);
      if (waiting.length > MAX_WAITING) end();
      else wake();
    },
    take() {
      const events = waiting;
      waiting = [];
      return events;
    },
    async isQuiet(ms) {
      if (isOver || waiting.length > 0) return false;
      const isQuiet = await new Promise<boolean>((resolve) => {
        const timer = setTimeout(() => resolve(true), ms);
        wake = () => {
          clearTimeout(timer);
          resolve(false);
        };
      });
      wake = () => undefined;
      return isQuiet;
    },
  };
}
