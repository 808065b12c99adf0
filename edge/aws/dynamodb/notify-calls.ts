import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { IdempotencyStore, Outcome, IdempotencyRecord } from '../../../desk/deliveries/notify-all.ts';
import { DEFAULT_SETTINGS } from '../../../desk/settings.ts';
import { dynamodb, expiresAt, conditionalWrite } from './client.ts';
import { tableName } from './table.ts';

const callItem = z.object({
  body: z.string(),
  at: z.number(),
  results: z.optional(z.array(z.looseObject({ status: z.string() }))),
});

/**
 * Beside the deliveries, under `call#<key>`: the shop's calls that carried an idempotency key. No number stands in
 * them.
 *
 * @param keepDays how long what is stored now is kept
 */
export function idempotencyStore(keepDays = DEFAULT_SETTINGS.keepDays): IdempotencyStore {
  const keyed = (key: string) => ({
    TableName: tableName('DELIVERIES_TABLE'),
    Key: { customer: `call#${key}`, id: 'call' },
  });

  const recall = async (key: string): Promise<IdempotencyRecord | undefined> => {
    const { Item } = await dynamodb.send(new GetCommand({ ...keyed(key), ConsistentRead: true }));
    if (!Item) return undefined;
    const { body, at, results } = callItem.parse(Item);
    return { body, at, ...(results && { results: results as Outcome[] }) };
  };

  return {
    recall,

    async remember(key, call) {
      const { TableName, Key } = keyed(key);
      const first = await conditionalWrite(
        dynamodb.send(
          new PutCommand({
            TableName,
            Item: { ...Key, ...call, expiresAt: expiresAt(call.at, keepDays) },
            ConditionExpression: 'attribute_not_exists(id)',
          }),
        ),
      );
      return (first ? undefined : await recall(key)) ?? call;
    },

    async finish(key, results) {
      await conditionalWrite(
        dynamodb.send(
          new UpdateCommand({
            ...keyed(key),
            ConditionExpression: 'attribute_exists(id) AND attribute_not_exists(#results)',
            UpdateExpression: 'SET #results = :results',
            ExpressionAttributeNames: { '#results': 'results' },
            ExpressionAttributeValues: { ':results': results },
          }),
        ),
      );
    },
  };
}
