import type { Clock } from '../clock.ts';
import type { Publish } from './event-feed.ts';
import { isoNow } from './iso-time.ts';
import type { VerifyToken } from './rest/application-token.ts';
import type { Application, Store, User } from './state.ts';

/** An agent's app that has connected with its JWT. */
export interface Session {
  id: string;
  application: Application;
  user: User;
  /** Milliseconds since the epoch. */
  expiresAt: number;
}

export interface Sessions {
  /** Connects an app, or returns the HTTP status and the reason of the rejection. */
  connect(authorization: string | undefined): Promise<Session | { status: 401 | 403; reason: string }>;
  /** The sessions whose tokens have not expired. */
  live(): Session[];
  /** Ends a session by its id, or all of a user by name or id; false when there is none to end. */
  signOut(idOrUser: string): boolean;
}

/** The paths that the token of an app with the Client SDK must allow. */
const REQUIRED_PATHS = [
  'users',
  'conversations',
  'sessions',
  'devices',
  'image',
  'media',
  'applications',
  'push',
  'knocking',
  'legs',
].map((name) => `/*/${name}/**`);

export function createSessions({
  store,
  clock,
  publish,
  verifyToken,
  uuid,
}: {
  store: Store;
  clock: Pick<Clock, 'now'>;
  publish: Publish;
  verifyToken: VerifyToken;
  uuid: () => string;
}): Sessions {
  const { users, applications } = store.state;
  const sessions = new Map<string, Session>();
  const notify = (user: User, state: 'connected' | 'signed out'): void =>
    publish({ type: 'session', at: isoNow(clock), user: user.name, state });
  const live = (): Session[] =>
    [...sessions.values()].filter(
      ({ expiresAt, user, application }) =>
        expiresAt > clock.now() && users.includes(user) && applications.includes(application),
    );
  return {
    live,
    async connect(authorization) {
      const token = await verifyToken(authorization);
      if (typeof token === 'string') return { status: 401, reason: token };
      const { application, claims, expiresAt } = token;
      if (typeof claims['sub'] !== 'string')
        return { status: 401, reason: 'The token names no user in sub.' };
      const user = users.find(
        ({ name, applicationId }) => name === claims['sub'] && applicationId === application.id,
      );
      if (!user) return { status: 403, reason: `The application has no user named ${claims['sub']}.` };
      const missing = missingPaths(claims['acl']);
      if (missing.length > 0) return { status: 403, reason: `The token's acl lacks ${missing.join(', ')}.` };
      for (const old of sessions.values()) if (old.expiresAt <= clock.now()) sessions.delete(old.id);
      const session: Session = { id: `SES-${uuid()}`, application, user, expiresAt };
      sessions.set(session.id, session);
      user.signedOut = false;
      store.save();
      notify(user, 'connected');
      return session;
    },
    signOut(idOrUser) {
      const ending = live().filter(
        ({ id, user }) => id === idOrUser || user.id === idOrUser || user.name === idOrUser,
      );
      const affected = new Set([
        ...ending.map(({ user }) => user),
        ...users.filter(({ id, name }) => id === idOrUser || name === idOrUser),
      ]);
      for (const { id } of ending) sessions.delete(id);
      for (const user of affected) {
        if (live().some((session) => session.user === user)) continue;
        user.signedOut = true;
        notify(user, 'signed out');
      }
      store.save();
      return affected.size > 0;
    },
  };
}

function missingPaths(acl: unknown): string[] {
  const paths: unknown = isObject(acl) ? acl['paths'] : undefined;
  if (!isObject(paths)) return REQUIRED_PATHS;
  return isObject(paths['/**']) ? [] : REQUIRED_PATHS.filter((path) => !isObject(paths[path]));
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
