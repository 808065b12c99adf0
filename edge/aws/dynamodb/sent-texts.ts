import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Allowance, SendPolicyStore } from '../../../desk/messages/send-policy.ts';
import { HOLD_KEY, holdOf } from './account-hold.ts';
import { batchGet } from './batch-get.ts';
import { dynamodb, expiresAt } from './client.ts';
import { anyOf, isAbsent, updateIf, updateInput, type Condition } from './conditional.ts';
import { customerKey, customerOf } from './customer-item.ts';
import { forEachShard, shardOf } from './shards.ts';

/** Counts of a day are not needed after it; an environment whose clock is behind may still read them. */
const COUNTS_KEPT_DAYS = 3;

const ofCustomer = z.object({ texts: z.optional(z.set(z.string())) });
const total = z.object({ texts: z.number() });

/** `owner` is a customer's number, or a shard of the total. */
const countKey = (day: string, owner: string, allowance: Allowance = 'texts'): { id: string } => ({
  id: `${allowance}#${day}#${owner}`,
});

/** The text is counted already, or there is room for it. */
const hasRoomFor = (id: string, limit: number): Condition =>
  anyOf(isAbsent('texts'), {
    expression: 'contains(#texts, :id) OR size(#texts) < :limit',
    names: { '#texts': 'texts' },
    values: { ':id': id, ':limit': limit },
  });

/**
 * The texts that were sent on a day, in the Tickets table: `texts#<day>#<msisdn>` holds their ids for one customer,
 * `texts#<day>#<shard>` their number for all, and `unsolicited#<day>#<shard>` that of those that nobody asked for.
 */
export function sentTexts(TableName: string): SendPolicyStore {
  return {
    async standing(msisdn, day, allowance) {
      const own = countKey(day, msisdn);
      const totals = forEachShard((shard) => countKey(day, String(shard), allowance));
      const keys = [customerKey(msisdn), HOLD_KEY, own, ...totals];
      const found = await batchGet(TableName, keys, 'standing-throttled', { ConsistentRead: true });
      const items = new Map(found.map((item) => [String(item['id']), item]));
      const customer = items.get(customerKey(msisdn).id);
      return {
        customer: customer && customerOf(msisdn, customer),
        sent: [...(ofCustomer.parse(items.get(own.id) ?? {}).texts ?? [])],
        sentToAll: totals
          .map(({ id }) => total.safeParse(items.get(id)).data?.texts ?? 0)
          .reduce((sum, texts) => sum + texts, 0),
        hold: holdOf(items.get(HOLD_KEY.id)),
      };
    },

    async count(msisdn, day, id, limit, allowance) {
      const set = { expiresAt: expiresAt(Date.parse(day), COUNTS_KEPT_DAYS) };
      const ofAll = { TableName, Key: countKey(day, String(shardOf(id)), allowance) };
      // The send policy has just read that there is room: where a race took it, the total is one too high.
      const [isCounted] = await Promise.all([
        updateIf({ TableName, Key: countKey(day, msisdn) }, hasRoomFor(id, limit), {
          set,
          add: { texts: new Set([id]) },
        }),
        dynamodb.send(new UpdateCommand(updateInput(ofAll, undefined, { set, add: { texts: 1 } }))),
      ]);
      return isCounted;
    },
  };
}
