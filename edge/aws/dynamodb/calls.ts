import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { CallEvent } from '../../../desk/calls/call-event.ts';
import type { EventStore } from '../../../desk/calls/event-follow-up.ts';
import { recordEvent, type KeptCall } from '../../../desk/calls/record-event.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../../desk/settings.ts';
import { callFollowUps } from './call-follow-ups.ts';
import { callOf } from './call-items.ts';
import { CALL, itemOf } from './call-keys.ts';
import { callRecords, callShardKey } from './call-records.ts';
import { dynamodb, hasExpired } from './client.ts';
import { inEachShard } from './shards.ts';
import { SHARD_KEY } from './stored-names.ts';
import { onIndex, tableName } from './table.ts';

export type { KeptCall };

export interface CallLog {
  /** {@link EventStore.record}, for an event that needs no follow-up. */
  record(event: CallEvent, at: number): Promise<{ call: KeptCall; newlyMissed: boolean }>;
  events: EventStore;
  find(conversation: string): Promise<KeptCall | undefined>;
  /** The newest calls. */
  list(limit: number): Promise<KeptCall[]>;
  /** The newest calls of one customer that began within this time (ms since the epoch), oldest first. */
  ofCustomer(customer: string, during: { from: number; to: number }, limit: number): Promise<KeptCall[]>;
}

/**
 * The Calls table: under the conversation, each event as it came (`event#…`), each leg's state (`leg#…`), and the call
 * that they make (`call`). Index `byStart` lists the calls, `byCustomer` those of one customer's phone, `byDue` the events
 * whose processing is pending.
 */
export function callLog({
  keepDays,
  numbers,
}: Pick<Settings, 'keepDays' | 'numbers'> = DEFAULT_SETTINGS): CallLog {
  const TableName = tableName('CALLS_TABLE');
  const records = callRecords(TableName, keepDays);
  return {
    record: (event, at) => recordEvent(event, at, records, { numbers, followUp: false }),
    events: {
      ...callFollowUps(TableName),
      record: (event, at) => recordEvent(event, at, records, { numbers, followUp: true }),
    },
    ...callReads(TableName),
  };
}

function callReads(TableName: string): Pick<CallLog, 'find' | 'list' | 'ofCustomer'> {
  return {
    async find(conversation) {
      const { Item } = await dynamodb.send(
        new GetCommand({ ...itemOf(TableName, conversation, CALL), ConsistentRead: true }),
      );
      return Item && !hasExpired(Item, Date.now()) ? callOf(Item).value : undefined;
    },

    async list(limit) {
      const pages = await inEachShard((shard) =>
        dynamodb.send(
          new QueryCommand({
            ...onIndex('CALLS_TABLE', 'byStart'),
            KeyConditionExpression: `${SHARD_KEY} = :shard`,
            ExpressionAttributeValues: { ':shard': callShardKey(shard) },
            ScanIndexForward: false,
            Limit: limit,
          }),
        ),
      );
      return pages
        .flatMap(({ Items = [] }) => liveCalls(Items))
        .sort((one, other) => other.at - one.at)
        .slice(0, limit);
    },

    async ofCustomer(customer, { from, to }, limit) {
      const { Items = [] } = await dynamodb.send(
        new QueryCommand({
          ...onIndex('CALLS_TABLE', 'byCustomer'),
          KeyConditionExpression: 'customer = :customer AND #at BETWEEN :from AND :to',
          ExpressionAttributeNames: { '#at': 'at' },
          ExpressionAttributeValues: { ':customer': customer, ':from': from, ':to': to },
          ScanIndexForward: false,
          Limit: limit,
        }),
      );
      return liveCalls(Items).reverse();
    },
  };
}

/** Of what an index lists: items of legs, which an earlier version indexed too, are skipped. */
const liveCalls = (items: Record<string, unknown>[]): KeptCall[] =>
  items
    .filter((item) => item['item'] === CALL && !hasExpired(item, Date.now()))
    .map((item) => callOf(item).value);
