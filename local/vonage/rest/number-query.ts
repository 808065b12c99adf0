import { z } from 'zod';
import type { Feature } from '../state.ts';

/** The filters and the page of a list of numbers. */
export const numberQuery = z.object({
  country: z.string().length(2).optional(),
  pattern: z.string().optional(),
  search_pattern: z.enum(['0', '1', '2']).default('0'),
  features: z.string().optional(),
  type: z.enum(['mobile-lvn', 'landline', 'landline-toll-free']).optional(),
  size: z.coerce.number().int().min(1).max(100).default(10),
  index: z.coerce.number().int().min(1).default(1),
  application_id: z.string().optional(),
  has_application: z.enum(['true', 'false']).optional(),
});
type NumberQuery = z.infer<typeof numberQuery>;

export function matches(
  { msisdn, features, type }: { msisdn: string; features: Feature[]; type: string },
  query: NumberQuery,
): boolean {
  const { pattern = '', search_pattern: place } = query;
  const needed = query.features?.split(',') ?? [];
  return (
    hasPattern(msisdn, pattern, place) &&
    (query.type === undefined || type === query.type) &&
    needed.every((feature) => features.some((own) => own === feature))
  );
}

/** One page of a list, and the length of all of it. */
export const onPage = <T>(all: T[], { size, index }: NumberQuery): { count: number; numbers: T[] } => ({
  count: all.length,
  numbers: all.slice((index - 1) * size, index * size),
});

function hasPattern(msisdn: string, pattern: string, place: NumberQuery['search_pattern']): boolean {
  switch (place) {
    case '0':
      return msisdn.startsWith(pattern);
    case '1':
      return msisdn.includes(pattern);
    case '2':
      return msisdn.endsWith(pattern);
  }
}
