import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { DueText } from '../../../desk/messages/sweep.ts';
import { batchGet } from './batch-get.ts';
import { dynamodb } from './client.ts';
import { inEachShard } from './shards.ts';
import { onIndex, tableName } from './table.ts';

interface DueKey {
  id: string;
  dueAt: number;
}

const dueItem = z.object({ customer: z.string(), at: z.number() });

/** Texts that are due to be sent at `now`, at most `limit`: those first that were due first, and of those the oldest. */
export async function dueMessages(now: number, limit: number): Promise<DueText[]> {
  const TableName = tableName('MESSAGES_TABLE');
  const keys = await dueKeys(now, limit);
  const items = await Promise.all(
    batchesOf(keys.map(({ id }) => ({ id }))).map((batch) =>
      batchGet(TableName, batch, 'due-throttled', { ConsistentRead: true }),
    ),
  );
  const texts = new Map(items.flat().map((item) => [String(item['id']), dueItem.parse(item)]));
  return keys
    .flatMap((key) => {
      const text = texts.get(key.id);
      return text ? [{ ...key, ...text }] : [];
    })
    .sort((one, other) => one.dueAt - other.dueAt || one.at - other.at)
    .map(({ id, customer }) => ({ id, customer }));
}

/** From index `byDue`, which holds keys only. */
async function dueKeys(now: number, limit: number): Promise<DueKey[]> {
  const pages = await inEachShard((shard) =>
    dynamodb.send(
      new QueryCommand({
        ...onIndex('MESSAGES_TABLE', 'byDue'),
        KeyConditionExpression: 'due = :due AND dueAt <= :now',
        ExpressionAttributeValues: { ':due': String(shard), ':now': now },
        Limit: limit,
      }),
    ),
  );
  return pages
    .flatMap(({ Items = [] }) => Items.map(({ id, dueAt }) => ({ id: String(id), dueAt: Number(dueAt) })))
    .sort((one, other) => one.dueAt - other.dueAt)
    .slice(0, limit);
}

/** BatchGet takes a hundred keys. */
const BATCH = 100;

const batchesOf = <T>(keys: T[]): T[][] =>
  Array.from({ length: Math.ceil(keys.length / BATCH) }, (_, batch) =>
    keys.slice(batch * BATCH, (batch + 1) * BATCH),
  );
