import { verifyToken } from './rest/credentials.ts';
import type { Platform } from './platform.ts';
import type { Application, User } from './state.ts';

/** An agent's app that has connected with its JWT. */
export interface Session {
  id: string;
  application: Application;
  user: User;
  expiresAt: number;
}

export interface Sessions {
  /** Connects an app, or says with which status and why it is refused. */
  connect(authorization: string | undefined): Promise<Session | { status: 401 | 403; reason: string }>;
  /** The sessions whose tokens are still good. */
  live(): Session[];
  /** Ends a session by its id, or all of a user by name or id; false when there is none to end. */
  signOut(idOrUser: string): boolean;
}

/** What an app of the Client SDK must be allowed to do. */
const NEEDED_PATHS = [
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

export function createSessions(platform: Platform): Sessions {
  const { store } = platform;
  const sessions = new Map<string, Session>();
  const live = (): Session[] =>
    [...sessions.values()].filter(
      ({ expiresAt, user, application }) =>
        expiresAt > platform.clock.now() &&
        store.state.users.includes(user) &&
        store.state.applications.includes(application),
    );
  return {
    live,
    async connect(authorization) {
      const token = await verifyToken(platform, authorization);
      if (typeof token === 'string') return { status: 401, reason: token };
      const { application, claims, expiresAt } = token;
      if (typeof claims['sub'] !== 'string')
        return { status: 401, reason: 'The token names no user in sub.' };
      const user = store.state.users.find(
        ({ name, applicationId }) => name === claims['sub'] && applicationId === application.id,
      );
      if (!user) return { status: 403, reason: `The application has no user named ${claims['sub']}.` };
      const lacking = lackingPaths(claims['acl']);
      if (lacking.length > 0) return { status: 403, reason: `The token's acl lacks ${lacking.join(', ')}.` };
      for (const old of sessions.values()) if (old.expiresAt <= platform.clock.now()) sessions.delete(old.id);
      const session: Session = { id: `SES-${platform.uuid()}`, application, user, expiresAt };
      sessions.set(session.id, session);
      user.signedOut = false;
      store.save();
      platform.tell({ type: 'session', at: platform.now(), user: user.name, state: 'connected' });
      return session;
    },
    signOut(idOrUser) {
      const ending = live().filter(
        ({ id, user }) => id === idOrUser || user.id === idOrUser || user.name === idOrUser,
      );
      const users = new Set([
        ...ending.map(({ user }) => user),
        ...store.state.users.filter(({ id, name }) => id === idOrUser || name === idOrUser),
      ]);
      for (const { id } of ending) sessions.delete(id);
      for (const user of users) {
        if (live().some((session) => session.user === user)) continue;
        user.signedOut = true;
        platform.tell({ type: 'session', at: platform.now(), user: user.name, state: 'signed out' });
      }
      store.save();
      return users.size > 0;
    },
  };
}

function lackingPaths(acl: unknown): string[] {
  const paths: unknown = isObject(acl) ? acl['paths'] : undefined;
  if (!isObject(paths)) return NEEDED_PATHS;
  return isObject(paths['/**']) ? [] : NEEDED_PATHS.filter((path) => !isObject(paths[path]));
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
