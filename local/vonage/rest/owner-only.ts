import type { MiddlewareHandler } from 'hono';
import { readFields, type Fields } from './fields.ts';
import type { OwnerAuth } from './owner-auth.ts';
import { errorCode, unauthorized } from './problems.ts';

/** What a route behind `ownerFieldsOnly` finds in its context. */
export interface WithFields {
  Variables: { fields: Fields };
}

/** The older management APIs: rejects all but the account's owner, and passes the parameters on as `fields`. */
export const ownerFieldsOnly =
  ({ isOwner }: Pick<OwnerAuth, 'isOwner'>): MiddlewareHandler<WithFields> =>
  async (c, next) => {
    const fields = await readFields(c.req.raw);
    if (!isOwner(c.req.header('authorization'), fields)) return errorCode(401, 'authentication failed');
    if (!fields) return errorCode(420, 'The body is neither JSON nor a form.');
    c.set('fields', fields);
    await next();
  };

/** The newer management APIs: rejects all but the account's owner. */
export const ownerOnly =
  ({ isOwner }: Pick<OwnerAuth, 'isOwner'>): MiddlewareHandler =>
  async (c, next) => {
    if (!isOwner(c.req.header('authorization'), c.req.query())) return unauthorized(c);
    await next();
  };
