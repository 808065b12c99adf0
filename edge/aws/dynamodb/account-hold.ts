import { GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { ACCOUNT_TROUBLES, type AccountHold, type HoldStore } from '../../../desk/messages/account-hold.ts';
import { dynamodb } from './client.ts';
import { allOf, deleteIf, equals, isAbsent, updateIf, type Condition } from './conditional.ts';
import { tableName } from './table.ts';

/** In the Tickets table, so that the send policy reads it in the same request as the customer. */
export const HOLD_KEY = { id: 'hold#vonage' };

const holdItem = z.object({
  reason: z.enum(ACCOUNT_TROUBLES),
  since: z.number(),
  probeAt: z.number(),
  pauseMs: z.number(),
});

/** Undefined without an item, and for one that was edited into something else: that holds nothing back. */
export const holdOf = (item: unknown): AccountHold | undefined => z.safeParse(holdItem, item).data;

/** Nobody began, changed or ended the hold since it was read. */
const isAsSeen = (seen: AccountHold | undefined): Condition =>
  seen ? allOf(equals('since', seen.since), equals('probeAt', seen.probeAt)) : isAbsent('probeAt');

/** The one item that says whether Vonage accepts texts of our account. */
export function holdStore(): HoldStore {
  const item = { TableName: tableName('TICKETS_TABLE'), Key: HOLD_KEY };
  return {
    async find() {
      const { Item } = await dynamodb.send(new GetCommand({ ...item, ConsistentRead: true }));
      return holdOf(Item);
    },

    replace(hold, seen) {
      if (!hold) return deleteIf(item, isAsSeen(seen));
      const { reason, since, probeAt, pauseMs } = hold;
      return updateIf(item, isAsSeen(seen), { set: { reason, since, probeAt, pauseMs } });
    },
  };
}
