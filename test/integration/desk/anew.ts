import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { TestDesk } from '../../desk/desk.ts';

/** The tables that calls are answered from, by their keys. */
const KEYS = { Agents: ['name'], Calls: ['call', 'item'], NccoConfig: ['name'] } as const;
const BATCH = 25;

/** Older than anything that the functions keep of these tables. */
const CACHED_MS = 10_000;

type Item = Record<string, unknown>;

/**
 * Keeps what calls are answered from, as it is now.
 *
 * @returns a function that ends every call, forgets every fault, and makes it so again: what one case did, the next
 * one does not meet, on a desk that both share
 */
export async function asItIs(desk: TestDesk): Promise<() => Promise<void>> {
  const tables = Object.keys(KEYS) as (keyof typeof KEYS)[];
  const kept = new Map(
    await Promise.all(tables.map(async (table) => [table, await desk.items(table)] as const)),
  );
  return async () => {
    await desk.simulate('DELETE', '/cloud/faults');
    await desk.simulate('POST', '/simulator/reset', {});
    await desk.system.settled();
    await Promise.all(tables.map((table) => restore(desk, table, kept.get(table) ?? [])));
    await desk.advance(CACHED_MS);
  };
}

async function restore(desk: TestDesk, table: keyof typeof KEYS, kept: Item[]): Promise<void> {
  const keyOf = (item: Item): Item => Object.fromEntries(KEYS[table].map((name) => [name, item[name]]));
  const texts = (items: Item[], part = (item: Item) => item) =>
    new Set(items.map((item) => JSON.stringify(part(item))));
  const now = await desk.items(table);
  const [standing, keys] = [texts(now), texts(kept, keyOf)];
  const requests = [
    ...now
      .filter((item) => !keys.has(JSON.stringify(keyOf(item))))
      .map((item) => ({ DeleteRequest: { Key: keyOf(item) } })),
    ...kept.filter((item) => !standing.has(JSON.stringify(item))).map((Item) => ({ PutRequest: { Item } })),
  ];
  while (requests.length > 0)
    await desk.tables.send(new BatchWriteCommand({ RequestItems: { [table]: requests.splice(0, BATCH) } }));
}
