import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { inListOrder, type Place, type Ticket } from '../../desk/tickets/ticket.ts';
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
          withoutCopies(
            TableName,
            items.filter((item) => !after || inListOrder(after, ticketOf(item)) < 0),
          ),
      },
    ),
  );
  return boards.flat().map(ticketOf).sort(inListOrder).slice(0, limit);
}

/**
 * A ticket can stand in the archive and on its customer's item at once, with different moments: archived for an opening
 * that died half-way, or reopened just now. The customer's item is the true one. What has expired is left out too.
 */
async function withoutCopies(table: string, items: Item[]): Promise<Item[]> {
  const live = items.filter((item) => !hasExpired(item, Date.now()));
  const archived = live.filter(isArchived).map(ticketOf);
  if (archived.length === 0) return live;
  const standing = await currentNumbers(table, [...new Set(archived.map(({ customer }) => customer))]);
  return live.filter((item) => !isArchived(item) || !standing.has(ticketOf(item).number));
}

const isArchived = ({ id }: Item): boolean => String(id).startsWith('ticket#');

/** The numbers of the tickets that stand on these customers' own items. */
async function currentNumbers(table: string, customers: string[]): Promise<Set<number>> {
  const items = await batchGet(table, customers.map(customerKey), 'list-throttled', { ConsistentRead: true });
  return new Set(
    items.flatMap((item) => {
      const { ticket } = customerOf(String(item['customer']), item);
      return ticket ? [ticket.number] : [];
    }),
  );
}
