import type { MiddlewareHandler } from 'hono';
import type { Application } from '../state.ts';
import type { VerifyToken } from './application-token.ts';
import { unauthorized } from './problems.ts';

/** What a route behind `applicationOnly` finds in its context. */
export interface WithApplication {
  Variables: { application: Application };
}

/** Rejects requests without an application's JWT, and passes the application on. */
export const applicationOnly =
  (verifyToken: VerifyToken): MiddlewareHandler<WithApplication> =>
  async (c, next) => {
    const token = await verifyToken(c.req.header('authorization'));
    if (typeof token === 'string') return unauthorized(c, token);
    c.set('application', token.application);
    await next();
  };
