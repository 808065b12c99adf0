import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Customer } from '../../../desk/customers/customer.ts';
import { isMaybeOptOut } from '../../../desk/tickets/maybe-opt-out.ts';
import { inListOrder, type Place, type Ticket } from '../../../desk/tickets/ticket.ts';
import { batchGet } from './batch-get.ts';
import { dynamodb, hasExpired } from './client.ts';
import { customerKey, customerOf, ticketOf } from './customer-item.ts';
import { newestFirst } from './newest-first.ts';
import { inEachShard } from './shards.ts';

/** DynamoDB's limit for the keys of one BatchGet. */
const READ_AT_ONCE = 100;

type Item = Record<string, unknown>;

/** The partition of `byActivity` in which a shard's tickets of one status stand. */
export const boardName = (status: Ticket['status'], shard: number): string => `${status}#${shard}`;

/** See {@link TicketStore.list}: the boards of all shards, merged. */
export async function listTickets(
  TableName: string,
  status: Ticket['status'],
  { limit, after }: { limit: number; after?: Place | undefined },
): Promise<Ticket[]> {
  const boards = await inEachShard((shard) =>
    newestFirst<Item>(
      async (start) => {
        const { Items = [], LastEvaluatedKey } = await dynamodb.send(
          new QueryCommand({
            TableName,
            IndexName: 'byActivity',
            KeyConditionExpression: `board = :board${after ? ' AND lastMessageAt <= :at' : ''}`,
            ExpressionAttributeValues: {
              ':board': boardName(status, shard),
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
          asTheyStand(
            TableName,
            items.filter((item) => !after || inListOrder(after, ticketOf(item)) < 0),
          ),
      },
    ),
  );
  return boards.flat().map(ticketOf).sort(inListOrder).slice(0, limit);
}

/**
 * What has expired is left out, and a mark that the customer's consent has settled. A ticket can stand in the archive and on its customer's item at once, with different moments: archived for an opening
 * that died half-way, or reopened just now: the customer's item is the true one.
 */
async function asTheyStand(table: string, items: Item[]): Promise<Item[]> {
  const live = items.filter((item) => !hasExpired(item, Date.now()));
  const archived = live.filter(isArchived).map(ticketOf);
  const customers = await customersOf(table, [...new Set(archived.map(({ customer }) => customer))]);
  return live.flatMap((item) => {
    const { number, customer } = ticketOf(item);
    const known = isArchived(item) ? customers.get(customer) : customerOf(customer, item);
    return isArchived(item) && known?.ticket?.number === number ? [] : [marked(item, known)];
  });
}

function marked({ maybeOptOut, ...item }: Item, customer: Customer | undefined): Item {
  return maybeOptOut !== undefined && isMaybeOptOut(ticketOf({ ...item, maybeOptOut }), customer?.consent)
    ? { ...item, maybeOptOut }
    : item;
}

const isArchived = ({ id }: Item): boolean => String(id).startsWith('ticket#');

/** These customers by their numbers, as their own items know them. */
async function customersOf(table: string, numbers: string[]): Promise<Map<string, Customer>> {
  const keys = numbers.map((msisdn) => [customerKey(msisdn).id, msisdn] as const);
  if (keys.length === 0) return new Map();
  const items = await batchGet(table, numbers.map(customerKey), 'list-throttled', { ConsistentRead: true });
  const names = new Map<unknown, string>(keys);
  return new Map(
    items.map((item) => {
      const msisdn = names.get(item['id']) ?? '';
      return [msisdn, customerOf(msisdn, item)];
    }),
  );
}
