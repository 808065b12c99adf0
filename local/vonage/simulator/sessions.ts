import { Hono } from 'hono';
import { isoTime } from '../iso-time.ts';
import type { Session, Sessions } from '../sessions.ts';
import { RequestError } from './body.ts';

/** `/simulator/sessions`: agents' apps that sign in and out. */
export function sessionRoutes(sessions: Sessions): Hono {
  const app = new Hono().basePath('/simulator/sessions');
  app.get('/', (c) => c.json(sessions.live().map(viewSession)));
  app.post('/', async (c) => {
    const session = await sessions.connect(c.req.header('authorization'));
    if ('reason' in session) throw new RequestError(session.status, session.reason);
    return c.json(viewSession(session), 201);
  });
  app.delete('/:id', (c) => {
    const id = c.req.param('id');
    if (!sessions.signOut(id)) throw new RequestError(404, `There is no session or user ${id}.`);
    return c.body(null, 204);
  });
  return app;
}

const viewSession = ({ id, user, expiresAt }: Session) => ({
  id,
  user: user.name,
  expiresAt: isoTime(expiresAt),
});
