import { DeleteCommand, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { ACCOUNT_TROUBLES, type AccountHold, type HoldStore } from '../../../desk/messages/account-hold.ts';
import { dynamodb, conditionalWrite } from './client.ts';
import { tableName } from './table.ts';

/** In the Tickets table, so that the gate reads it in the same call as the customer. */
export const HOLD_KEY = { id: 'hold#vonage' };

const holdItem = z.object({
  reason: z.enum(ACCOUNT_TROUBLES),
  since: z.number(),
  probeAt: z.number(),
  pauseMs: z.number(),
});

/** What the item says; an item that somebody broke holds nothing back. */
export const holdOf = (item: unknown): AccountHold | undefined => z.safeParse(holdItem, item).data;

/** The one item that says whether our account at Vonage takes texts. */
export function holdStore(): HoldStore {
  const TableName = tableName('TICKETS_TABLE');
  return {
    async find() {
      const { Item } = await dynamodb.send(
        new GetCommand({ TableName, Key: HOLD_KEY, ConsistentRead: true }),
      );
      return holdOf(Item);
    },

    replace(hold, seen) {
      const keyed = {
        TableName,
        Key: HOLD_KEY,
        ConditionExpression: seen
          ? 'since = :seenSince AND probeAt = :seen'
          : 'attribute_not_exists(probeAt)',
      };
      const before = seen && { ':seenSince': seen.since, ':seen': seen.probeAt };
      return conditionalWrite(
        hold
          ? dynamodb.send(
              new UpdateCommand({
                ...keyed,
                UpdateExpression:
                  'SET reason = :reason, since = :since, probeAt = :probeAt, pauseMs = :pauseMs',
                ExpressionAttributeValues: {
                  ':reason': hold.reason,
                  ':since': hold.since,
                  ':probeAt': hold.probeAt,
                  ':pauseMs': hold.pauseMs,
                  ...before,
                },
              }),
            )
          : dynamodb.send(
              new DeleteCommand({ ...keyed, ...(before && { ExpressionAttributeValues: before }) }),
            ),
      );
    },
  };
}
