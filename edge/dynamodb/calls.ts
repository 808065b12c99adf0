import { GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { CALL_STATUSES, nextCallState, stateOf, type CallState } from '../../desk/calls/call-state.ts';
import type { CallEvent } from '../../desk/calls/events.ts';
import { Later } from '../../desk/later.ts';
import { DEFAULT_SETTINGS } from '../../desk/settings.ts';
import { environment } from '../environment.ts';
import { dynamodb, expiresAt, hasExpired, won } from './client.ts';
import { inEachShard, shardOf } from './shards.ts';

/** Events of one call at once: each lost round means that another one was noted. */
const ROUNDS = 10;

const fact = z.optional(z.nullable(z.string()));
const known = z.optional(z.string());
const facts = z.object({
  timestamp: known,
  from: known,
  to: known,
  direction: known,
  reason: known,
  conversation: known,
  duration: fact,
  price: fact,
  rate: fact,
  startTime: fact,
  endTime: fact,
  network: fact,
});
const legItem = z.object({
  leg: z.string(),
  at: z.number(),
  version: z.number(),
  status: known,
  seen: z.partialRecord(z.enum(CALL_STATUSES), facts),
});

export interface CallStore {
  /** Keeps the event, once, and brings its leg's state forward. */
  record(event: CallEvent, at: number): Promise<void>;
  /** The newest calls, leg by leg. */
  list(limit: number): Promise<object[]>;
  /** The newest calls of one customer that began within this time (ms since the epoch), leg by leg, oldest first. */
  ofCustomer(customer: string, during: { from: number; to: number }, limit: number): Promise<object[]>;
}

/**
 * The Calls table: under the conversation, each event as it came (`event#…`) and each leg's state (`leg#…`). Index
 * `byStart` lists the legs, `byCustomer` those of one customer's phone.
 */
export function callStore(keepDays = DEFAULT_SETTINGS.keepDays): CallStore {
  const TableName = environment('CALLS_TABLE');

  async function noteState(event: CallEvent, call: string, at: number): Promise<boolean> {
    const Key = { call, item: `leg#${event.call}` };
    const { Item } = await dynamodb.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
    const before = Item && legItem.parse(Item);
    const current = before && stateOf(before.leg, seenIn(before));
    const next = nextCallState(current, event);
    const { call: leg, ...state } = next;
    return won(
      dynamodb.send(
        new PutCommand({
          TableName,
          Item: {
            ...Key,
            ...state,
            leg,
            at: before?.at ?? at,
            version: (before?.version ?? 0) + 1,
            board: `call#${shardOf(leg)}`,
            customer: customerOn(next),
            expiresAt: expiresAt(at, keepDays),
          },
          // Two events of one leg at once: the second to write reads again, so that neither is lost.
          ConditionExpression: before ? 'version = :version' : 'attribute_not_exists(#item)',
          ...(before
            ? { ExpressionAttributeValues: { ':version': before.version } }
            : { ExpressionAttributeNames: { '#item': 'item' } }),
        }),
      ),
    );
  }

  return {
    async record(event, at) {
      const call = event.conversation ?? event.call;
      await won(
        dynamodb.send(
          new PutCommand({
            TableName,
            Item: {
              call,
              item: `event#${event.id}`,
              ...told(event),
              receivedAt: at,
              expiresAt: expiresAt(at, keepDays),
            },
            ConditionExpression: 'attribute_not_exists(#item)',
            ExpressionAttributeNames: { '#item': 'item' },
          }),
        ),
      );
      // A duplicate runs this too: its first delivery may have died before.
      for (let round = 0; round < ROUNDS; round += 1) if (await noteState(event, call, at)) return;
      throw new Later('call-contention');
    },

    async list(limit) {
      const pages = await inEachShard((shard) =>
        dynamodb.send(
          new QueryCommand({
            TableName,
            IndexName: 'byStart',
            KeyConditionExpression: 'board = :board',
            ExpressionAttributeValues: { ':board': `call#${shard}` },
            ScanIndexForward: false,
            Limit: limit,
          }),
        ),
      );
      return pages
        .flatMap(({ Items = [] }) => Items.map((item) => legItem.parse(item)))
        .sort((one, other) => other.at - one.at)
        .slice(0, limit)
        .map(shown);
    },

    async ofCustomer(customer, { from, to }, limit) {
      const { Items = [] } = await dynamodb.send(
        new QueryCommand({
          TableName,
          IndexName: 'byCustomer',
          KeyConditionExpression: 'customer = :customer AND #at BETWEEN :from AND :to',
          ExpressionAttributeNames: { '#at': 'at' },
          ExpressionAttributeValues: { ':customer': customer, ':from': from, ':to': to },
          ScanIndexForward: false,
          Limit: limit,
        }),
      );
      return Items.filter((item) => !hasExpired(item, Date.now()))
        .map((item) => shown(legItem.parse(item)))
        .reverse();
    },
  };
}

/** The phone at the other end of a leg; the agents' apps, and who hides the number, have none. */
function customerOn({ direction, from, to }: CallState): string | undefined {
  const party = direction === 'outbound' ? to : from;
  return party !== undefined && /^[1-9]\d{6,14}$/.test(party) ? party : undefined;
}

function shown(item: z.output<typeof legItem>): object {
  const { seen: _seen, ...call } = stateOf(item.leg, seenIn(item));
  return { ...call, at: new Date(item.at).toISOString() };
}

/** The key `call` is the conversation's: the event's own leg is kept beside it. */
function told({ id: _id, call: leg, ...event }: CallEvent): object {
  return { ...event, leg };
}

/** As stored, less what the schema's optional values say of `undefined`: it never stands in an item. */
const seenIn = ({ seen }: z.output<typeof legItem>): CallState['seen'] => seen as CallState['seen'];
