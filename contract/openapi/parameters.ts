import * as z from 'zod/mini';
import { listQuerySchema, threadQuerySchema } from '../requests/queries.ts';
import type { Parameter } from './operation.ts';

export const idempotencyKey: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  description: 'Makes a repeated request the same one: it is done once. 1 to 200 printable ASCII characters.',
  schema: z.string().check(z.regex(/^[\x21-\x7e]{1,200}$/)),
  example: '7f0c2a34-5d1e-4a8a-9f3f-0f6b7c1e2d3c',
};

export const ticketNumber: Parameter = {
  name: 'number',
  in: 'path',
  description: 'The number of the ticket.',
  schema: z.int().check(z.minimum(0)),
  example: 1042,
};

export const language: Parameter = {
  name: 'lang',
  in: 'query',
  description:
    'The language of the page: `en`, `ja` or `zh`. Any other is ignored; `Accept-Language` counts then.',
  schema: z.optional(z.string()),
  example: 'en',
};

export const listQuery: Parameter[] = [
  {
    name: 'status',
    in: 'query',
    description: 'Which tickets; `open` where it is not given.',
    schema: listQuerySchema.shape.status,
    example: 'open',
  },
  {
    name: 'limit',
    in: 'query',
    description: 'Tickets in one page; 50 where it is not given.',
    schema: listQuerySchema.shape.limit,
    example: 50,
  },
  {
    name: 'cursor',
    in: 'query',
    description: 'The `cursor` of the page before.',
    schema: listQuerySchema.shape.cursor,
  },
];

export const threadQuery: Parameter[] = [
  {
    name: 'limit',
    in: 'query',
    description: 'Messages in one page; 200 where it is not given.',
    schema: threadQuerySchema.shape.limit,
    example: 50,
  },
  {
    name: 'earlier',
    in: 'query',
    description: 'The `earlier` of the page before.',
    schema: threadQuerySchema.shape.earlier,
  },
];
