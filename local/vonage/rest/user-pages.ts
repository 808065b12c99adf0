import { z } from 'zod';
import type { User } from '../state.ts';

export const userPageQuery = z.object({
  page_size: z.coerce.number().int().min(1).max(100).default(10),
  order: z
    .string()
    .transform((order) => order.toLowerCase())
    .pipe(z.enum(['asc', 'desc']))
    .default('asc'),
  /** How many users precede the page. */
  cursor: z
    .string()
    .regex(/^\d{1,9}$/)
    .default('0'),
  name: z.string().optional(),
});

export const viewUser = (user: User, origin: string) => ({
  id: user.id,
  name: user.name,
  ...user.profile,
  _links: { self: { href: `${origin}/v1/users/${user.id}` } },
});

/** One page of an application's users, with links to the others. */
export function userPage(
  all: readonly User[],
  { page_size: size, order, cursor, name }: z.infer<typeof userPageQuery>,
  origin: string,
) {
  const selected = all.filter((user) => name === undefined || user.name === name);
  if (order === 'desc') selected.reverse();
  const begin = Number(cursor);
  const link = (from: number) => {
    const query = new URLSearchParams({
      page_size: String(size),
      order,
      ...(name !== undefined && { name }),
    });
    if (from > 0) query.set('cursor', String(from));
    return { href: `${origin}/v1/users?${query.toString()}` };
  };
  return {
    page_size: size,
    _embedded: { users: selected.slice(begin, begin + size).map((user) => viewUser(user, origin)) },
    _links: {
      first: link(0),
      self: link(begin),
      ...(begin + size < selected.length && { next: link(begin + size) }),
      ...(begin > 0 && { prev: link(Math.max(begin - size, 0)) }),
    },
  };
}
