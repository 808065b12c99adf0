import type { MiddlewareHandler } from 'hono';
import type { Clock } from '../../clock.ts';
import type { Publish } from '../event-feed.ts';
import { isoNow } from '../iso-time.ts';

const MAX_BODY = 8_000;

/** Publishes every request before it is answered, with the beginning of its body. */
export const publishRequest =
  (publish: Publish, clock: Pick<Clock, 'now'>): MiddlewareHandler =>
  async (c, next) => {
    const { method, path } = c.req;
    const body = method === 'GET' ? '' : (await c.req.raw.clone().text()).slice(0, MAX_BODY);
    const trace = c.req.header('x-amzn-trace-id');
    publish({ type: 'api', at: isoNow(clock), method, path, body, ...(trace !== undefined && { trace }) });
    await next();
  };
