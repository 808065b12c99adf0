import { Hono, type Context } from 'hono';
import { z } from 'zod';
import type { Platform } from '../platform.ts';
import type { Application, User } from '../state.ts';
import { verifyToken } from './credentials.ts';
import { parseObject } from './fields.ts';
import { invalidParameters, problem, unauthorized } from './problems.ts';

const profile = z.object({
  display_name: z.string().max(200).optional(),
  image_url: z.string().max(2_000).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  channels: z.record(z.string(), z.unknown()).optional(),
});
const name = z.string().trim().min(1).max(128);
const creation = profile.extend({ name: name.optional() });

const page = z.object({
  page_size: z.coerce.number().int().min(1).max(100).default(10),
  order: z
    .string()
    .transform((order) => order.toLowerCase())
    .pipe(z.enum(['asc', 'desc']))
    .default('asc'),
  cursor: z
    .string()
    .regex(/^\d{1,9}$/)
    .default('0'),
  name: z.string().optional(),
});

const view = (user: User, origin: string) => ({
  id: user.id,
  name: user.name,
  ...user.profile,
  _links: { self: { href: `${origin}/v1/users/${user.id}` } },
});

/** `/v1/users`: the users of the application whose JWT asks. */
export function userRoutes(platform: Platform): Hono<{ Variables: { application: Application } }> {
  const { store } = platform;
  const app = new Hono<{ Variables: { application: Application } }>().basePath('/v1/users');
  const find = (application: Application, id: string): User | undefined =>
    store.state.users.find((user) => user.id === id && user.applicationId === application.id);
  const isTaken = (application: Application, wanted: string): boolean =>
    store.state.users.some((user) => user.name === wanted && user.applicationId === application.id);
  const origin = (c: Context): string => new URL(c.req.url).origin;

  app.use(async (c, next) => {
    const token = await verifyToken(platform, c.req.header('authorization'));
    if (typeof token === 'string') return unauthorized(c, token);
    c.set('application', token.application);
    await next();
  });

  app.get('/', (c) => {
    const wanted = page.safeParse(c.req.query());
    if (!wanted.success) return wrongFields(c, wanted.error);
    const { page_size: size, order, cursor, name: exact } = wanted.data;
    const own = store.state.users.filter(
      (user) =>
        user.applicationId === c.get('application').id && (exact === undefined || user.name === exact),
    );
    if (order === 'desc') own.reverse();
    const begin = Number(cursor);
    const link = (from: number) => {
      const query = new URLSearchParams({
        page_size: String(size),
        order,
        ...(exact !== undefined && { name: exact }),
      });
      if (from > 0) query.set('cursor', String(from));
      return { href: `${origin(c)}/v1/users?${query.toString()}` };
    };
    return c.json({
      page_size: size,
      _embedded: { users: own.slice(begin, begin + size).map((user) => view(user, origin(c))) },
      _links: {
        first: link(0),
        self: link(begin),
        ...(begin + size < own.length && { next: link(begin + size) }),
        ...(begin > 0 && { prev: link(Math.max(begin - size, 0)) }),
      },
    });
  });

  app.post('/', async (c) => {
    const parsed = creation.safeParse(parseObject(await c.req.text()));
    if (!parsed.success) return wrongFields(c, parsed.error);
    const application = c.get('application');
    const { name: wanted = `NAM-${platform.uuid()}`, ...rest } = parsed.data;
    if (isTaken(application, wanted)) return duplicate(c, wanted);
    const user: User = {
      id: `USR-${platform.uuid()}`,
      applicationId: application.id,
      name: wanted,
      signedOut: false,
      profile: { display_name: wanted, properties: {}, channels: {}, ...rest },
    };
    store.state.users.push(user);
    store.save();
    return c.json(view(user, origin(c)), 201);
  });

  app.get('/:id', (c) => {
    const user = find(c.get('application'), c.req.param('id'));
    return user ? c.json(view(user, origin(c))) : missing(c);
  });

  app.on(['PATCH', 'PUT'], '/:id', async (c) => {
    const application = c.get('application');
    const user = find(application, c.req.param('id'));
    if (!user) return missing(c);
    const parsed = creation.safeParse(parseObject(await c.req.text()));
    if (!parsed.success) return wrongFields(c, parsed.error);
    const { name: wanted = user.name, ...rest } = parsed.data;
    if (wanted !== user.name && isTaken(application, wanted)) return duplicate(c, wanted);
    user.name = wanted;
    Object.assign(user.profile, rest);
    store.save();
    return c.json(view(user, origin(c)));
  });

  app.delete('/:id', (c) => {
    const user = find(c.get('application'), c.req.param('id'));
    if (!user) return missing(c);
    store.state.users.splice(store.state.users.indexOf(user), 1);
    store.save();
    return c.body(null, 204);
  });
  return app;
}

const wrongFields = (c: Context, error: z.ZodError): Response =>
  invalidParameters(
    c,
    error.issues.map(({ path, message }) => ({ name: path.join('.') || 'body', reason: message })),
  );

const missing = (c: Context): Response =>
  problem(c, 404, 'http:error:not-found', 'Not found.', 'User does not exist, or you do not have access.', {
    code: 'http:error:not-found',
  });

const duplicate = (c: Context, name: string): Response =>
  problem(c, 409, 'user:error:duplicate-name', 'Conflict', `A user named ${name} exists already.`, {
    code: 'user:error:duplicate-name',
  });
