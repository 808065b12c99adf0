import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { CustomerStore } from '../../../desk/customers/customer.ts';
import type { Allowance, SendPolicyStore } from '../../../desk/messages/send-policy.ts';
import { environment } from '../environment.ts';
import { HOLD_KEY, holdOf } from './account-hold.ts';
import { batchGet } from './batch-get.ts';
import { consentAttribute, customerKey, customerOf } from './customer-item.ts';
import { dynamodb, expiresAt, conditionalWrite } from './client.ts';
import { forEachShard, shardOf } from './shards.ts';

/** Counts of a day are of no use after it; a clock that is behind may still ask. */
const COUNTS_KEPT_DAYS = 3;

const counted = z.object({ texts: z.optional(z.set(z.string())) });
const total = z.object({ texts: z.number() });

/**
 * What the Tickets table knows of customers beside their tickets. `customer#<msisdn>` holds consent and language;
 * `texts#<day>#<msisdn>` the texts that a customer was sent on a day, `texts#<day>#<shard>` how many all were, and
 * `unsolicited#<day>#<shard>` how many of those that nobody asked for.
 */
export function customerStore(): CustomerStore & SendPolicyStore {
  const TableName = environment('TICKETS_TABLE');
  const sentKey = (day: string, whose: string, allowance: Allowance = 'texts') => ({
    id: `${allowance}#${day}#${whose}`,
  });

  return {
    async find(msisdn) {
      const { Item } = await dynamodb.send(
        new GetCommand({ TableName, Key: customerKey(msisdn), ConsistentRead: true }),
      );
      return Item && customerOf(msisdn, Item);
    },

    setConsent: (msisdn, consent, seen) =>
      conditionalWrite(
        dynamodb.send(
          new UpdateCommand({
            TableName,
            Key: customerKey(msisdn),
            ConditionExpression: seen
              ? 'consent.#by = :by AND consent.#at = :at'
              : 'attribute_not_exists(consent)',
            UpdateExpression: 'SET consent = :consent, customer = :customer',
            ...(seen && { ExpressionAttributeNames: { '#by': 'by', '#at': 'at' } }),
            ExpressionAttributeValues: {
              ':consent': consentAttribute(consent),
              ':customer': msisdn,
              ...(seen && { ':by': seen.by, ':at': seen.at }),
            },
          }),
        ),
      ),

    async setLanguage(msisdn, language) {
      await dynamodb.send(
        new UpdateCommand({
          TableName,
          Key: customerKey(msisdn),
          UpdateExpression: 'SET #language = :language, customer = :customer',
          ExpressionAttributeNames: { '#language': 'language' },
          ExpressionAttributeValues: { ':language': language, ':customer': msisdn },
        }),
      );
    },

    async standing(msisdn, day, allowance) {
      const own = sentKey(day, msisdn);
      const totals = forEachShard((shard) => sentKey(day, String(shard), allowance));
      const keys = [customerKey(msisdn), HOLD_KEY, own, ...totals];
      const found = await batchGet(TableName, keys, 'standing-throttled', { ConsistentRead: true });
      const items = new Map(found.map((item) => [String(item['id']), item]));
      const customer = items.get(customerKey(msisdn).id);
      return {
        customer: customer && customerOf(msisdn, customer),
        sent: [...(counted.parse(items.get(own.id) ?? {}).texts ?? [])],
        sentToAll: totals
          .map(({ id }) => total.safeParse(items.get(id)).data?.texts ?? 0)
          .reduce((sum, texts) => sum + texts, 0),
        hold: holdOf(items.get(HOLD_KEY.id)),
      };
    },

    async count(msisdn, day, id, limit, allowance) {
      const expires = expiresAt(Date.parse(day), COUNTS_KEPT_DAYS);
      const add = (Key: { id: string }, texts: unknown, condition?: object) =>
        dynamodb.send(
          new UpdateCommand({
            TableName,
            Key,
            ...condition,
            UpdateExpression: 'ADD texts :texts SET expiresAt = :expires',
            ExpressionAttributeValues: {
              ':texts': texts,
              ':expires': expires,
              ...(condition && { ':id': id, ':limit': limit }),
            },
          }),
        );
      // The gate has just seen that there is room: where it was lost in a race, one too many is counted for all.
      const [may] = await Promise.all([
        conditionalWrite(
          add(sentKey(day, msisdn), new Set([id]), {
            ConditionExpression:
              'attribute_not_exists(texts) OR contains(texts, :id) OR size(texts) < :limit',
          }),
        ),
        add(sentKey(day, String(shardOf(id)), allowance), 1),
      ]);
      return may;
    },
  };
}
