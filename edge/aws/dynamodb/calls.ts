import { GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod/mini';
import { callOf, type Call } from '../../../desk/calls/call.ts';
import { CALL_STATUSES, nextCallState, stateOf, type CallState } from '../../../desk/calls/call-state.ts';
import { EVENT_KINDS, isLast, type CallEvent } from '../../../desk/calls/call-event.ts';
import {
  keyOf,
  type EventKey,
  type EventStore,
  type PendingEvent,
} from '../../../desk/calls/event-follow-up.ts';
import { RetryableError } from '../../../desk/retryable-error.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../../desk/settings.ts';
import { environment } from '../environment.ts';
import { dynamodb, expiresAt, hasExpired, conditionalWrite } from './client.ts';
import { recordingItem } from './message-item.ts';
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
  seen: z.partialRecord(z.enum(CALL_STATUSES), facts),
});
const eventItem = z.extend(facts, {
  item: z.string(),
  leg: z.string(),
  kind: z.enum(EVENT_KINDS),
  status: z.optional(z.enum(CALL_STATUSES)),
  recording: z.optional(recordingItem),
  body: known,
  receivedAt: z.number(),
});
const callItem = z.object({
  at: z.number(),
  version: z.number(),
  told: z.extend(facts, {
    call: z.string(),
    conversation: z.string(),
    status: z.optional(z.enum(CALL_STATUSES)),
    customer: known,
    missed: z.optional(z.literal(true)),
    recording: z.optional(recordingItem),
  }),
});

/** A call, and when the desk first heard of it, ms since the epoch. */
export type KeptCall = Call & { at: number };

export interface CallLog {
  /** {@link EventStore.record}, for an event that owes nothing. */
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
 * whose work is not done.
 */
export function callLog({
  keepDays,
  numbers,
}: Pick<Settings, 'keepDays' | 'numbers'> = DEFAULT_SETTINGS): CallLog {
  const TableName = environment('CALLS_TABLE');

  async function read(call: string, item: string): Promise<Record<string, unknown> | undefined> {
    const { Item } = await dynamodb.send(
      new GetCommand({ TableName, Key: { call, item }, ConsistentRead: true }),
    );
    return Item;
  }

  /** Two events at once: the second to write finds another version, and reads again, so that neither is lost. */
  const put = (Item: Record<string, unknown>, before: { version: number } | undefined): Promise<boolean> =>
    conditionalWrite(
      dynamodb.send(
        new PutCommand({
          TableName,
          Item: { ...Item, version: (before?.version ?? 0) + 1 },
          ConditionExpression: before ? 'version = :version' : 'attribute_not_exists(#item)',
          ...(before
            ? { ExpressionAttributeValues: { ':version': before.version } }
            : { ExpressionAttributeNames: { '#item': 'item' } }),
        }),
      ),
    );

  async function noteLeg(event: CallEvent, call: string, at: number): Promise<true | undefined> {
    const item = `leg#${event.call}`;
    const Item = await read(call, item);
    const before = Item && legItem.parse(Item);
    const { call: leg, ...state } = nextCallState(before && legOf(before), event);
    const kept = { call, item, ...state, leg, at: before?.at ?? at, expiresAt: expiresAt(at, keepDays) };
    return (await put(kept, before)) || undefined;
  }

  async function noteCall(
    event: CallEvent,
    conversation: string,
    at: number,
  ): Promise<{ call: KeptCall; newlyMissed: boolean } | undefined> {
    const Item = await read(conversation, 'call');
    const before = Item && callItem.parse(Item);
    const stood = before && keptOf(before);
    // Only now: a leg whose event wrote the call as it was just read is among them.
    const told = callOf(conversation, await legsOf(conversation), {
      known: stood,
      heard: event.recording,
      numbers,
    });
    const call = { ...told, at: stood?.at ?? at };
    const noted =
      isDeepStrictEqual(call, stood) ||
      (await put(
        {
          call: conversation,
          item: 'call',
          told,
          at: call.at,
          board: `call#${shardOf(conversation)}`,
          customer: call.customer,
          expiresAt: expiresAt(at, keepDays),
        },
        before,
      ));
    return noted ? { call, newlyMissed: call.missed === true && !stood?.missed } : undefined;
  }

  async function legsOf(conversation: string): Promise<CallState[]> {
    const legs: CallState[] = [];
    let start: Record<string, unknown> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await dynamodb.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: '#call = :call AND begins_with(#item, :leg)',
          ExpressionAttributeNames: { '#call': 'call', '#item': 'item' },
          ExpressionAttributeValues: { ':call': conversation, ':leg': 'leg#' },
          ConsistentRead: true,
          ...(start && { ExclusiveStartKey: start }),
        }),
      );
      legs.push(...Items.map((item) => legOf(legItem.parse(item))));
      start = LastEvaluatedKey;
    } while (start);
    return legs;
  }

  async function record(
    event: CallEvent,
    at: number,
    owed: { due?: string; dueAt?: number },
  ): Promise<{ call: KeptCall; newlyMissed: boolean }> {
    const { conversation, id } = keyOf(event);
    await conditionalWrite(
      dynamodb.send(
        new PutCommand({
          TableName,
          Item: {
            call: conversation,
            item: `event#${id}`,
            ...told(event),
            ...owed,
            receivedAt: at,
            expiresAt: expiresAt(at, keepDays),
          },
          ConditionExpression: 'attribute_not_exists(#item)',
          ExpressionAttributeNames: { '#item': 'item' },
        }),
      ),
    );
    // A duplicate runs these too: its first delivery may have died before.
    await inRounds(() => noteLeg(event, conversation, at));
    return inRounds(() => noteCall(event, conversation, at));
  }

  return {
    record: (event, at) => record(event, at, {}),

    events: {
      ...eventStore(TableName, read),
      record: (event, at) =>
        record(event, at, isLast(event) ? { due: String(shardOf(event.id)), dueAt: at + OWED_AFTER_MS } : {}),
    },

    async find(conversation) {
      const item = await read(conversation, 'call');
      return item && !hasExpired(item, Date.now()) ? keptOf(callItem.parse(item)) : undefined;
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
        .flatMap(({ Items = [] }) => live(Items))
        .sort((one, other) => other.at - one.at)
        .slice(0, limit);
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
      return live(Items).reverse();
    },
  };
}

/** Longer than the function that an event came to may run: what is still owed then, nobody works on. */
const OWED_AFTER_MS = 60_000;

function eventStore(
  TableName: string,
  read: (call: string, item: string) => Promise<Record<string, unknown> | undefined>,
): Omit<EventStore, 'record'> {
  const keyed = ({ conversation, id }: EventKey) => ({
    TableName,
    Key: { call: conversation, item: `event#${id}` },
    // What is settled stays so, and what is gone does not come back as an item of one attribute.
    ConditionExpression: 'attribute_exists(due)',
  });

  return {
    async settle(key) {
      await conditionalWrite(
        dynamodb.send(new UpdateCommand({ ...keyed(key), UpdateExpression: 'REMOVE due, dueAt' })),
      );
    },

    async postpone(key, dueAt) {
      await conditionalWrite(
        dynamodb.send(
          new UpdateCommand({
            ...keyed(key),
            UpdateExpression: 'SET dueAt = :dueAt',
            ExpressionAttributeValues: { ':dueAt': dueAt },
          }),
        ),
      );
    },

    async due(now, limit) {
      const pages = await inEachShard((shard) =>
        dynamodb.send(
          new QueryCommand({
            TableName,
            IndexName: 'byDue',
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
        .map(({ call, item }) => ({ conversation: String(call), id: String(item).slice('event#'.length) }));
    },

    async pending(key) {
      const Item = await read(key.conversation, `event#${key.id}`);
      return Item?.['due'] === undefined || hasExpired(Item, Date.now())
        ? undefined
        : eventOf(eventItem.parse(Item));
    },
  };
}

async function inRounds<T>(write: () => Promise<T | undefined>): Promise<T> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const written = await write();
    if (written !== undefined) return written;
  }
  throw new RetryableError('call-contention');
}

/** Of what an index lists: legs stood there too, once. */
const live = (items: Record<string, unknown>[]): KeptCall[] =>
  items
    .filter((item) => item['item'] === 'call' && !hasExpired(item, Date.now()))
    .map((item) => keptOf(callItem.parse(item)));

/* As stored, less what the schemas' optional values say of `undefined`: it never stands in an item. */

const legOf = ({ leg, seen }: z.output<typeof legItem>): CallState => stateOf(leg, seen as CallState['seen']);

const keptOf = ({ told, at }: z.output<typeof callItem>): KeptCall => ({ ...(told as Call), at });

const eventOf = ({ item, leg, receivedAt, ...event }: z.output<typeof eventItem>): PendingEvent => ({
  event: { ...(event as Omit<CallEvent, 'id' | 'call'>), id: item.slice('event#'.length), call: leg },
  at: receivedAt,
});

/** The key `call` is the conversation's: the event's own leg is kept beside it. */
function told({ id: _id, call: leg, ...event }: CallEvent): object {
  return { ...event, leg };
}
