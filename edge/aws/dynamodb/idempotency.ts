import { GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type {
  IdempotencyRecord,
  IdempotencyStore,
  StoredResult,
} from '../../../desk/deliveries/idempotency.ts';
import { DEFAULT_SETTINGS } from '../../../desk/settings.ts';
import { dynamodb, expiresAt } from './client.ts';
import { allOf, isAbsent, isPresent, putIf, updateIf, type ItemKey } from './conditional.ts';
import { tableName } from './table.ts';

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
  const keyed = (key: string): ItemKey => ({
    TableName: tableName('DELIVERIES_TABLE'),
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
      const item = { ...Key, ...record, expiresAt: expiresAt(record.at, keepDays) };
      const isFirst = await putIf(TableName, item, isAbsent('id'));
      return (isFirst ? undefined : await find(key)) ?? record;
    },

    async complete(key, results) {
      const isUnanswered = allOf(isPresent('id'), isAbsent('results'));
      await updateIf(keyed(key), isUnanswered, { set: { results } });
    },
  };
}
