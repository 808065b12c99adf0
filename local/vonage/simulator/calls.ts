import { Hono } from 'hono';
import { z } from 'zod';
import type { Switchboard } from '../calls/switchboard.ts';
import { viewCall } from '../calls/view.ts';
import { msisdn, nothing, readBody, RequestError } from './body.ts';
import { legRoutes } from './call-legs.ts';
import { createCallLookup, whenSettled } from './call-lookup.ts';
import { speechRoutes } from './call-speech.ts';

const options = {
  custom_data: z.record(z.string(), z.unknown()).optional(),
  dtmfFormat: z.enum(['today', 'legacy']).optional(),
};
const fromPhone = z.strictObject({ from: msisdn, to: msisdn, ...options });
const fromApp = z.strictObject({
  user: z.string().min(1).max(200),
  to: z.string().max(2_000).optional(),
  ...options,
});
const callBody = z.union(
  [fromPhone, fromApp],
  'a call is {"from","to"} of a phone or {"user","to"} of an app',
);

const digitsBody = z.strictObject({
  digits: z.string().regex(/^[0-9*#]{1,100}$/, 'must be keys of a phone: 0-9, * and #'),
});

/** `/simulator/calls`: phones and apps that call and are called. */
export function phoneCallRoutes(switchboard: Switchboard): Hono {
  const { calls } = switchboard;
  const lookup = createCallLookup(calls);
  const app = new Hono().basePath('/simulator/calls');

  app.post('/', async (c) => {
    const body = await readBody(c, callBody);
    const { custom_data: customData, dtmfFormat } = body;
    const call =
      'user' in body
        ? switchboard.fromApp(body.user, body.to, { customData, dtmfFormat })
        : switchboard.fromPhone(body.from, body.to, { customData, dtmfFormat });
    if (typeof call === 'string') throw new RequestError(409, call);
    return c.json(await whenSettled(call));
  });

  app.get('/', (c) => c.json(calls.map(viewCall)));
  app.get('/:id', (c) => c.json(viewCall(lookup.call(c.req.param('id')))));

  app.post('/:id/digits', async (c) => {
    const { digits } = await readBody(c, digitsBody);
    const call = lookup.running(c.req.param('id'));
    if (call.waitingFor !== 'digits') call.note('keys', { digits });
    call.onKeys?.(digits);
    call.push({ type: 'digits', digits });
    return c.json(await whenSettled(call));
  });

  app.post('/:id/hangup', async (c) => {
    await readBody(c, nothing);
    const call = lookup.running(c.req.param('id'));
    call.interrupt({ type: 'hangup', by: 'caller' });
    return c.json(await whenSettled(call));
  });

  app.route('/', speechRoutes(lookup));
  app.route('/', legRoutes(lookup));
  return app;
}
