import { Hono, type Context } from 'hono';
import { z } from 'zod';
import { capabilities, type Application, type RentedNumber, type Store } from '../state.ts';
import { applicationBody } from './application-body.ts';
import { parseObject } from './fields.ts';
import type { OwnerAuth } from './owner-auth.ts';
import { ownerOnly } from './owner-only.ts';
import { invalidParameters, problem } from './problems.ts';
import { isRsaPublicKey, newKeyPair } from './rsa-keys.ts';

const pageQuery = z.object({
  page_size: z.coerce.number().int().min(1).max(100).default(10),
  page: z.coerce.number().int().min(1).default(1),
});

/** `/v2/applications`. */
export function applicationRoutes({
  store,
  ownerAuth,
  uuid,
}: {
  store: Store;
  ownerAuth: OwnerAuth;
  uuid: () => string;
}): Hono {
  const { applications, numbers } = store.state;
  const app = new Hono().basePath('/v2/applications');
  const find = (id: string): Application | undefined =>
    applications.find((application) => application.id === id);

  app.use(ownerOnly(ownerAuth));

  app.get('/', (c) => {
    const query = pageQuery.safeParse(c.req.query());
    return query.success
      ? c.json(pageOf(applications, query.data))
      : invalidParameters(c, reasonsOf(query.error));
  });

  app.post('/', async (c) => {
    const parsed = parseBody(await c.req.text());
    if ('reasons' in parsed) return invalidParameters(c, parsed.reasons);
    const { body, publicKey } = parsed;
    const pair = publicKey === undefined ? await newKeyPair() : undefined;
    const application: Application = {
      id: uuid(),
      name: body.name,
      publicKey: publicKey ?? pair?.publicKey ?? '',
      privacy: { improve_ai: body.privacy?.improve_ai ?? true },
      capabilities: capabilities.parse(body.capabilities ?? {}),
    };
    applications.push(application);
    store.save();
    const created = view(application);
    // Vonage shows a private key that it generated this one time and does not keep it.
    return c.json(
      pair ? { ...created, keys: { ...created.keys, private_key: pair.privateKey } } : created,
      201,
    );
  });

  app.get('/:id', (c) => {
    const application = find(c.req.param('id'));
    return application ? c.json(view(application)) : missing(c, c.req.param('id'));
  });

  app.put('/:id', async (c) => {
    const application = find(c.req.param('id'));
    if (!application) return missing(c, c.req.param('id'));
    const parsed = parseBody(await c.req.text());
    if ('reasons' in parsed) return invalidParameters(c, parsed.reasons);
    const { body, publicKey } = parsed;
    application.name = body.name;
    application.publicKey = publicKey ?? application.publicKey;
    application.capabilities = capabilities.parse(body.capabilities ?? {});
    application.privacy = { improve_ai: body.privacy?.improve_ai ?? application.privacy.improve_ai };
    store.save();
    return c.json(view(application));
  });

  app.delete('/:id', (c) => {
    const application = find(c.req.param('id'));
    if (!application) return missing(c, c.req.param('id'));
    applications.splice(applications.indexOf(application), 1);
    for (const number of numbers) unlink(number, application.id);
    store.save();
    return c.body(null, 204);
  });
  return app;
}

interface Reason {
  name: string;
  reason: string;
}

function parseBody(
  text: string,
): { body: z.infer<typeof applicationBody>; publicKey: string | undefined } | { reasons: Reason[] } {
  const parsed = applicationBody.safeParse(parseObject(text));
  if (!parsed.success) return { reasons: reasonsOf(parsed.error) };
  const publicKey = parsed.data.keys?.public_key;
  if (publicKey !== undefined && !isRsaPublicKey(publicKey))
    return { reasons: [{ name: 'keys.public_key', reason: 'must be an RSA public key in PEM' }] };
  return { body: parsed.data, publicKey };
}

const reasonsOf = (error: z.ZodError): Reason[] =>
  error.issues.map(({ path, message }) => ({ name: path.join('.'), reason: message }));

const view = (application: Application) => ({
  id: application.id,
  name: application.name,
  keys: { public_key: application.publicKey },
  privacy: application.privacy,
  capabilities: application.capabilities,
  _links: { self: { href: `/v2/applications/${application.id}` } },
});

function pageOf(
  applications: readonly Application[],
  { page: number, page_size: size }: z.infer<typeof pageQuery>,
) {
  const pages = Math.ceil(applications.length / size);
  const link = (to: number) => ({ href: `/v2/applications?page_size=${size}&page=${to}` });
  return {
    page_size: size,
    page: number,
    total_items: applications.length,
    total_pages: pages,
    _embedded: { applications: applications.slice((number - 1) * size, number * size).map(view) },
    _links: {
      self: link(number),
      first: link(1),
      last: link(pages || 1),
      ...(number < pages && { next: link(number + 1) }),
    },
  };
}

const missing = (c: Context, id: string): Response =>
  problem(c, 404, 'not-found', 'Not Found', `ID '${id}' does not exist, or you do not have access`);

/** A number keeps no link to an application that is gone. */
function unlink(number: RentedNumber, id: string): void {
  if (number.appId === id) delete number.appId;
  if (number.messagesCallbackValue !== id) return;
  delete number.messagesCallbackType;
  delete number.messagesCallbackValue;
}
