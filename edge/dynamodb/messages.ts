import { GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Message } from '../../desk/messages/message.ts';
import type { Lease, Outcome, OutboundMessage, OutboxStore } from '../../desk/messages/outbox.ts';
import { FINAL, statusByReceipts, supersedes, type Receipt } from '../../desk/messages/receipts.ts';
import type { InboundStore } from '../../desk/tickets/join.ts';
import { environment } from '../environment.ts';
import { dynamodb, expiresAt, won } from './client.ts';

/** What is still to be sent stands in a sparse index of this many partitions, which the sweep reads. */
const DUE_SHARDS = 4;

const messageItem = z.object({
  id: z.string(),
  direction: z.enum(['inbound', 'outbound']),
  customer: z.string(),
  ours: z.string(),
  text: z.string(),
  at: z.number(),
  status: z.enum(['received', 'queued', 'sending', 'sent', 'delivered', 'failed']),
  ticket: z.optional(z.number()),
  delivery: z.optional(z.string()),
  agent: z.optional(z.string()),
});

const outboundItem = z.extend(messageItem, {
  direction: z.literal('outbound'),
  type: z.enum(['text', 'unicode']),
  parts: z.number(),
  attempts: z.number(),
  error: z.optional(z.string()),
  receipts: z.optional(
    z.record(
      z.string(),
      z.object({
        status: z.enum(['accepted', 'buffered', 'delivered', 'expired', 'failed', 'rejected', 'unknown']),
      }),
    ),
  ),
});

export interface MessageStore {
  inbound: InboundStore;
  outbox: OutboxStore;
  /** Stores what a receipt says of its text. False when no text has its id. */
  receipt(receipt: Receipt): Promise<boolean>;
  /** A ticket's texts, oldest first. */
  thread(ticket: number): Promise<Message[]>;
  /** The ids of texts that are due to be sent at `now`, the oldest first. */
  due(now: number, limit: number): Promise<string[]>;
}

/** The Messages table: one item a text. Index `byTicket` reads a thread, `byDue` what is still to be sent. */
export function messageStore(): MessageStore {
  const TableName = environment('MESSAGES_TABLE');
  const keyed = (id: string) => ({ TableName, Key: { id } });

  const read = async (id: string): Promise<Record<string, unknown> | undefined> =>
    (await dynamodb.send(new GetCommand({ ...keyed(id), ConsistentRead: true }))).Item;

  const putIfAbsent = (item: Record<string, unknown> & { at: number }): Promise<boolean> =>
    won(
      dynamodb.send(
        new PutCommand({
          TableName,
          Item: { ...item, expiresAt: expiresAt(item.at) },
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
        await putIfAbsent({ ...message });
      },
      async move(id, from, to) {
        await won(
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
    },

    outbox: {
      putIfAbsent: (message, lease) =>
        putIfAbsent({ ...message, leaseOwner: lease.owner, due: dueShard(message.id), dueAt: lease.until }),
      async find(id) {
        const item = await read(id);
        return item && outboundOf(item);
      },
      take: (id, now, lease) => takeOver(keyed(id), now, lease),
      settle: (id, owner, outcome) => settle(keyed(id), owner, outcome),
    },

    async receipt(receipt) {
      const item = await read(receipt.messageId);
      if (!item) return false;
      await noteReceipt(keyed(receipt.messageId), outboundItem.parse(item), receipt);
      return true;
    },

    async thread(ticket) {
      const messages: Message[] = [];
      let from: Record<string, unknown> | undefined;
      do {
        const page = await dynamodb.send(
          new QueryCommand({
            TableName,
            IndexName: 'byTicket',
            KeyConditionExpression: 'ticket = :ticket',
            ExpressionAttributeValues: { ':ticket': ticket },
            ...(from && { ExclusiveStartKey: from }),
          }),
        );
        messages.push(...(page.Items ?? []).map(messageOf));
        from = page.LastEvaluatedKey;
      } while (from);
      return messages;
    },

    async due(now, limit) {
      const pages = await Promise.all(
        Array.from({ length: DUE_SHARDS }, (_, shard) =>
          dynamodb.send(
            new QueryCommand({
              TableName,
              IndexName: 'byDue',
              KeyConditionExpression: 'due = :due AND dueAt <= :now',
              ExpressionAttributeValues: { ':due': String(shard), ':now': now },
              Limit: limit,
            }),
          ),
        ),
      );
      return pages.flatMap(({ Items = [] }) => Items.map(({ id }) => String(id)));
    },
  };
}

/** Whoever comes first after `dueAt` takes the text; a live lease (a `dueAt` still to come) is nobody else's. */
async function takeOver(
  key: { TableName: string; Key: { id: string } },
  now: number,
  lease: Lease,
): Promise<OutboundMessage | undefined> {
  let taken: OutboundMessage | undefined;
  await won(
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
      update = 'SET #status = :sent, vonageIds = :ids REMOVE due, dueAt, leaseOwner';
      Object.assign(values, { ':sent': 'sent', ':ids': outcome.vonageIds });
      break;
    case 'failed':
      update = 'SET #status = :failed, #error = :error REMOVE due, dueAt, leaseOwner';
      Object.assign(values, { ':failed': 'failed', ':error': outcome.error });
      break;
    case 'queued':
      update = 'SET #status = :queued, dueAt = :dueAt REMOVE leaseOwner';
      Object.assign(values, { ':queued': 'queued', ':dueAt': outcome.dueAt });
      break;
    case 'sending':
      update = 'SET dueAt = :until';
      Object.assign(values, { ':until': outcome.until });
      break;
  }
  await won(
    dynamodb.send(
      new UpdateCommand({
        ...key,
        ConditionExpression: 'leaseOwner = :owner AND #status = :sending',
        UpdateExpression: update,
        ExpressionAttributeNames: {
          '#status': 'status',
          ...(outcome.status === 'failed' && { '#error': 'error' }),
        },
        ExpressionAttributeValues: values,
      }),
    ),
  );
}

/**
 * Two writes, each idempotent: the part's receipt, then what all receipts make of the text. Receipts of other parts
 * that come between them are seen because the first write returns the whole item.
 */
async function noteReceipt(
  key: { TableName: string; Key: { id: string } },
  before: z.output<typeof outboundItem>,
  receipt: Receipt,
): Promise<void> {
  let receipts = before.receipts ?? {};
  if (!before.receipts) {
    await won(
      dynamodb.send(
        new UpdateCommand({
          ...key,
          ConditionExpression: 'attribute_not_exists(receipts)',
          UpdateExpression: 'SET receipts = :none',
          ExpressionAttributeValues: { ':none': {} },
        }),
      ),
    );
  }
  if (supersedes(receipt.status, receipts[receipt.partId]?.status)) {
    await won(
      dynamodb
        .send(
          new UpdateCommand({
            ...key,
            // Checked again in the write: another environment may note a final receipt of the same part meanwhile.
            ConditionExpression: `attribute_not_exists(receipts.#part) OR NOT (receipts.#part.#status IN (${FINAL.map((_, index) => `:final${index}`).join(', ')}))`,
            UpdateExpression: 'SET receipts.#part = :receipt',
            ExpressionAttributeNames: { '#part': receipt.partId, '#status': 'status' },
            ExpressionAttributeValues: {
              ':receipt': { status: receipt.status, at: receipt.at, errorCode: receipt.errorCode },
              ...Object.fromEntries(FINAL.map((status, index) => [`:final${index}`, status])),
            },
            ReturnValues: 'ALL_NEW',
          }),
        )
        .then(({ Attributes }) => (receipts = outboundItem.parse(Attributes).receipts ?? receipts)),
    );
  }
  const status = statusByReceipts(
    Object.values(receipts).map((part) => part.status),
    before.parts,
  );
  await won(
    dynamodb.send(
      new UpdateCommand({
        ...key,
        // A receipt also proves that a send whose answer was lost did go out: it needs no second attempt.
        ConditionExpression: '#status IN (:queued, :sending, :sent)',
        UpdateExpression: 'SET #status = :status REMOVE due, dueAt, leaseOwner',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: {
          ':queued': 'queued',
          ':sending': 'sending',
          ':sent': 'sent',
          ':status': status,
        },
      }),
    ),
  );
}

function dueShard(id: string): string {
  return String([...id].reduce((sum, character) => sum + character.charCodeAt(0), 0) % DUE_SHARDS);
}

function messageOf(item: Record<string, unknown>): Message {
  const { ticket, delivery, agent, ...message } = messageItem.parse(item);
  return {
    ...message,
    ...(ticket !== undefined && { ticket }),
    ...(delivery !== undefined && { delivery }),
    ...(agent !== undefined && { agent }),
  };
}

function outboundOf(item: Record<string, unknown>): OutboundMessage {
  const { type, parts, attempts, error } = outboundItem.parse(item);
  return {
    ...messageOf(item),
    direction: 'outbound',
    type,
    parts,
    attempts,
    ...(error !== undefined && { error }),
  };
}
