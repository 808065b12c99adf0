import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { EventKey, EventStore } from '../../../desk/calls/event-follow-up.ts';
import { eventKeyOf, pendingEventOf } from './call-items.ts';
import { EVENT, itemOf } from './call-keys.ts';
import { dynamodb, hasExpired } from './client.ts';
import { isPresent, updateIf, type ItemKey } from './conditional.ts';
import { inEachShard } from './shards.ts';
import { onIndex } from './table.ts';

/** What is settled stays settled, and an event that is gone does not come back as an item of one attribute. */
const isPending = isPresent('due');

/** Events whose processing has not finished: they have `due`, their shard of index `byDue`, until they are settled. */
export function callFollowUps(TableName: string): Omit<EventStore, 'record'> {
  const keyed = ({ conversation, id }: EventKey): ItemKey => itemOf(TableName, conversation, `${EVENT}${id}`);

  return {
    async settle(key) {
      await updateIf(keyed(key), isPending, { remove: ['due', 'dueAt'] });
    },

    async postpone(key, dueAt) {
      await updateIf(keyed(key), isPending, { set: { dueAt } });
    },

    async due(now, limit) {
      const pages = await inEachShard((shard) =>
        dynamodb.send(
          new QueryCommand({
            ...onIndex('CALLS_TABLE', 'byDue'),
            KeyConditionExpression: 'due = :due AND dueAt <= :now',
            ExpressionAttributeValues: { ':due': String(shard), ':now': now },
            Limit: limit,
          }),
        ),
      );
      return pages
        .flatMap(({ Items = [] }) => Items)
        .sort((one, other) => Number(one['dueAt']) - Number(other['dueAt']))
        .slice(0, limit)
        .map(eventKeyOf);
    },

    async pending(key) {
      const { Item } = await dynamodb.send(new GetCommand({ ...keyed(key), ConsistentRead: true }));
      return Item?.['due'] === undefined || hasExpired(Item, Date.now()) ? undefined : pendingEventOf(Item);
    },
  };
}
