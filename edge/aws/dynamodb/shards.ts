import { createHash } from 'node:crypto';

/**
 * Lists, and what is due, are spread over this many partitions of an index, so that no single one takes every write;
 * they are merged on read. Fixed: an item is found only where it was once put.
 */
const SHARDS = 4;

/** The shard, counted from 0, that what belongs to `key` is put into. */
export const shardOf = (key: string): number =>
  createHash('sha256').update(key).digest().readUInt8() % SHARDS;

/** What is made of each shard, in their order. */
export const forEachShard = <T>(make: (shard: number) => T): T[] =>
  Array.from({ length: SHARDS }, (_, shard) => make(shard));

/** Asks all shards at once. */
export const inEachShard = <T>(query: (shard: number) => Promise<T>): Promise<T[]> =>
  Promise.all(forEachShard(query));
