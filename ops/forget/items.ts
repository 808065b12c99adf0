import { DeleteCommand, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { conditionalWrite } from '../../edge/aws/dynamodb/client.ts';
import type { OwnersTables } from '../stack/tables.ts';

export type Item = Record<string, unknown>;

/** Removed side by side. */
const AT_ONCE = 25;

interface Page {
  Items?: Item[] | undefined;
  LastEvaluatedKey?: Item | undefined;
}

/** All items of a table, page by page. An owner's command may: no function scans. */
export const scanned = ({ dynamodb }: OwnersTables, TableName: string): AsyncGenerator<Item[]> =>
  pages((from) =>
    dynamodb.send(
      new ScanCommand({ TableName, ConsistentRead: true, ...(from && { ExclusiveStartKey: from }) }),
    ),
  );

/** All items under one partition key, page by page. */
export const under = (
  { dynamodb }: OwnersTables,
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

/** Deletes items by the attributes of their key; one that meanwhile moved to another ticket stays. How many went. */
export async function remove(
  { dynamodb }: OwnersTables,
  TableName: string,
  items: Item[],
  key: string[],
): Promise<number> {
  let removed = 0;
  for (let first = 0; first < items.length; first += AT_ONCE) {
    const gone = await Promise.all(
      items.slice(first, first + AT_ONCE).map((item) =>
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
    removed += gone.filter(Boolean).length;
  }
  return removed;
}
