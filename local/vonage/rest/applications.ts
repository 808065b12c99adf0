import { createPublicKey, generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { Hono, type Context } from 'hono';
import { z } from 'zod';
import type { Platform } from '../platform.ts';
import { capabilities, type Application, type RentedNumber } from '../state.ts';
import { isOwner } from './credentials.ts';
import { parseObject } from './fields.ts';
import { invalidParameters, problem, unauthorized } from './problems.ts';

const makeKeyPair = promisify(generateKeyPair);

const address = z
  .string()
  .refine((url) => /^https?:\/\//.test(url) && URL.canParse(url), 'must be a valid URL');
const milliseconds = (min: number, max: number) => z.number().int().min(min).max(max).optional();
const webhook = (longest: number) =>
  z
    .looseObject({
      address,
      http_method: z.enum(['GET', 'POST'], 'must be one of: GET, POST').optional(),
      connect_timeout: milliseconds(300, 1_000),
      socket_timeout: milliseconds(1_000, longest),
    })
    .optional();
const webhooks = (names: Record<string, number>) =>
  z
    .looseObject(Object.fromEntries(Object.entries(names).map(([name, longest]) => [name, webhook(longest)])))
    .optional();

const body = z.object({
  name: z.string().min(1).max(200),
  keys: z.object({ public_key: z.string().min(1).optional() }).optional(),
  privacy: z.object({ improve_ai: z.boolean().optional() }).optional(),
  capabilities: z
    .looseObject({
      voice: z
        .looseObject({
          signed_callbacks: z.boolean().optional(),
          webhooks: webhooks({ answer_url: 5_000, fallback_answer_url: 5_000, event_url: 10_000 }),
        })
        .optional(),
      rtc: z
        .looseObject({ signed_callbacks: z.boolean().optional(), webhooks: webhooks({ event_url: 10_000 }) })
        .optional(),
      messages: z.looseObject({ webhooks: webhooks({ inbound_url: 10_000, status_url: 10_000 }) }).optional(),
    })
    .optional(),
});

const page = z.object({
  page_size: z.coerce.number().int().min(1).max(100).default(10),
  page: z.coerce.number().int().min(1).default(1),
});

const parameters = (error: z.ZodError): { name: string; reason: string }[] =>
  error.issues.map(({ path, message }) => ({ name: path.join('.'), reason: message }));

const view = (application: Application) => ({
  id: application.id,
  name: application.name,
  keys: { public_key: application.publicKey },
  privacy: application.privacy,
  capabilities: application.capabilities,
  _links: { self: { href: `/v2/applications/${application.id}` } },
});

/** `/v2/applications`. */
export function applicationRoutes(platform: Platform): Hono {
  const { store } = platform;
  const { applications } = store.state;
  const app = new Hono().basePath('/v2/applications');
  const missing = (c: Context, id: string): Response =>
    problem(c, 404, 'not-found', 'Not Found', `ID '${id}' does not exist, or you do not have access`);

  app.use(async (c, next) => {
    if (!isOwner(platform, c.req.header('authorization'), c.req.query())) return unauthorized(c);
    await next();
  });

  app.get('/', (c) => {
    const wanted = page.safeParse(c.req.query());
    if (!wanted.success) return invalidParameters(c, parameters(wanted.error));
    const { page: number, page_size: size } = wanted.data;
    const pages = Math.ceil(applications.length / size);
    const link = (to: number) => ({ href: `/v2/applications?page_size=${size}&page=${to}` });
    return c.json({
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
    });
  });

  app.post('/', async (c) => {
    const parsed = body.safeParse(parseObject(await c.req.text()));
    if (!parsed.success) return invalidParameters(c, parameters(parsed.error));
    const given = parsed.data.keys?.public_key;
    if (given !== undefined && !isRsaKey(given)) return wrongKey(c);
    const pair = given === undefined ? await newKeys() : undefined;
    const application: Application = {
      id: platform.uuid(),
      name: parsed.data.name,
      publicKey: given ?? pair?.publicKey ?? '',
      privacy: { improve_ai: parsed.data.privacy?.improve_ai ?? true },
      capabilities: capabilities.parse(parsed.data.capabilities ?? {}),
    };
    applications.push(application);
    store.save();
    const created = view(application);
    // Vonage shows a private key that it made this one time and does not keep it.
    return c.json(
      pair ? { ...created, keys: { ...created.keys, private_key: pair.privateKey } } : created,
      201,
    );
  });

  app.get('/:id', (c) => {
    const application = applications.find(({ id }) => id === c.req.param('id'));
    return application ? c.json(view(application)) : missing(c, c.req.param('id'));
  });

  app.put('/:id', async (c) => {
    const application = applications.find(({ id }) => id === c.req.param('id'));
    if (!application) return missing(c, c.req.param('id'));
    const parsed = body.safeParse(parseObject(await c.req.text()));
    if (!parsed.success) return invalidParameters(c, parameters(parsed.error));
    const given = parsed.data.keys?.public_key;
    if (given !== undefined && !isRsaKey(given)) return wrongKey(c);
    application.name = parsed.data.name;
    application.publicKey = given ?? application.publicKey;
    application.capabilities = capabilities.parse(parsed.data.capabilities ?? {});
    application.privacy = { improve_ai: parsed.data.privacy?.improve_ai ?? application.privacy.improve_ai };
    store.save();
    return c.json(view(application));
  });

  app.delete('/:id', (c) => {
    const index = applications.findIndex(({ id }) => id === c.req.param('id'));
    if (index < 0) return missing(c, c.req.param('id'));
    applications.splice(index, 1);
    for (const number of store.state.numbers) unlink(number, c.req.param('id'));
    store.save();
    return c.body(null, 204);
  });
  return app;
}

/** A number keeps no link to an application that is gone. */
function unlink(number: RentedNumber, id: string): void {
  if (number.appId === id) delete number.appId;
  if (number.messagesCallbackValue !== id) return;
  delete number.messagesCallbackType;
  delete number.messagesCallbackValue;
}

const wrongKey = (c: Context): Response =>
  invalidParameters(c, [{ name: 'keys.public_key', reason: 'must be an RSA public key in PEM' }]);

function isRsaKey(pem: string): boolean {
  try {
    return pem.includes('BEGIN PUBLIC KEY') && createPublicKey(pem).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}

const newKeys = () =>
  makeKeyPair('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
