import * as z from 'zod/mini';
import { request } from '../live/request.ts';

const itemShape = z.object({
  name: z.string(),
  text: z.string(),
  kind: z.string(),
  usedBy: z.catch(z.array(z.string()), []),
  problems: z.catch(z.array(z.string()), []),
  changedAt: z.optional(z.union([z.string(), z.number()])),
  changedBy: z.optional(z.string()),
});
/** An item of the table NccoConfig, as text. */
export type Item = z.infer<typeof itemShape>;

const findingShape = z.object({
  level: z.enum(['error', 'warning']),
  path: z.string(),
  line: z.catch(z.int(), 1),
  message: z.string(),
});
/** What the validator reports about one line. */
export type Finding = z.infer<typeof findingShape>;

const versionShape = z.object({
  number: z.int(),
  /** Unknown for versions from before versions were stored. */
  at: z.catch(z.optional(z.union([z.string(), z.number()])), undefined),
  by: z.catch(z.string(), ''),
  text: z.string(),
});
export type Version = z.infer<typeof versionShape>;

const diffLine = z.object({ kind: z.enum([' ', '+', '-']), text: z.string() });
export type DiffLine = z.infer<typeof diffLine>;

const itemsShape = z.object({ items: z.array(itemShape) });
const findingsShape = z.object({ findings: z.array(findingShape) });
const savedShape = z.object({ item: itemShape });
const versionsShape = z.object({ versions: z.array(versionShape) });
const diffShape = z.object({ lines: z.array(diffLine) });

const path = (name: string, what = ''): string => `/console/ncco/${encodeURIComponent(name)}${what}`;

export const fetchItems = async (): Promise<Item[]> => (await request('/console/ncco', itemsShape)).items;

export const check = async (name: string, text: string, signal: AbortSignal): Promise<Finding[]> =>
  (await request(path(name, '/check'), findingsShape, { body: { text }, signal })).findings;

/** @throws RequestError 422 with `findings` where the text is invalid, 409 where the item is not `seen` any more */
export const save = async (name: string, text: string, seen: string): Promise<Item> =>
  (await request(path(name), savedShape, { method: 'PUT', body: { text, seen } })).item;

/** The findings in the body of a response with status 422. */
export const findingsIn = (body: unknown): Finding[] => findingsShape.safeParse(body).data?.findings ?? [];

export const fetchVersions = async (name: string): Promise<Version[]> =>
  (await request(path(name, '/history'), versionsShape)).versions;

export const rollBack = (name: string, to?: number): Promise<unknown> =>
  request(path(name, '/rollback'), z.unknown(), { body: to === undefined ? {} : { to } });

export const diff = async (name: string, text: string): Promise<DiffLine[]> =>
  (await request(path(name, '/diff'), diffShape, { body: { text } })).lines;

export const use = (direction: 'incoming' | 'outgoing', name: string): Promise<unknown> =>
  request('/console/ncco/use', z.unknown(), { body: { direction, name } });
