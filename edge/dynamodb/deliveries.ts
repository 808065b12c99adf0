import { GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { OPTIONS_AT_MOST, type Delivery, type DeliveryStore } from '../../desk/deliveries/delivery.ts';
import { DEFAULT_SETTINGS } from '../../desk/settings.ts';
import { environment } from '../environment.ts';
import { dynamodb, expiresAt, won } from './client.ts';

const deliveryItem = z.object({
  id: z.string(),
  customer: z.string(),
  ours: z.string(),
  createdAt: z.number(),
  day: z.string(),
  window: z.string(),
  options: z.array(z.object({ digit: z.string(), label: z.string() })),
  closesAt: z.number(),
  choice: z.optional(z.object({ digit: z.string(), label: z.string(), at: z.number(), by: z.string() })),
  askedBy: z.optional(z.set(z.string())),
});

const callItem = z.object({ body: z.string(), at: z.number() });

/** What the first call with an idempotency key left: which body it had, and when it came. */
export interface RememberedCall {
  body: string;
  at: number;
}

/**
 * The Deliveries table: a customer's deliveries under the customer's number, sorted by time; index `byId` for the
 * shop's backend. `call#<key>` remembers calls that carried an idempotency key.
 *
 * @param keepDays how long what is stored now is kept
 */
export function deliveryStore(keepDays = DEFAULT_SETTINGS.keepDays): DeliveryStore & {
  /** Remembers the first call with this key; answers what is remembered. */
  remember(key: string, call: RememberedCall): Promise<RememberedCall>;
} {
  const TableName = environment('DELIVERIES_TABLE');
  const keyed = ({ customer, id }: Delivery) => ({ TableName, Key: { customer, id } });

  return {
    async putIfAbsent({ askedBy: _none, ...delivery }) {
      await won(
        dynamodb.send(
          new PutCommand({
            TableName,
            Item: { ...delivery, expiresAt: expiresAt(delivery.createdAt, keepDays) },
            ConditionExpression: 'attribute_not_exists(id)',
          }),
        ),
      );
    },

    async newestOpen(customer, now) {
      const { Items = [] } = await dynamodb.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'customer = :customer',
          ExpressionAttributeValues: { ':customer': customer },
          ConsistentRead: true,
          ScanIndexForward: false,
          Limit: 1,
        }),
      );
      const delivery = Items[0] && deliveryOf(Items[0]);
      return delivery && delivery.closesAt > now ? delivery : undefined;
    },

    choose: (delivery, choice) =>
      won(
        dynamodb.send(
          new UpdateCommand({
            ...keyed(delivery),
            // A duplicate of an older reply that comes late must not undo a newer one.
            ConditionExpression:
              'attribute_exists(id) AND (attribute_not_exists(choice) OR choice.#at < :at OR choice.#by = :by)',
            UpdateExpression: 'SET choice = :choice',
            ExpressionAttributeNames: { '#at': 'at', '#by': 'by' },
            ExpressionAttributeValues: { ':choice': choice, ':at': choice.at, ':by': choice.by },
          }),
        ),
      ),

    ask: (delivery, messageId) =>
      won(
        dynamodb.send(
          new UpdateCommand({
            ...keyed(delivery),
            ConditionExpression:
              'attribute_exists(id) AND (attribute_not_exists(askedBy) OR size(askedBy) < :most OR contains(askedBy, :id))',
            UpdateExpression: 'ADD askedBy :ids',
            ExpressionAttributeValues: {
              ':most': OPTIONS_AT_MOST,
              ':id': messageId,
              ':ids': new Set([messageId]),
            },
          }),
        ),
      ),

    async find(customer, id) {
      const { Item } = await dynamodb.send(
        new GetCommand({ TableName, Key: { customer, id }, ConsistentRead: true }),
      );
      return Item && deliveryOf(Item);
    },

    async byId(id) {
      const { Items = [] } = await dynamodb.send(
        new QueryCommand({
          TableName,
          IndexName: 'byId',
          KeyConditionExpression: 'id = :id',
          ExpressionAttributeValues: { ':id': id },
        }),
      );
      return Items[0] && deliveryOf(Items[0]);
    },

    async remember(key, call) {
      const Key = { customer: `call#${key}`, id: 'call' };
      const first = await won(
        dynamodb.send(
          new PutCommand({
            TableName,
            Item: { ...Key, ...call, expiresAt: expiresAt(call.at, keepDays) },
            ConditionExpression: 'attribute_not_exists(id)',
          }),
        ),
      );
      if (first) return call;
      const { Item } = await dynamodb.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
      return callItem.parse(Item);
    },
  };
}

function deliveryOf(item: Record<string, unknown>): Delivery {
  const { askedBy, choice, ...delivery } = deliveryItem.parse(item);
  return { ...delivery, askedBy: [...(askedBy ?? [])], ...(choice && { choice }) };
}
