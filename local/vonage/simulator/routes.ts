import { Hono, type MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import type { Account } from '../account.ts';
import type { Attempt } from '../webhooks/webhook.ts';
import { nothing, readBody, RequestError } from './body.ts';

export interface SimulatorOptions {
  account: Account;
  /** Added to what GET /simulator/account returns. */
  extraAccount: () => Record<string, unknown>;
  /** The result of GET /simulator/health. */
  health: () => Promise<boolean>;
  /** Whose pages may call the simulator's own routes, beside the server's own. */
  trustsOrigin: (origin: string) => boolean;
  /** The latest attempts to deliver webhooks. */
  attempts: readonly Attempt[];
  /** Empties phones, calls, recordings, faults and webhooks. */
  reset: () => void;
}

/**
 * The simulator's own routes, beside Vonage's.
 *
 * @param rooms the routes of phones, calls, sessions and faults
 */
export function simulatorRoutes(
  { account, extraAccount, health, trustsOrigin, attempts, reset }: SimulatorOptions,
  rooms: readonly Hono[],
): Hono {
  const app = new Hono();
  // The agents' desk is a page of the API's own address, and its phone connects to the simulator.
  app.use(
    '/simulator/*',
    cors({
      origin: (origin) => (trustsOrigin(origin) ? origin : undefined),
      allowHeaders: ['authorization', 'content-type', 'last-event-id'],
      allowMethods: ['GET', 'POST', 'DELETE'],
      maxAge: 600,
    }),
  );
  app.onError((error, c) => {
    if (error instanceof RequestError) return c.json({ error: error.message }, error.status);
    return c.json({ error: `The simulator failed: ${error.message}.` }, 500);
  });
  app.use('/simulator/*', unknownRoute);

  app.get('/simulator/health', async (c) => {
    const isUp = await health().catch(() => false);
    return isUp ? c.json({ status: 'up' }) : c.json({ error: 'Not everything is up yet: ask again.' }, 503);
  });
  app.get('/simulator/account', (c) => c.json({ ...account, ...extraAccount() }));
  app.get('/simulator/webhooks', (c) => c.json(attempts));
  app.post('/simulator/reset', async (c) => {
    await readBody(c, nothing);
    reset();
    return c.body(null, 204);
  });
  for (const room of rooms) app.route('/', room);
  return app;
}

/** Routes that are mounted behind these are tried first. */
const unknownRoute: MiddlewareHandler = async (c, next) => {
  await next();
  if (c.res.status !== 404 || c.res.headers.get('content-type')?.includes('json')) return;
  c.res = c.json({ error: `There is no ${c.req.method} ${c.req.path}.` }, 404);
};
