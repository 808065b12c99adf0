import { DeleteCommand, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { conditionalWrite } from '../../edge/aws/dynamodb/client.ts';
import type { OwnerTables } from './tables.ts';

export type Item = Record<string, unknown>;

/** Deletes in flight at the same time. */
const CONCURRENT_DELETES = 25;

interface Page {
  Items?: Item[] | undefined;
  LastEvaluatedKey?: Item | undefined;
}

/** All items of a table, page by page. Only owners' commands scan, never a function. */
export const scanTable = ({ dynamodb }: OwnerTables, TableName: string): AsyncGenerator<Item[]> =>
  pages((from) =>
    dynamodb.send(
      new ScanCommand({ TableName, ConsistentRead: true, ...(from && { ExclusiveStartKey: from }) }),
    ),
  );

/** All items under one partition key, page by page. */
export const queryPartition = (
  { dynamodb }: OwnerTables,
  TableName: string,
  name: string,
  value: string,
): AsyncGenerator<Item[]> =>
  pages((from) =>
    dynamodb.send(
      new QueryCommand({
        TableName,
        ConsistentRead: true,
        KeyConditionExpression: '#key = :value',
        ExpressionAttributeNames: { '#key': name },
        ExpressionAttributeValues: { ':value': value },
        ...(from && { ExclusiveStartKey: from }),
      }),
    ),
  );

async function* pages(next: (from: Item | undefined) => Promise<Page>): AsyncGenerator<Item[]> {
  let from: Item | undefined;
  do {
    const page = await next(from);
    yield page.Items ?? [];
    from = page.LastEvaluatedKey;
  } while (from);
}

/**
 * Deletes items by their key attributes; an item that moved to another ticket meanwhile stays.
 *
 * @returns the number of deleted items
 */
export async function deleteItems(
  { dynamodb }: OwnerTables,
  TableName: string,
  items: Item[],
  key: string[],
): Promise<number> {
  let removed = 0;
  for (let first = 0; first < items.length; first += CONCURRENT_DELETES) {
    const deleted = await Promise.all(
      items.slice(first, first + CONCURRENT_DELETES).map((item) =>
        conditionalWrite(
          dynamodb.send(
            new DeleteCommand({
              TableName,
              Key: Object.fromEntries(key.map((name) => [name, item[name]])),
              ...(item['ticket'] !== undefined && {
                ConditionExpression: 'ticket = :ticket',
                ExpressionAttributeValues: { ':ticket': item['ticket'] },
              }),
            }),
          ),
        ),
      ),
    );
    removed += deleted.filter(Boolean).length;
  }
  return removed;
}
