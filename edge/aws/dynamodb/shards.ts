import { createHash } from 'node:crypto';

/**
 * Lists, and what is due, are spread over this many partitions of an index, so that no single one gets every write; reads
 * merge them. It must not change: an item is found only in the shard to which it was written.
 */
const SHARDS = 4;

/** The 0-based shard of what belongs to `key`. */
export const shardOf = (key: string): number =>
  createHash('sha256').update(key).digest().readUInt8() % SHARDS;

/** One result for each shard, in their order. */
export const forEachShard = <T>(make: (shard: number) => T): T[] =>
  Array.from({ length: SHARDS }, (_, shard) => make(shard));

/** Queries all shards at once. */
export const inEachShard = <T>(query: (shard: number) => Promise<T>): Promise<T[]> =>
  Promise.all(forEachShard(query));
