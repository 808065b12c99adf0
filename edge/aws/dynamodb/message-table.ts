import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { dynamodb, expiresAt, conditionalWrite } from './client.ts';
import { tableName } from './table.ts';

/** The parameters that address one item. */
export interface MessageKey {
  TableName: string;
  Key: { id: string };
}

export const messageKey = (id: string): MessageKey => ({
  TableName: tableName('MESSAGES_TABLE'),
  Key: { id },
});

/** Reads consistently. */
export async function readMessage(id: string): Promise<Record<string, unknown> | undefined> {
  const { Item } = await dynamodb.send(new GetCommand({ ...messageKey(id), ConsistentRead: true }));
  return Item;
}

/**
 * Stores an item if none has its id; false when one has.
 *
 * @param keepDays for how long, from its moment `at` (ms since the epoch)
 */
export const putMessage = (
  item: Record<string, unknown> & { id: string; at: number },
  keepDays: number,
): Promise<boolean> =>
  conditionalWrite(
    dynamodb.send(
      new PutCommand({
        TableName: messageKey(item.id).TableName,
        Item: { ...item, expiresAt: expiresAt(item.at, keepDays) },
        ConditionExpression: 'attribute_not_exists(id)',
      }),
    ),
  );
