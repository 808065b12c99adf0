import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { z } from 'zod';
import type { Switchboard } from '../calls/switchboard.ts';
import { faultsSchema } from '../faults.ts';
import type { Platform } from '../platform.ts';
import type { Session, Sessions } from '../sessions.ts';
import { FULL_BALANCE } from '../state.ts';
import { readBody, RequestError } from './body.ts';
import { phoneCallRoutes } from './calls.ts';
import { eventRoutes } from './events.ts';
import { messageRoutes } from './messages.ts';

const viewSession = ({ id, user, expiresAt }: Session) => ({
  id,
  user: user.name,
  expiresAt: new Date(expiresAt).toISOString(),
});

/** The simulator's own routes, beside Vonage's. */
export function simulatorRoutes(
  platform: Platform,
  switchboard: Switchboard,
  sessions: Sessions,
  {
    extraAccount = () => ({}),
    health = () => Promise.resolve(true),
    trustsOrigin = () => false,
  }: {
    extraAccount?: () => Record<string, unknown>;
    health?: () => Promise<boolean>;
    trustsOrigin?: (origin: string) => boolean;
  },
): Hono {
  const { account, courier, faults, store } = platform;
  const app = new Hono();
  const tellFaults = (): void => {
    const { sms, webhooks } = faults;
    platform.tell({ type: 'faults', at: platform.now(), faults: { sms, webhooks } });
  };
  // The agents' desk is a page of the API's own address, and its phone talks with the simulator.
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

  // Routes that the caller mounts behind these still get their turn.
  app.use('/simulator/*', async (c, next) => {
    await next();
    if (c.res.status !== 404 || c.res.headers.get('content-type')?.includes('json')) return;
    c.res = c.json({ error: `There is no ${c.req.method} ${c.req.path}.` }, 404);
  });

  app.get('/simulator/health', async (c) => {
    const isUp = await health().catch(() => false);
    return isUp ? c.json({ status: 'up' }) : c.json({ error: 'Not everything is up yet: ask again.' }, 503);
  });
  app.get('/simulator/account', (c) => c.json({ ...account, ...extraAccount() }));

  app.route('/', messageRoutes(platform));
  app.route('/', phoneCallRoutes(switchboard));
  app.route('/', eventRoutes(platform, switchboard));

  app.get('/simulator/sessions', (c) => c.json(sessions.live().map(viewSession)));
  app.post('/simulator/sessions', async (c) => {
    const session = await sessions.connect(c.req.header('authorization'));
    if ('reason' in session) throw new RequestError(session.status, session.reason);
    return c.json(viewSession(session), 201);
  });
  app.delete('/simulator/sessions/:id', (c) => {
    const id = c.req.param('id');
    if (!sessions.signOut(id)) throw new RequestError(404, `There is no session or user ${id}.`);
    return c.body(null, 204);
  });

  app.get('/simulator/webhooks', (c) => c.json(courier.attempts));

  app.get('/simulator/faults', (c) => c.json({ sms: faults.sms, webhooks: faults.webhooks }));
  app.post('/simulator/faults', async (c) => {
    faults.add(await readBody(c, faultsSchema));
    tellFaults();
    return c.json({ sms: faults.sms, webhooks: faults.webhooks });
  });
  app.delete('/simulator/faults', (c) => {
    faults.clear();
    tellFaults();
    return c.body(null, 204);
  });

  app.post('/simulator/reset', async (c) => {
    await readBody(c, z.strictObject({}));
    store.state.messages.length = 0;
    store.state.balance = FULL_BALANCE;
    switchboard.reset();
    platform.recordings.reset();
    faults.clear();
    courier.reset();
    store.save();
    return c.body(null, 204);
  });
  return app;
}
