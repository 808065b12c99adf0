import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Customer } from '../../../desk/customers/customer.ts';
import { isMaybeOptOut } from '../../../desk/tickets/maybe-opt-out.ts';
import { inListOrder, type Place, type Ticket } from '../../../desk/tickets/ticket.ts';
import { batchGet } from './batch-get.ts';
import { dynamodb, hasExpired } from './client.ts';
import { customerKey, customerOf, isArchived, ticketOf } from './customer-item.ts';
import { newestFirst } from './newest-first.ts';
import { inEachShard, shardOf } from './shards.ts';
import { SHARD_KEY } from './stored-names.ts';
import { onIndex, tableName } from './table.ts';

/** DynamoDB's limit for the keys of one BatchGet. */
const READ_AT_ONCE = 100;

type Item = Record<string, unknown>;

const shardKey = (status: Ticket['status'], shard: number): string => `${status}#${shard}`;

/** The partition of `byActivity` for tickets of this customer with this status. */
export const shardKeyOf = (customer: string, status: Ticket['status']): string =>
  shardKey(status, shardOf(customer));

/** See `TicketStore.list`: all shards, merged. */
export async function listTickets(
  status: Ticket['status'],
  { limit, after }: { limit: number; after?: Place | undefined },
): Promise<Ticket[]> {
  const shards = await inEachShard((shard) =>
    newestFirst<Item>(
      async (start) => {
        const { Items = [], LastEvaluatedKey } = await dynamodb.send(
          new QueryCommand({
            ...onIndex('TICKETS_TABLE', 'byActivity'),
            KeyConditionExpression: `${SHARD_KEY} = :shard${after ? ' AND lastMessageAt <= :at' : ''}`,
            ExpressionAttributeValues: {
              ':shard': shardKey(status, shard),
              ...(after && { ':at': after.lastMessageAt }),
            },
            ScanIndexForward: false,
            Limit: Math.min(limit + 1, READ_AT_ONCE),
            ...(start && { ExclusiveStartKey: start }),
          }),
        );
        return { items: Items, next: LastEvaluatedKey };
      },
      {
        limit,
        momentOf: (item) => ticketOf(item).lastMessageAt,
        order: (one, other) => inListOrder(ticketOf(one), ticketOf(other)),
        wanted: (items) =>
          currentOnly(items.filter((item) => !after || inListOrder(after, ticketOf(item)) < 0)),
      },
    ),
  );
  return shards.flat().map(ticketOf).sort(inListOrder).slice(0, limit);
}

/**
 * Without items that have expired, and without marks that the customer's consent has settled. One ticket can be in the
 * archive and on its customer's item at once, with different moments (archived for an opening that did not finish, or
 * reopened just now): the copy on the customer's item is authoritative.
 */
async function currentOnly(items: Item[]): Promise<Item[]> {
  const live = items.filter((item) => !hasExpired(item, Date.now()));
  const archived = live.filter(isArchived).map(ticketOf);
  const customers = await readCustomers([...new Set(archived.map(({ customer }) => customer))]);
  return live.flatMap((item) => {
    const { number, customer } = ticketOf(item);
    const known = isArchived(item) ? customers.get(customer) : customerOf(customer, item);
    return isArchived(item) && known?.ticket?.number === number ? [] : [withLiveMark(item, known)];
  });
}

function withLiveMark({ maybeOptOut, ...item }: Item, customer: Customer | undefined): Item {
  return maybeOptOut !== undefined && isMaybeOptOut(ticketOf({ ...item, maybeOptOut }), customer?.consent)
    ? { ...item, maybeOptOut }
    : item;
}

/** By their numbers. */
async function readCustomers(numbers: string[]): Promise<Map<string, Customer>> {
  if (numbers.length === 0) return new Map();
  const items = await batchGet(tableName('TICKETS_TABLE'), numbers.map(customerKey), 'list-throttled', {
    ConsistentRead: true,
  });
  const msisdns = new Map<unknown, string>(numbers.map((msisdn) => [customerKey(msisdn).id, msisdn]));
  return new Map(
    items.map((item) => {
      const msisdn = msisdns.get(item['id']) ?? '';
      return [msisdn, customerOf(msisdn, item)];
    }),
  );
}
