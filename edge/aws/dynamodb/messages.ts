import { GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Lease, Outcome, OutboundMessage, OutboxStore } from '../../../desk/messages/outbox.ts';
import type { DueText } from '../../../desk/messages/sweep.ts';
import type { Receipt } from '../../../desk/messages/receipts.ts';
import { DEFAULT_SETTINGS } from '../../../desk/settings.ts';
import type { InboundStore } from '../../../desk/messages/inbound-store.ts';
import { environment } from '../environment.ts';
import { batchGet } from './batch-get.ts';
import { dynamodb, expiresAt, conditionalWrite } from './client.ts';
import { messageOf, outboundItem, outboundOf } from './message-item.ts';
import { noteReceipt } from './receipts.ts';
import { inEachShard, shardOf } from './shards.ts';
import { toStored } from './stored-names.ts';
import { readThread, type Thread, type ThreadPage } from './thread.ts';

export interface MessageStore {
  inbound: InboundStore;
  outbox: OutboxStore;
  /** Stores what a receipt says of its text. False when no text has its id. */
  receipt(receipt: Receipt): Promise<boolean>;
  /** See {@link readThread}. */
  thread(ticket: number, page: ThreadPage): Promise<Thread>;
  /** Texts that are due to be sent at `now`: what was due first, and of those the oldest. */
  due(now: number, limit: number): Promise<DueText[]>;
}

/**
 * The Messages table: one item a text. Index `byTicket` reads a thread, `byDue` what is still to be sent.
 *
 * @param keepDays how long what is stored now is kept
 */
export function messageStore(keepDays = DEFAULT_SETTINGS.keepDays): MessageStore {
  const TableName = environment('MESSAGES_TABLE');
  const keyed = (id: string) => ({ TableName, Key: { id } });

  const read = async (id: string): Promise<Record<string, unknown> | undefined> =>
    (await dynamodb.send(new GetCommand({ ...keyed(id), ConsistentRead: true }))).Item;

  const putIfAbsent = (item: Record<string, unknown> & { at: number }): Promise<boolean> =>
    conditionalWrite(
      dynamodb.send(
        new PutCommand({
          TableName,
          Item: { ...item, expiresAt: expiresAt(item.at, keepDays) },
          ConditionExpression: 'attribute_not_exists(id)',
        }),
      ),
    );

  return {
    inbound: {
      async find(id) {
        const item = await read(id);
        return item && messageOf(item);
      },
      async putIfAbsent(message) {
        await putIfAbsent(toStored(message));
      },
      async move(id, from, to) {
        await conditionalWrite(
          dynamodb.send(
            new UpdateCommand({
              ...keyed(id),
              ConditionExpression: 'ticket = :from',
              UpdateExpression: 'SET ticket = :to',
              ExpressionAttributeValues: { ':from': from, ':to': to },
            }),
          ),
        );
      },
      async addPart(id, part, text) {
        await conditionalWrite(
          dynamodb.send(
            new UpdateCommand({
              ...keyed(id),
              ConditionExpression: 'attribute_exists(#split) AND attribute_not_exists(#split.#parts.#part)',
              UpdateExpression: 'SET #split.#parts.#part = :text',
              ExpressionAttributeNames: { '#split': 'split', '#parts': 'parts', '#part': String(part) },
              ExpressionAttributeValues: { ':text': text },
            }),
          ),
        );
      },
    },

    outbox: {
      putIfAbsent: (message, lease) =>
        putIfAbsent({
          ...toStored(message),
          leaseOwner: lease.owner,
          due: String(shardOf(message.id)),
          dueAt: lease.until,
        }),
      async find(id) {
        const item = await read(id);
        return item && outboundOf(item);
      },
      take: (id, now, lease) => takeOver(keyed(id), now, lease),
      settle: (id, owner, outcome) => settle(keyed(id), owner, outcome),
    },

    async receipt(receipt) {
      const item = await read(receipt.messageId);
      if (item?.['direction'] !== 'outbound') return false;
      await noteReceipt(keyed(receipt.messageId), outboundItem.parse(item), receipt);
      return true;
    },

    thread: (ticket, page) => readThread(TableName, ticket, page),

    async due(now, limit) {
      const found = await dueKeys(TableName, now, limit);
      const ids = found.map(({ id }) => id);
      const items = await Promise.all(
        pagesOf(ids).map((page) =>
          batchGet(
            TableName,
            page.map((id) => ({ id })),
            'due-throttled',
            { ConsistentRead: true },
          ),
        ),
      );
      const texts = new Map(items.flat().map((item) => [String(item['id']), dueItem.parse(item)]));
      return found
        .flatMap(({ id, dueAt }) => {
          const text = texts.get(id);
          return text ? [{ id, dueAt, ...text }] : [];
        })
        .sort((one, other) => one.dueAt - other.dueAt || one.at - other.at)
        .map(({ id, customer }) => ({ id, customer }));
    },
  };
}

const dueItem = z.object({ customer: z.string(), at: z.number() });

/** DynamoDB gives a hundred items at a time. */
const pagesOf = (ids: string[]): string[][] =>
  Array.from({ length: Math.ceil(ids.length / 100) }, (_, page) => ids.slice(page * 100, (page + 1) * 100));

async function dueKeys(
  TableName: string,
  now: number,
  limit: number,
): Promise<{ id: string; dueAt: number }[]> {
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
    .flatMap(({ Items = [] }) => Items.map(({ id, dueAt }) => ({ id: String(id), dueAt: Number(dueAt) })))
    .sort((one, other) => one.dueAt - other.dueAt)
    .slice(0, limit);
}

/** Whoever comes first after `dueAt` takes the text; a live lease (a `dueAt` still to come) is nobody else's. */
async function takeOver(
  key: { TableName: string; Key: { id: string } },
  now: number,
  lease: Lease,
): Promise<OutboundMessage | undefined> {
  let taken: OutboundMessage | undefined;
  await conditionalWrite(
    dynamodb
      .send(
        new UpdateCommand({
          ...key,
          ConditionExpression: '(#status = :queued OR #status = :sending) AND dueAt <= :now',
          UpdateExpression: 'SET #status = :sending, leaseOwner = :owner, dueAt = :until ADD attempts :one',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: {
            ':queued': 'queued',
            ':sending': 'sending',
            ':now': now,
            ':owner': lease.owner,
            ':until': lease.until,
            ':one': 1,
          },
          ReturnValues: 'ALL_NEW',
        }),
      )
      .then(({ Attributes }) => (taken = Attributes && outboundOf(Attributes))),
  );
  return taken;
}

/** Only the lease's holder notes the outcome; a receipt may have settled the text before it. */
async function settle(
  key: { TableName: string; Key: { id: string } },
  owner: string,
  outcome: Outcome,
): Promise<void> {
  const values: Record<string, unknown> = { ':owner': owner, ':sending': 'sending' };
  let update: string;
  switch (outcome.status) {
    case 'sent':
      update = 'SET #status = :sent, vonageIds = :ids REMOVE due, dueAt, leaseOwner, heldUntil, heldFor';
      Object.assign(values, { ':sent': 'sent', ':ids': outcome.vonageIds });
      break;
    case 'failed':
    case 'cancelled':
      update = 'SET #status = :status, #error = :error REMOVE due, dueAt, leaseOwner, heldUntil, heldFor';
      Object.assign(values, { ':status': outcome.status, ':error': outcome.error });
      break;
    case 'queued':
      update = queuedUpdate(outcome);
      Object.assign(values, {
        ':queued': 'queued',
        ':dueAt': outcome.dueAt,
        ...(outcome.heldUntil !== undefined && { ':heldUntil': outcome.heldUntil }),
        ...(outcome.heldFor !== undefined && { ':heldFor': outcome.heldFor }),
      });
      break;
    case 'sending':
      update = 'SET dueAt = :until';
      Object.assign(values, { ':until': outcome.until });
      break;
  }
  await conditionalWrite(
    dynamodb.send(
      new UpdateCommand({
        ...key,
        ConditionExpression: 'leaseOwner = :owner AND #status = :sending',
        UpdateExpression: update,
        ExpressionAttributeNames: {
          '#status': 'status',
          ...('error' in outcome && { '#error': 'error' }),
        },
        ExpressionAttributeValues: values,
      }),
    ),
  );
}

/** What holds it now is set, what held it before removed. */
function queuedUpdate(outcome: Extract<Outcome, { status: 'queued' }>): string {
  const held = ['heldUntil', 'heldFor'] as const;
  const set = held.filter((name) => outcome[name] !== undefined).map((name) => `, ${name} = :${name}`);
  const gone = held.filter((name) => outcome[name] === undefined).map((name) => `, ${name}`);
  return `SET #status = :queued, dueAt = :dueAt${set.join('')} REMOVE leaseOwner${gone.join('')}`;
}
