import { z } from 'zod';
import { tableArn } from './resources/identities.ts';

const WRITES = new Set(['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem', 'TransactWriteItems']);
const METERED = new Set([...WRITES, 'GetItem', 'BatchGetItem', 'Query', 'Scan']);
const OF_SEVERAL_TABLES = new Set(['BatchGetItem', 'BatchWriteItem']);

/** The input or output of an operation, not parsed any further. */
export type Json = Record<string, unknown>;

const record = z.record(z.string(), z.unknown());

export const isWrite = (operation: string): boolean => WRITES.has(operation);

/** Whether DynamoDB reports the operation's consumed capacity. */
export const isMetered = (operation: string): boolean => METERED.has(operation);

export function asRecord(value: unknown): Json {
  return record.safeParse(value).data ?? {};
}

const TRANSACTION_ACTIONS = new Map([
  ['Put', 'PutItem'],
  ['Update', 'UpdateItem'],
  ['Delete', 'DeleteItem'],
  ['Get', 'GetItem'],
  ['ConditionCheck', 'ConditionCheckItem'],
]);

/** What a role must be granted for an operation: one action on every table or index that it names. */
export function requiredGrants(operation: string, input: Json): { action: string; resource: string }[] {
  if (operation.startsWith('Transact')) {
    return transactItems(input).map(([kind, table]) => ({
      action: `dynamodb:${TRANSACTION_ACTIONS.get(kind) ?? kind}`,
      resource: tableArn(table),
    }));
  }
  const index = typeof input['IndexName'] === 'string' ? `/index/${input['IndexName']}` : '';
  const tables = tablesOf(operation, input);
  return (tables.length > 0 ? tables : ['*']).map((table) => ({
    action: `dynamodb:${operation}`,
    resource: `${tableArn(table)}${index}`,
  }));
}

/** The names of the tables that an operation is about. */
export function tablesOf(operation: string, input: Json): string[] {
  if (operation.startsWith('Transact')) return [...new Set(transactItems(input).map(([, table]) => table))];
  const named = OF_SEVERAL_TABLES.has(operation)
    ? Object.keys(asRecord(input['RequestItems']))
    : [input['TableName']];
  // A table may also be named by its ARN.
  return named.filter((name) => typeof name === 'string').map((name) => name.split(':table/').at(-1) ?? name);
}

function transactItems(input: Json): [kind: string, table: string][] {
  const items: unknown[] = Array.isArray(input['TransactItems']) ? input['TransactItems'] : [];
  return items.flatMap((item) =>
    Object.entries(asRecord(item)).map(([kind, part]): [string, string] => [
      kind,
      String(asRecord(part)['TableName']),
    ]),
  );
}

/** Asks for the consumed capacity, for the timeline, where the caller did not. */
export function withCapacityRequest(operation: string, input: Json): Json {
  const requested = Object.hasOwn(input, 'ReturnConsumedCapacity');
  return isMetered(operation) && !requested ? { ...input, ReturnConsumedCapacity: 'TOTAL' } : input;
}

/** Removes the consumed capacity from a body where the caller did not ask for it. */
export function withoutUnrequestedCapacity(body: unknown, input: Json | undefined): unknown {
  if (input?.['ReturnConsumedCapacity'] !== undefined) return body;
  const parsed = record.safeParse(body);
  if (!parsed.success) return body;
  delete parsed.data['ConsumedCapacity'];
  return parsed.data;
}

const capacity = z.object({ CapacityUnits: z.number() });

/** The consumed capacity units in a response, over all its tables. */
export function capacityUnits(body: unknown): number {
  return [asRecord(body)['ConsumedCapacity'] ?? []]
    .flat()
    .reduce<number>((sum, one) => sum + (capacity.safeParse(one).data?.CapacityUnits ?? 0), 0);
}
