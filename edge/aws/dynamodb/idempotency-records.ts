import { GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { IdempotencyRecord, IdempotencyStore, Outcome } from '../../../desk/deliveries/notify-all.ts';
import { DEFAULT_SETTINGS } from '../../../desk/settings.ts';
import { dynamodb, expiresAt } from './client.ts';
import { allOf, isAbsent, isPresent, putIf, updateIf, type ItemKey } from './conditional.ts';
import { tableName } from './table.ts';

const recordItem = z.object({
  body: z.string(),
  at: z.number(),
  results: z.optional(z.array(z.looseObject({ status: z.string() }))),
});

/**
 * Beside the deliveries, under `call#<key>`: the shop's requests that carried an idempotency key. They hold no number of a
 * customer.
 *
 * @param keepDays how long what is stored now is kept
 */
export function idempotencyStore(keepDays = DEFAULT_SETTINGS.keepDays): IdempotencyStore {
  const keyed = (key: string): ItemKey => ({
    TableName: tableName('DELIVERIES_TABLE'),
    Key: { customer: `call#${key}`, id: 'call' },
  });

  const recall = async (key: string): Promise<IdempotencyRecord | undefined> => {
    const { Item } = await dynamodb.send(new GetCommand({ ...keyed(key), ConsistentRead: true }));
    if (!Item) return undefined;
    const { body, at, results } = recordItem.parse(Item);
    return { body, at, ...(results && { results: results as Outcome[] }) };
  };

  return {
    recall,

    async remember(key, record) {
      const { TableName, Key } = keyed(key);
      const item = { ...Key, ...record, expiresAt: expiresAt(record.at, keepDays) };
      const isFirst = await putIf(TableName, item, isAbsent('id'));
      return (isFirst ? undefined : await recall(key)) ?? record;
    },

    async finish(key, results) {
      const isUnanswered = allOf(isPresent('id'), isAbsent('results'));
      await updateIf(keyed(key), isUnanswered, { set: { results } });
    },
  };
}
