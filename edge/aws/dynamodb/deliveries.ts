import { GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import {
  firstIdAt,
  isOpen,
  OPEN_AT_MOST_MS,
  OPTIONS_AT_MOST,
  isAnswerableAt,
  type Delivery,
  type DeliveryStore,
} from '../../../desk/deliveries/delivery.ts';
import { DEFAULT_SETTINGS } from '../../../desk/settings.ts';
import { environment } from '../environment.ts';
import { dynamodb, expiresAt, conditionalWrite } from './client.ts';
import { deliveryOf } from './delivery-item.ts';
import { toStored } from './stored-names.ts';

/** Most customers have one delivery open. */
const PAGE = 10;

/**
 * The Deliveries table: a customer's deliveries under the customer's number, sorted by time; index `byId` for the
 * shop's backend.
 *
 * @param keepDays how long what is stored now is kept
 */
export function deliveryStore(keepDays = DEFAULT_SETTINGS.keepDays): DeliveryStore {
  const TableName = environment('DELIVERIES_TABLE');
  const keyed = ({ customer, id }: Pick<Delivery, 'customer' | 'id'>) => ({
    TableName,
    Key: { customer, id },
  });

  /** The newest first, page by page. */
  async function* openAt(customer: string, at: number): AsyncGenerator<Delivery> {
    let from: Record<string, unknown> | undefined;
    do {
      const page = await dynamodb.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'customer = :customer AND id >= :oldest',
          ExpressionAttributeValues: {
            ':customer': customer,
            ':oldest': firstIdAt(Math.max(at - OPEN_AT_MOST_MS, 0)),
          },
          ConsistentRead: true,
          ScanIndexForward: false,
          Limit: PAGE,
          ...(from && { ExclusiveStartKey: from }),
        }),
      );
      yield* (page.Items ?? []).map(deliveryOf).filter((delivery) => isOpen(delivery, at));
      from = page.LastEvaluatedKey;
    } while (from);
  }

  return {
    async putIfAbsent({ askedBy: _none, ...delivery }) {
      await conditionalWrite(
        dynamodb.send(
          new PutCommand({
            TableName,
            Item: { ...toStored(delivery), expiresAt: expiresAt(delivery.createdAt, keepDays) },
            ConditionExpression: 'attribute_not_exists(id)',
          }),
        ),
      );
    },

    async newestOpen(customer, at) {
      let newest: Delivery | undefined;
      for await (const delivery of openAt(customer, at)) {
        if (isAnswerableAt(delivery, at)) return delivery;
        newest ??= delivery;
      }
      return newest;
    },

    setChoice: (delivery, choice, seen) =>
      conditionalWrite(
        dynamodb.send(
          new UpdateCommand({
            ...keyed(delivery),
            ConditionExpression: seen
              ? 'choice.version = :seen'
              : 'attribute_exists(id) AND attribute_not_exists(choice)',
            UpdateExpression: 'SET choice = :choice',
            ExpressionAttributeValues: { ':choice': choice, ...(seen && { ':seen': seen.version }) },
          }),
        ),
      ),

    countRepeat: (delivery, messageId) =>
      conditionalWrite(
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

    async withdraw({ notification, ...delivery }) {
      await conditionalWrite(
        dynamodb.send(
          new UpdateCommand({
            ...keyed(delivery),
            ConditionExpression: 'notification = :notification',
            UpdateExpression: 'SET withdrawn = :yes',
            ExpressionAttributeValues: { ':notification': notification, ':yes': true },
          }),
        ),
      );
    },

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
  };
}
