import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
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
import { dynamodb, expiresAt } from './client.ts';
import {
  allOf,
  equals,
  isAbsent,
  isPresent,
  putIf,
  updateIf,
  type Condition,
  type ItemKey,
} from './conditional.ts';
import { deliveryOf } from './delivery-item.ts';
import { toStored } from './stored-names.ts';
import { onIndex, tableName } from './table.ts';

/** Most customers have one delivery open. */
const PAGE = 10;

/** The options were sent less often than allowed, or for this very reply, which may come twice. */
const mayAsk = (reply: string): Condition => ({
  expression: 'attribute_not_exists(askedBy) OR size(askedBy) < :most OR contains(askedBy, :reply)',
  values: { ':most': OPTIONS_AT_MOST, ':reply': reply },
});

/**
 * The Deliveries table: a customer's deliveries under the customer's number, sorted by time; index `byId` for the
 * shop's backend.
 *
 * @param keepDays how long what is stored now is kept
 */
export function deliveryStore(keepDays = DEFAULT_SETTINGS.keepDays): DeliveryStore {
  const TableName = tableName('DELIVERIES_TABLE');
  return { ...deliveryReads(TableName), ...deliveryWrites(TableName, keepDays) };
}

function deliveryReads(TableName: string): Pick<DeliveryStore, 'newestOpen' | 'find' | 'byId'> {
  return {
    async newestOpen(customer, at) {
      let newest: Delivery | undefined;
      for await (const delivery of openAt(TableName, customer, at)) {
        if (isAnswerableAt(delivery, at)) return delivery;
        newest ??= delivery;
      }
      return newest;
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
          ...onIndex('DELIVERIES_TABLE', 'byId'),
          KeyConditionExpression: 'id = :id',
          ExpressionAttributeValues: { ':id': id },
        }),
      );
      return Items[0] && deliveryOf(Items[0]);
    },
  };
}

/** The newest first, page by page. */
async function* openAt(TableName: string, customer: string, at: number): AsyncGenerator<Delivery> {
  let start: Record<string, unknown> | undefined;
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
        ...(start && { ExclusiveStartKey: start }),
      }),
    );
    yield* (page.Items ?? []).map(deliveryOf).filter((delivery) => isOpen(delivery, at));
    start = page.LastEvaluatedKey;
  } while (start);
}

function deliveryWrites(
  TableName: string,
  keepDays: number,
): Pick<DeliveryStore, 'putIfAbsent' | 'setChoice' | 'countRepeat' | 'withdraw'> {
  const keyed = ({ customer, id }: Pick<Delivery, 'customer' | 'id'>): ItemKey => ({
    TableName,
    Key: { customer, id },
  });
  return {
    async putIfAbsent({ askedBy: _none, ...delivery }) {
      const item = { ...toStored(delivery), expiresAt: expiresAt(delivery.createdAt, keepDays) };
      await putIf(TableName, item, isAbsent('id'));
    },

    setChoice(delivery, choice, seen) {
      const isAsSeen = seen
        ? equals('choice.version', seen.version)
        : allOf(isPresent('id'), isAbsent('choice'));
      return updateIf(keyed(delivery), isAsSeen, { set: { choice } });
    },

    countRepeat: (delivery, messageId) =>
      updateIf(keyed(delivery), allOf(isPresent('id'), mayAsk(messageId)), {
        add: { askedBy: new Set([messageId]) },
      }),

    async withdraw({ notification, ...delivery }) {
      await updateIf(keyed(delivery), equals('notification', notification), { set: { withdrawn: true } });
    },
  };
}
