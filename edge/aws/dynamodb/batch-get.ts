import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { setTimeout as pause } from 'node:timers/promises';
import { RetryableError } from '../../../desk/retryable-error.ts';
import { dynamodb } from './client.ts';

type Key = Record<string, unknown>;

/** DynamoDB asks for a pause before throttled keys are requested again; somebody may be waiting on the phone. */
const PAUSE_MS = 50;

/**
 * The items of a table with these keys; those that do not exist are left out. DynamoDB answers a throttled BatchGet with
 * a part of the items and no error: the rest is requested once more, so that no throttled item is taken for missing.
 *
 * @param reason the error's reason code
 * @throws RetryableError when the rest is throttled again
 */
export async function batchGet(
  table: string,
  keys: Key[],
  reason: string,
  options: { ConsistentRead?: true } = {},
): Promise<Record<string, unknown>[]> {
  const first = await part(table, keys, options);
  if (first.rest.length === 0) return first.items;
  await pause(PAUSE_MS * (1 + Math.random()));
  const second = await part(table, first.rest, options);
  if (second.rest.length > 0) throw new RetryableError(reason);
  return [...first.items, ...second.items];
}

async function part(
  table: string,
  Keys: Key[],
  options: { ConsistentRead?: true },
): Promise<{ items: Record<string, unknown>[]; rest: Key[] }> {
  const { Responses, UnprocessedKeys } = await dynamodb.send(
    new BatchGetCommand({ RequestItems: { [table]: { Keys, ...options } } }),
  );
  return { items: Responses?.[table] ?? [], rest: UnprocessedKeys?.[table]?.Keys ?? [] };
}
