import { Hono } from 'hono';
import { z } from 'zod';
import type { WithApplication } from '../../rest/application-only.ts';
import { invalidFields } from '../../rest/problems.ts';
import type { Call } from '../call.ts';
import { findLeg, legsOf, missingLeg, viewLeg } from './legs.ts';

const pageQuery = z.object({
  page_size: z.coerce.number().int().min(1).max(100).default(10),
  record_index: z.coerce.number().int().min(0).default(0),
  order: z.enum(['asc', 'desc']).default('asc'),
  status: z.string().optional(),
  conversation_uuid: z.string().optional(),
});

/** `GET /` and `GET /:uuid`. */
export function readRoutes(calls: readonly Call[]): Hono<WithApplication> {
  const app = new Hono<WithApplication>();
  app.get('/', (c) => {
    const query = pageQuery.safeParse(c.req.query());
    if (!query.success) return invalidFields(c, query.error);
    const { page_size: size, record_index: begin, order, status, conversation_uuid: id } = query.data;
    const selected = legsOf(c, calls).filter(
      ({ call, leg }) =>
        (status === undefined || leg.state === status) && (id === undefined || call.conversation.id === id),
    );
    if (order === 'desc') selected.reverse();
    return c.json({
      count: selected.length,
      page_size: size,
      record_index: begin,
      _links: { self: { href: `/calls?page_size=${size}&record_index=${begin}&order=${order}` } },
      _embedded: { calls: selected.slice(begin, begin + size).map(viewLeg) },
    });
  });

  app.get('/:uuid', (c) => {
    const found = findLeg(c, calls);
    return found ? c.json(viewLeg(found)) : missingLeg(c);
  });
  return app;
}
