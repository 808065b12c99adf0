import { DeleteCommand, GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Ticket, TicketStore } from '../../desk/tickets/ticket.ts';
import { environment } from '../environment.ts';
import { customerKey, customerOf, ticketOf } from './customer-item.ts';
import { dynamodb, won } from './client.ts';
import { inEachShard, shardOf } from './shards.ts';

const counter = z.object({ last: z.number() });

/**
 * The Tickets table: `customer#<msisdn>` holds a customer's open or last ticket, `ticket#<number>` those before it,
 * `counter` the last number given. Index `byNumber` finds a ticket, `byActivity` lists them, newest first.
 */
export function ticketStore(): TicketStore {
  const TableName = environment('TICKETS_TABLE');
  const ofCustomer = (msisdn: string) => ({ TableName, Key: customerKey(msisdn) });
  const archived = (number: number) => ({ TableName, Key: { id: `ticket#${number}` } });

  return {
    async customer(msisdn) {
      const { Item } = await dynamodb.send(new GetCommand({ ...ofCustomer(msisdn), ConsistentRead: true }));
      return Item && customerOf(msisdn, Item);
    },

    async nextNumber() {
      const { Attributes } = await dynamodb.send(
        new UpdateCommand({
          TableName,
          Key: { id: 'counter' },
          UpdateExpression: 'SET #last = if_not_exists(#last, :first) + :one',
          ExpressionAttributeNames: { '#last': 'last' },
          ExpressionAttributeValues: { ':first': 1_000, ':one': 1 },
          ReturnValues: 'UPDATED_NEW',
        }),
      );
      return counter.parse(Attributes).last;
    },

    async archive(ticket) {
      // Put again after a reopening: the same ticket with a later close. An older copy never replaces a newer one.
      await won(
        dynamodb.send(
          new PutCommand({
            TableName,
            Item: {
              id: `ticket#${ticket.number}`,
              ...ticket,
              board: boardOf(ticket.customer, ticket.status),
            },
            ConditionExpression: 'attribute_not_exists(id) OR closedAt < :closedAt',
            ExpressionAttributeValues: { ':closedAt': ticket.closedAt ?? 0 },
          }),
        ),
      );
    },

    async archived(number) {
      const { Item } = await dynamodb.send(new GetCommand({ ...archived(number), ConsistentRead: true }));
      return Item && ticketOf(Item);
    },

    open: (ticket, owes, instead) =>
      won(
        dynamodb.send(
          new UpdateCommand({
            ...ofCustomer(ticket.customer),
            // Two first texts race here: one update finds the item as it was read. Whatever was opened, closed or
            // reopened since then fails it, so no ticket is replaced that was not archived before.
            ConditionExpression: instead
              ? '#number = :instead AND #status = :closed AND closedAt = :closedAt AND lastMessageAt = :seen'
              : 'attribute_not_exists(#status)',
            UpdateExpression: `SET #number = :number, customer = :customer, ours = :ours, #status = :open, openedAt = :at, openedBy = :openedBy, lastMessageAt = :last, board = :board${owes ? ', owes = :owes' : ''} REMOVE closedAt${owes ? '' : ', owes'}`,
            ExpressionAttributeNames: { '#number': 'number', '#status': 'status' },
            ExpressionAttributeValues: {
              ':number': ticket.number,
              ':customer': ticket.customer,
              ':ours': ticket.ours,
              ':open': 'open',
              ':at': ticket.openedAt,
              ':openedBy': ticket.openedBy,
              ':last': ticket.lastMessageAt,
              ':board': boardOf(ticket.customer, 'open'),
              ...(owes && { ':owes': owes }),
              ...(instead && {
                ':instead': instead.number,
                ':closed': 'closed',
                ':closedAt': instead.closedAt,
                ':seen': instead.lastMessageAt,
              }),
            },
          }),
        ),
      ),

    async touch(customer, number, at) {
      const noted = (update: string, ifAlso: string, value: number): Promise<boolean> =>
        won(
          dynamodb.send(
            new UpdateCommand({
              ...ofCustomer(customer),
              ConditionExpression: `#number = :number AND #status = :open${ifAlso}`,
              UpdateExpression: `SET lastMessageAt = ${update}`,
              ExpressionAttributeNames: { '#number': 'number', '#status': 'status' },
              ExpressionAttributeValues: { ':number': number, ':open': 'open', ':value': value },
            }),
          ),
        );
      // The second write is for two texts in one millisecond, and for clocks that differ between environments.
      return (
        (await noted(':value', ' AND lastMessageAt < :value', at)) ||
        (await noted('lastMessageAt + :value', '', 1))
      );
    },

    async paid(customer, number) {
      await won(
        dynamodb.send(
          new UpdateCommand({
            ...ofCustomer(customer),
            ConditionExpression: '#number = :number',
            UpdateExpression: 'REMOVE owes',
            ExpressionAttributeNames: { '#number': 'number' },
            ExpressionAttributeValues: { ':number': number },
          }),
        ),
      );
    },

    close: (customer, number, lastMessageAt, at) =>
      won(
        dynamodb.send(
          new UpdateCommand({
            ...ofCustomer(customer),
            // A text that comes while the agent closes moves lastMessageAt: then nothing is closed unseen.
            ConditionExpression: '#number = :number AND #status = :open AND lastMessageAt = :seen',
            UpdateExpression: 'SET #status = :closed, closedAt = :at, board = :board',
            ExpressionAttributeNames: { '#number': 'number', '#status': 'status' },
            ExpressionAttributeValues: {
              ':number': number,
              ':open': 'open',
              ':closed': 'closed',
              ':seen': lastMessageAt,
              ':at': at,
              ':board': boardOf(customer, 'closed'),
            },
          }),
        ),
      ),

    async reopen(ticket, instead, at) {
      const reopened = await won(
        dynamodb.send(
          new UpdateCommand({
            ...ofCustomer(ticket.customer),
            ConditionExpression: '#number = :instead AND #status = :closed',
            UpdateExpression:
              'SET #number = :number, ours = :ours, #status = :open, openedAt = :openedAt, openedBy = :openedBy, lastMessageAt = :at, board = :board REMOVE closedAt, owes',
            ExpressionAttributeNames: { '#number': 'number', '#status': 'status' },
            ExpressionAttributeValues: {
              ':instead': instead,
              ':closed': 'closed',
              ':open': 'open',
              ':number': ticket.number,
              ':ours': ticket.ours,
              ':openedAt': ticket.openedAt,
              ':openedBy': ticket.openedBy,
              ':at': at,
              ':board': boardOf(ticket.customer, 'open'),
            },
          }),
        ),
      );
      if (reopened && instead !== ticket.number) {
        // Closed and archived again meanwhile, the archive's copy is a newer one and stays.
        await won(
          dynamodb.send(
            new DeleteCommand({
              ...archived(ticket.number),
              ConditionExpression: 'closedAt = :closedAt',
              ExpressionAttributeValues: { ':closedAt': ticket.closedAt ?? 0 },
            }),
          ),
        );
      }
      return reopened;
    },

    async byNumber(number) {
      const { Items = [] } = await dynamodb.send(
        new QueryCommand({
          TableName,
          IndexName: 'byNumber',
          KeyConditionExpression: '#number = :number',
          ExpressionAttributeNames: { '#number': 'number' },
          ExpressionAttributeValues: { ':number': number },
        }),
      );
      // Reopened just now, a ticket can still stand in the archive too: the customer's own item is the true one.
      const item = Items.find(({ id }) => String(id).startsWith('customer#')) ?? Items[0];
      if (!item) return undefined;
      // The index is a moment late; what is decided on is read consistently.
      const { Item } = await dynamodb.send(
        new GetCommand({ TableName, Key: { id: String(item['id']) }, ConsistentRead: true }),
      );
      const fresh = Item && ticketOf(Item);
      return fresh?.number === number ? fresh : ticketOf(item);
    },

    async list(status, { limit, after }) {
      const before = after?.lastMessageAt;
      const pages = await inEachShard((shard) =>
        dynamodb.send(
          new QueryCommand({
            TableName,
            IndexName: 'byActivity',
            KeyConditionExpression: `board = :board${before === undefined ? '' : ' AND lastMessageAt < :before'}`,
            ExpressionAttributeValues: {
              ':board': `${status}#${shard}`,
              ...(before !== undefined && { ':before': before }),
            },
            ScanIndexForward: false,
            Limit: limit,
          }),
        ),
      );
      return (
        pages
          .flatMap(({ Items = [] }) => Items.map(ticketOf))
          .sort((one, other) => other.lastMessageAt - one.lastMessageAt)
          // A process that died between archiving and opening left the same closed ticket in two items.
          .filter(({ number }, at, all) => all.findIndex((other) => other.number === number) === at)
          .slice(0, limit)
      );
    },
  };
}

function boardOf(customer: string, status: Ticket['status']): string {
  return `${status}#${shardOf(customer)}`;
}
