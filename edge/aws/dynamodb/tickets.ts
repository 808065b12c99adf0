import { DeleteCommand, GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { DEFAULT_SETTINGS } from '../../../desk/settings.ts';
import type { Ticket } from '../../../desk/tickets/ticket.ts';
import type { TicketStore } from '../../../desk/tickets/ticket-store.ts';
import { environment } from '../environment.ts';
import { customerKey, customerOf, ticketOf } from './customer-item.ts';
import { dynamodb, expiresAt, hasExpired, conditionalWrite } from './client.ts';
import { shardOf } from './shards.ts';
import { toStored } from './stored-names.ts';
import { boardName, listTickets } from './ticket-list.ts';

const counter = z.object({ last: z.number() });
const activity = z.object({ lastMessageAt: z.number() });

/**
 * The Tickets table: `customer#<msisdn>` holds a customer's open or last ticket, `ticket#<number>` those before it,
 * `counter` the last number given. Index `byNumber` finds a ticket, `byActivity` lists them, newest first.
 *
 * @param keepDays how long a ticket that is archived now is kept after its close
 */
export function ticketStore(keepDays = DEFAULT_SETTINGS.keepDays): TicketStore {
  const TableName = environment('TICKETS_TABLE');
  const ofCustomer = (msisdn: string) => ({ TableName, Key: customerKey(msisdn) });
  const inArchive = (number: number) => ({ TableName, Key: { id: `ticket#${number}` } });

  const customer: TicketStore['customer'] = async (msisdn) => {
    const { Item } = await dynamodb.send(new GetCommand({ ...ofCustomer(msisdn), ConsistentRead: true }));
    return Item && customerOf(msisdn, Item);
  };

  const archived: TicketStore['archived'] = async (number) => {
    const { Item } = await dynamodb.send(new GetCommand({ ...inArchive(number), ConsistentRead: true }));
    return Item && !hasExpired(Item, Date.now()) ? ticketOf(Item) : undefined;
  };

  return {
    customer,
    archived,

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
      await conditionalWrite(
        dynamodb.send(
          new PutCommand({
            TableName,
            Item: {
              id: `ticket#${ticket.number}`,
              ...toStored(ticket),
              board: boardOf(ticket.customer, ticket.status),
              expiresAt: expiresAt(ticket.closedAt ?? ticket.lastMessageAt, keepDays),
            },
            ConditionExpression: 'attribute_not_exists(id) OR closedAt < :closedAt',
            ExpressionAttributeValues: { ':closedAt': ticket.closedAt ?? 0 },
          }),
        ),
      );
    },

    open: (ticket, pendingConfirmation, instead) =>
      conditionalWrite(
        dynamodb.send(
          new UpdateCommand({
            ...ofCustomer(ticket.customer),
            // Two first texts race here: one update finds the item as it was read. Whatever was opened, closed or
            // reopened since then fails it, so no ticket is replaced that was not archived before.
            ConditionExpression: instead
              ? '#number = :instead AND #status = :closed AND closedAt = :closedAt AND lastMessageAt = :seen'
              : 'attribute_not_exists(#status)',
            UpdateExpression: `SET #number = :number, customer = :customer, ours = :ours, #status = :open, openedAt = :at, openedBy = :openedBy, lastMessageAt = :last, board = :board${pendingConfirmation ? ', owes = :owes' : ''} REMOVE closedAt, closedBy, maybeOptOut${pendingConfirmation ? '' : ', owes'}`,
            ExpressionAttributeNames: { '#number': 'number', '#status': 'status' },
            ExpressionAttributeValues: {
              ':number': ticket.number,
              ':customer': ticket.customer,
              ':ours': ticket.businessNumber,
              ':open': 'open',
              ':at': ticket.openedAt,
              ':openedBy': ticket.openedBy,
              ':last': ticket.lastMessageAt,
              ':board': boardOf(ticket.customer, 'open'),
              ...(pendingConfirmation && { ':owes': pendingConfirmation }),
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

    async touch(msisdn, number, at) {
      const noted = async (update: string, ifAlso: string, value: number): Promise<number | undefined> => {
        let moment: number | undefined;
        await conditionalWrite(
          dynamodb
            .send(
              new UpdateCommand({
                ...ofCustomer(msisdn),
                ConditionExpression: `#number = :number AND #status = :open${ifAlso}`,
                UpdateExpression: `SET lastMessageAt = ${update}`,
                ExpressionAttributeNames: { '#number': 'number', '#status': 'status' },
                ExpressionAttributeValues: { ':number': number, ':open': 'open', ':value': value },
                ReturnValues: 'UPDATED_NEW',
              }),
            )
            .then(({ Attributes }) => (moment = activity.parse(Attributes).lastMessageAt)),
        );
        return moment;
      };
      // The second write is for two texts in one millisecond, and for clocks that differ between environments.
      return (
        (await noted(':value', ' AND lastMessageAt < :value', at)) ??
        (await noted('lastMessageAt + :value', '', 1))
      );
    },

    async clearPendingConfirmation(customer, number) {
      await conditionalWrite(
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

    close: (ticket, { at, by }) =>
      conditionalWrite(
        dynamodb.send(
          new UpdateCommand({
            ...ofCustomer(ticket.customer),
            // A text that comes while the agent closes moves lastMessageAt: then nothing is closed unseen.
            ConditionExpression: '#number = :number AND #status = :open AND lastMessageAt = :seen',
            UpdateExpression: `SET #status = :closed, closedAt = :at, board = :board${by === undefined ? '' : ', closedBy = :by'}`,
            ExpressionAttributeNames: { '#number': 'number', '#status': 'status' },
            ExpressionAttributeValues: {
              ':number': ticket.number,
              ':open': 'open',
              ':closed': 'closed',
              ':seen': ticket.lastMessageAt,
              ':at': at,
              ':board': boardOf(ticket.customer, 'closed'),
              ...(by !== undefined && { ':by': by }),
            },
          }),
        ),
      ),

    async mark({ customer, number }, mark) {
      await conditionalWrite(
        dynamodb.send(
          new UpdateCommand({
            ...ofCustomer(customer),
            ConditionExpression:
              '#number = :number AND (attribute_not_exists(maybeOptOut) OR maybeOptOut.#at < :at)',
            UpdateExpression: 'SET maybeOptOut = :mark',
            ExpressionAttributeNames: { '#number': 'number', '#at': 'at' },
            ExpressionAttributeValues: { ':number': number, ':at': mark.at, ':mark': mark },
          }),
        ),
      );
    },

    async dismiss({ customer, number, maybeOptOut }, agent) {
      if (!maybeOptOut) return;
      const dismissed = (item: ReturnType<typeof inArchive>) =>
        conditionalWrite(
          dynamodb.send(
            new UpdateCommand({
              ...item,
              ConditionExpression: '#number = :number AND maybeOptOut.#by = :seen',
              UpdateExpression: 'SET maybeOptOut.dismissedBy = :agent',
              ExpressionAttributeNames: { '#number': 'number', '#by': 'by' },
              ExpressionAttributeValues: { ':number': number, ':seen': maybeOptOut.by, ':agent': agent },
            }),
          ),
        );
      if (!(await dismissed(ofCustomer(customer)))) await dismissed(inArchive(number));
    },

    async reopen(ticket, instead, at) {
      // A mark of the archived ticket comes with it; on the item's own ticket it stays, whoever sets it meanwhile.
      const { maybeOptOut: mark } = ticket;
      const isOther = ticket.number !== instead.number;
      const reopened = await conditionalWrite(
        dynamodb.send(
          new UpdateCommand({
            ...ofCustomer(ticket.customer),
            // As read: reopened and closed again since then, it would not stand in the archive as it is now.
            ConditionExpression:
              '#number = :instead AND #status = :closed AND closedAt = :closedAt AND lastMessageAt = :seen',
            UpdateExpression:
              'SET #number = :number, ours = :ours, #status = :open, openedAt = :openedAt, openedBy = :openedBy, lastMessageAt = :at, board = :board' +
              `${isOther && mark ? ', maybeOptOut = :mark' : ''} REMOVE closedAt, closedBy, owes${isOther && !mark ? ', maybeOptOut' : ''}`,
            ExpressionAttributeNames: { '#number': 'number', '#status': 'status' },
            ExpressionAttributeValues: {
              ':instead': instead.number,
              ':closed': 'closed',
              ':closedAt': instead.closedAt,
              ':seen': instead.lastMessageAt,
              ':open': 'open',
              ':number': ticket.number,
              ':ours': ticket.businessNumber,
              ':openedAt': ticket.openedAt,
              ':openedBy': ticket.openedBy,
              ':at': at,
              ':board': boardOf(ticket.customer, 'open'),
              ...(isOther && mark && { ':mark': mark }),
            },
          }),
        ),
      );
      if (reopened) {
        // An opening that died half-way may have left a copy also of the ticket that was closed last. Closed and
        // archived again meanwhile, the archive's copy is a newer one and stays.
        await conditionalWrite(
          dynamodb.send(
            new DeleteCommand({
              ...inArchive(ticket.number),
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
      const [found] = Items;
      if (!found) return undefined;
      // The index is a moment late and tells only whose the ticket is; what is decided on is read consistently. Reopened
      // just now, a ticket can stand in the archive too: the customer's own item is the true one.
      const msisdn = ticketOf(found).customer;
      const current = (await customer(msisdn))?.ticket;
      if (current?.number === number) return current;
      // Reopened between the two reads, it has left the archive.
      return (await archived(number)) ?? ofNumber(number, (await customer(msisdn))?.ticket);
    },

    list: (status, page) => listTickets(TableName, status, page),
  };
}

const boardOf = (customer: string, status: Ticket['status']): string => boardName(status, shardOf(customer));

const ofNumber = (number: number, ticket: Ticket | undefined): Ticket | undefined =>
  ticket?.number === number ? ticket : undefined;
