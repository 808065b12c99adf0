import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { TestDesk } from '../../desk/desk.ts';

/** What the desk adds to a connect, to hear of an agent who does not take the call. */
const ADDED = ['eventMethod', 'eventType', 'eventUrl', 'timeout'];

/** An answer as ops wrote it, without what the desk adds. */
export function asWritten<T extends object>(ncco: T[]): T[] {
  return ncco.map((action) =>
    JSON.stringify(action).includes('/webhooks/route?')
      ? (Object.fromEntries(Object.entries(action).filter(([key]) => !ADDED.includes(key))) as T)
      : action,
  );
}

/** Takes every agent off the phone, as an owner's hand: calls that are only webhooks never end. */
export async function freeAgents(desk: TestDesk): Promise<void> {
  for (const { name } of await desk.items('Agents')) {
    await desk.tables.send(
      new UpdateCommand({
        TableName: 'Agents',
        Key: { name },
        UpdateExpression: 'REMOVE busyUntil, busyWith, unreachableUntil',
      }),
    );
  }
}
