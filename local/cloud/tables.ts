import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type DynamoDbStore, StoreError } from './dynamodb-store.ts';
import { readKept, writeKept } from './kept-file.ts';
import type { TableSpec } from './resources/tables.ts';

const keySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.string() }));

const description = z.object({
  Table: z.object({
    KeySchema: keySchema,
    GlobalSecondaryIndexes: z.array(z.object({ IndexName: z.string(), KeySchema: keySchema })).optional(),
  }),
});

const items = z.array(z.record(z.string(), z.unknown()));

const scanned = z.object({ Items: items, LastEvaluatedKey: z.unknown().optional() });

/**
 * Creates the template's missing tables, and adds to older ones the indexes that the template has now.
 * A rebuild keeps its copy of the items in `dataDir`.
 */
export async function prepareTables(
  store: DynamoDbStore,
  tables: readonly TableSpec[],
  dataDir: string | undefined,
): Promise<void> {
  for (const table of tables) {
    const copy = dataDir === undefined ? undefined : join(dataDir, `rebuild-${table.name}.json`);
    const kept = await readKept(copy, items);
    if (kept) {
      await rebuild(store, table, kept, copy);
      continue;
    }
    const existing = await describe(store, table.name);
    if (!existing) await store.call('CreateTable', creation(table));
    else if (!sameKeys(existing.KeySchema, table.keySchema)) {
      throw new Error(
        `The table ${table.name} was kept with another key than the template's: move ${dataDir ?? 'its data'} away to start anew.`,
      );
    } else if (!hasIndexes(existing.GlobalSecondaryIndexes ?? [], table)) {
      await rebuild(store, table, await allItems(store, table.name), copy);
    }
  }
}

/** dynalite accepts UpdateTable's new index and then ignores it: the table is created anew with all its items. */
async function rebuild(
  store: DynamoDbStore,
  table: TableSpec,
  kept: z.infer<typeof items>,
  copy: string | undefined,
): Promise<void> {
  // Until the new table is complete this copy is the only one.
  await writeKept(copy, kept);
  if (await describe(store, table.name)) await store.call('DeleteTable', { TableName: table.name });
  while (await describe(store, table.name)) await new Promise((resolve) => setImmediate(resolve));
  await store.call('CreateTable', creation(table));
  await active(store, table.name);
  for (const Item of kept) await store.call('PutItem', { TableName: table.name, Item });
  if (copy !== undefined) await rm(copy);
}

/** A new table is CREATING for a moment, even with `createTableMs: 0`. */
async function active(store: DynamoDbStore, TableName: string): Promise<void> {
  const status = z.object({ Table: z.object({ TableStatus: z.string() }) });
  while (status.parse(await store.call('DescribeTable', { TableName })).Table.TableStatus !== 'ACTIVE') {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Resolves when every table is ACTIVE. */
export async function tablesActive(store: DynamoDbStore, tables: readonly TableSpec[]): Promise<void> {
  for (const { name } of tables) await active(store, name);
}

function creation(table: TableSpec): Record<string, unknown> {
  return {
    TableName: table.name,
    AttributeDefinitions: table.attributes,
    KeySchema: table.keySchema,
    BillingMode: 'PAY_PER_REQUEST',
    ...(table.globalIndexes.length > 0 && { GlobalSecondaryIndexes: table.globalIndexes }),
    ...(table.localIndexes.length > 0 && { LocalSecondaryIndexes: table.localIndexes }),
  };
}

async function describe(
  store: DynamoDbStore,
  TableName: string,
): Promise<z.infer<typeof description>['Table'] | undefined> {
  try {
    return description.parse(await store.call('DescribeTable', { TableName })).Table;
  } catch (error) {
    if (error instanceof StoreError && error.type === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

async function allItems(store: DynamoDbStore, TableName: string): Promise<z.infer<typeof items>> {
  const all: z.infer<typeof items> = [];
  let ExclusiveStartKey: unknown;
  do {
    const page = scanned.parse(
      await store.call('Scan', { TableName, ...(ExclusiveStartKey ? { ExclusiveStartKey } : {}) }),
    );
    all.push(...page.Items);
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return all;
}

function hasIndexes(existing: { IndexName: string; KeySchema: Keys }[], table: TableSpec): boolean {
  return table.globalIndexes.every(({ IndexName, KeySchema }) =>
    existing.some((index) => index.IndexName === IndexName && sameKeys(index.KeySchema, KeySchema)),
  );
}

type Keys = readonly { AttributeName: string; KeyType: string }[];

function sameKeys(one: Keys, other: Keys): boolean {
  const text = (keys: Keys): string =>
    keys.map(({ AttributeName, KeyType }) => `${KeyType} ${AttributeName}`).join();
  return text(one) === text(other);
}
