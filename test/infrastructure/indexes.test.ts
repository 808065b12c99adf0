import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { TABLES, type TableShape } from '../../contract/tables.ts';
import { list, nameOf, referredIn, theStack } from './stack.ts';

const stack = theStack();
const STORES = join(import.meta.dirname, '../../edge/aws/dynamodb');
const stores = readdirSync(STORES).map((file) => readFileSync(join(STORES, file), 'utf8'));

const TABLES_BY_NAME: Record<string, TableShape> = TABLES;
const tables = Object.entries(TABLES_BY_NAME);
const indexes = tables.flatMap(([table, { indexes }]) =>
  Object.keys(indexes).map((index): [table: string, index: string] => [table, index]),
);

const made = z.array(z.looseObject({ IndexName: z.string() })).default([]);

test('the stack makes the tables of the list, with their indexes, and no others', () => {
  expect([...stack.tables().keys()].sort()).toEqual(tables.map(([table]) => table).sort());
  const found = [...stack.tables()].flatMap(([table, { Properties }]) =>
    made.parse(Properties['GlobalSecondaryIndexes']).map(({ IndexName }) => [table, IndexName]),
  );
  expect(found.sort()).toEqual(indexes.toSorted());
});

describe.each(indexes)('%s, %s', (table, index) => {
  test('may be queried by a function: see lib/functions.ts', () => {
    const granted = [...stack.functions().keys()].flatMap((name) =>
      stack
        .statementsOf(name)
        .filter(({ Action }) => Action.includes('dynamodb:Query'))
        .flatMap(({ Resource }) => list(Resource))
        .filter((resource) => JSON.stringify(resource).includes(`/index/${index}"`))
        .flatMap(referredIn)
        .map(nameOf),
    );
    expect(granted).toContain(table);
  });

  test('is read by a store: see edge/aws/dynamodb', () => {
    expect(
      stores.filter((source) => source.includes(`onIndex('${TABLES_BY_NAME[table]?.variable}', '${index}')`)),
    ).not.toEqual([]);
  });
});
