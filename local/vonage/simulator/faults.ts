import { Hono } from 'hono';
import type { Clock } from '../../clock.ts';
import type { Publish } from '../event-feed.ts';
import { faultsSchema, type FaultBox } from '../faults.ts';
import { isoNow } from '../iso-time.ts';
import { readBody } from './body.ts';

/** `/simulator/faults`: what goes wrong at Vonage. */
export function faultRoutes({
  faults,
  clock,
  publish,
}: {
  faults: FaultBox;
  clock: Pick<Clock, 'now'>;
  publish: Publish;
}): Hono {
  const app = new Hono().basePath('/simulator/faults');
  const active = () => ({ sms: faults.sms, webhooks: faults.webhooks });
  const publishFaults = (): void => publish({ type: 'faults', at: isoNow(clock), faults: active() });
  app.get('/', (c) => c.json(active()));
  app.post('/', async (c) => {
    faults.add(await readBody(c, faultsSchema));
    publishFaults();
    return c.json(active());
  });
  app.delete('/', (c) => {
    faults.clear();
    publishFaults();
    return c.body(null, 204);
  });
  return app;
}
