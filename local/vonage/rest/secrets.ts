import { Hono, type Context } from 'hono';
import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import { isoNow } from '../iso-time.ts';
import type { ApiSecret, Store } from '../state.ts';
import { parseObject } from './fields.ts';
import type { OwnerAuth } from './owner-auth.ts';
import { ownerOnly } from './owner-only.ts';
import { invalidParameters, problem } from './problems.ts';

/** Vonage's rules for a secret. */
const creation = z.object({
  secret: z
    .string()
    .regex(
      /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d).{8,25}$/s,
      'needs 8 to 25 characters, among them a lower-case letter, an upper-case letter and a digit',
    ),
});

const MAX_SECRETS = 2;

/** `/accounts/{api_key}/secrets`: an account has one API secret, and a second while it changes over. */
export function secretRoutes({
  apiKey,
  store,
  ownerAuth,
  clock,
  uuid,
}: {
  apiKey: string;
  store: Store;
  ownerAuth: OwnerAuth;
  clock: Pick<Clock, 'now'>;
  uuid: () => string;
}): Hono {
  const { secrets } = store.state;
  const app = new Hono().basePath('/accounts/:key/secrets');
  const here = `/accounts/${apiKey}/secrets`;
  const view = ({ id, createdAt }: ApiSecret) => ({
    _links: { self: { href: `${here}/${id}` } },
    id,
    created_at: createdAt,
  });

  app.use(ownerOnly(ownerAuth));
  app.use(async (c, next) => {
    const key = c.req.param('key') ?? '';
    if (key !== apiKey) {
      return problem(c, 404, 'invalid-api-key', 'Invalid API Key', `API key '${key}' does not exist`);
    }
    await next();
  });

  app.get('/', (c) =>
    c.json({ _links: { self: { href: here } }, _embedded: { secrets: secrets.map(view) } }),
  );

  app.post('/', async (c) => {
    const parsed = creation.safeParse(parseObject(await c.req.text()));
    if (!parsed.success) {
      const reasons = parsed.error.issues.map(({ message }) => ({ name: 'secret', reason: message }));
      return invalidParameters(c, reasons);
    }
    if (secrets.length >= MAX_SECRETS) {
      const detail = `The account has its ${MAX_SECRETS} secrets: delete one first`;
      return problem(c, 400, 'maximum-secrets-allowed', 'Secret Addition Forbidden', detail);
    }
    const created = { id: uuid(), secret: parsed.data.secret, createdAt: isoNow(clock) };
    secrets.push(created);
    store.save();
    return c.json(view(created), 201);
  });

  app.get('/:id', (c) => {
    const found = secrets.find(({ id }) => id === c.req.param('id'));
    return found ? c.json(view(found)) : missing(c);
  });

  app.delete('/:id', (c) => {
    const index = secrets.findIndex(({ id }) => id === c.req.param('id'));
    if (index < 0) return missing(c);
    if (secrets.length === 1) {
      const detail = 'Can not delete the last secret. The account must always have at least 1 secret active';
      return problem(c, 403, 'delete-last-secret', 'Secret Deletion Forbidden', detail);
    }
    secrets.splice(index, 1);
    store.save();
    return c.body(null, 204);
  });
  return app;
}

const missing = (c: Context): Response =>
  problem(c, 404, 'invalid-secret', 'Secret not found', `There is no secret ${c.req.param('id')}`);
