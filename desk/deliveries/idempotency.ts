import { ClientError } from '../client-error.ts';
import type { Notified } from './notify.ts';

/** What identifies a request that may come again. */
export interface IdempotencyKey {
  /** The caller's name for the request. */
  key: string;
  /** A hash of all that it asks for. */
  body: string;
}

/** What is stored of such a request. */
export interface IdempotencyRecord {
  /** A hash of what it asked for. */
  body: string;
  /** When it first came, ms since the epoch. */
  at: number;
  /** The response, in the order of its numbers; the numbers themselves are not stored. */
  results?: StoredResult[];
}

export type StoredResult = Omit<Notified, 'number'>;

export interface IdempotencyStore {
  /** Reads consistently. */
  find(key: string): Promise<IdempotencyRecord | undefined>;
  /** Stores the record if none has the key; returns the one that is stored. */
  findOrPut(key: string, record: IdempotencyRecord): Promise<IdempotencyRecord>;
  /** Stores the response, if none is stored yet. */
  complete(key: string, results: StoredResult[]): Promise<void>;
}

/** @throws ClientError 422 when the key was used for another request */
export async function findRequest(
  { key, body }: IdempotencyKey,
  store: IdempotencyStore,
): Promise<IdempotencyRecord | undefined> {
  const record = await store.find(key);
  return record && requireSameBody(record, body);
}

/** @throws ClientError 422 when the key was used for another request */
export async function findOrPutRequest(
  { key, body }: IdempotencyKey,
  at: number,
  store: IdempotencyStore,
): Promise<IdempotencyRecord> {
  return requireSameBody(await store.findOrPut(key, { body, at }), body);
}

function requireSameBody(record: IdempotencyRecord, body: string): IdempotencyRecord {
  if (record.body === body) return record;
  throw new ClientError(
    422,
    'idempotency-key-reused',
    'This Idempotency-Key was used with another body: take a new one.',
  );
}
