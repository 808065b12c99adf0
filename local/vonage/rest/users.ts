import { Hono, type Context } from 'hono';
import { z } from 'zod';
import type { Application, Store, User } from '../state.ts';
import { applicationOnly, type WithApplication } from './application-only.ts';
import type { VerifyToken } from './application-token.ts';
import { parseObject } from './fields.ts';
import { invalidFields, problem } from './problems.ts';
import { userPage, userPageQuery, viewUser } from './user-pages.ts';

const userBody = z.object({
  name: z.string().trim().min(1).max(128).optional(),
  display_name: z.string().max(200).optional(),
  image_url: z.string().max(2_000).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  channels: z.record(z.string(), z.unknown()).optional(),
});

/** `/v1/users`: the users of the application whose JWT the request has. */
export function userRoutes({
  store,
  verifyToken,
  uuid,
}: {
  store: Store;
  verifyToken: VerifyToken;
  uuid: () => string;
}): Hono<WithApplication> {
  const { users } = store.state;
  const app = new Hono<WithApplication>().basePath('/v1/users');
  const usersOf = ({ id }: Application): User[] => users.filter((user) => user.applicationId === id);
  const find = (application: Application, id: string): User | undefined =>
    usersOf(application).find((user) => user.id === id);
  const isNameInUse = (application: Application, name: string): boolean =>
    usersOf(application).some((user) => user.name === name);

  app.use(applicationOnly(verifyToken));

  app.get('/', (c) => {
    const query = userPageQuery.safeParse(c.req.query());
    if (!query.success) return invalidFields(c, query.error);
    return c.json(userPage(usersOf(c.get('application')), query.data, origin(c)));
  });

  app.post('/', async (c) => {
    const parsed = userBody.safeParse(parseObject(await c.req.text()));
    if (!parsed.success) return invalidFields(c, parsed.error);
    const application = c.get('application');
    const { name = `NAM-${uuid()}`, ...profile } = parsed.data;
    if (isNameInUse(application, name)) return duplicate(c, name);
    const user: User = {
      id: `USR-${uuid()}`,
      applicationId: application.id,
      name,
      signedOut: false,
      profile: { display_name: name, properties: {}, channels: {}, ...profile },
    };
    users.push(user);
    store.save();
    return c.json(viewUser(user, origin(c)), 201);
  });

  app.get('/:id', (c) => {
    const user = find(c.get('application'), c.req.param('id'));
    return user ? c.json(viewUser(user, origin(c))) : missing(c);
  });

  app.on(['PATCH', 'PUT'], '/:id', async (c) => {
    const application = c.get('application');
    const user = find(application, c.req.param('id'));
    if (!user) return missing(c);
    const parsed = userBody.safeParse(parseObject(await c.req.text()));
    if (!parsed.success) return invalidFields(c, parsed.error);
    const { name = user.name, ...profile } = parsed.data;
    if (name !== user.name && isNameInUse(application, name)) return duplicate(c, name);
    user.name = name;
    Object.assign(user.profile, profile);
    store.save();
    return c.json(viewUser(user, origin(c)));
  });

  app.delete('/:id', (c) => {
    const user = find(c.get('application'), c.req.param('id'));
    if (!user) return missing(c);
    users.splice(users.indexOf(user), 1);
    store.save();
    return c.body(null, 204);
  });
  return app;
}

const origin = (c: Context): string => new URL(c.req.url).origin;

const missing = (c: Context): Response =>
  problem(c, 404, 'http:error:not-found', 'Not found.', 'User does not exist, or you do not have access.', {
    code: 'http:error:not-found',
  });

const duplicate = (c: Context, name: string): Response =>
  problem(c, 409, 'user:error:duplicate-name', 'Conflict', `A user named ${name} exists already.`, {
    code: 'user:error:duplicate-name',
  });
