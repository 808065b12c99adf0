import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type {
  IdempotencyRecord,
  IdempotencyStore,
  StoredResult,
} from '../../../desk/deliveries/idempotency.ts';
import { DEFAULT_SETTINGS } from '../../../desk/settings.ts';
import { environment } from '../environment.ts';
import { dynamodb, expiresAt, conditionalWrite } from './client.ts';

const requestItem = z.object({
  body: z.string(),
  at: z.number(),
  results: z.optional(z.array(z.looseObject({ status: z.string() }))),
});

/**
 * The shop's requests with an idempotency key, in the Deliveries table under `call#<key>`. They hold no phone number.
 *
 * @param keepDays how long a request stored now is kept
 */
export function idempotencyStore(keepDays = DEFAULT_SETTINGS.keepDays): IdempotencyStore {
  const keyed = (key: string) => ({
    TableName: environment('DELIVERIES_TABLE'),
    Key: { customer: `call#${key}`, id: 'call' },
  });

  const find = async (key: string): Promise<IdempotencyRecord | undefined> => {
    const { Item } = await dynamodb.send(new GetCommand({ ...keyed(key), ConsistentRead: true }));
    if (!Item) return undefined;
    const { body, at, results } = requestItem.parse(Item);
    return { body, at, ...(results && { results: results as StoredResult[] }) };
  };

  return {
    find,

    async findOrPut(key, record) {
      const { TableName, Key } = keyed(key);
      const isFirst = await conditionalWrite(
        dynamodb.send(
          new PutCommand({
            TableName,
            Item: { ...Key, ...record, expiresAt: expiresAt(record.at, keepDays) },
            ConditionExpression: 'attribute_not_exists(id)',
          }),
        ),
      );
      return (isFirst ? undefined : await find(key)) ?? record;
    },

    async complete(key, results) {
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
