import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Claim, RosterAgent } from '../../../desk/calls/routing/agents.ts';
import { AWAY, leaseIn, ON_ROSTER } from './agent-item.ts';
import { dynamodb } from './client.ts';
import {
  allOf,
  anyOf,
  isAbsent,
  isAtMost,
  isPresent,
  updateInput,
  type Condition,
  type ItemKey,
} from './conditional.ts';

/** On the roster. */
const isAgent: Condition = allOf(isPresent('name'), isAbsent('removedAt'));

const isAvailable: Condition = {
  expression: 'attribute_not_exists(availability) OR availability <> :away',
  values: { ':away': AWAY },
};

/** Of several callers at once, one finds the agent free; a lease that was never released has run out by itself. */
const isFree = (now: number): Condition => anyOf(isAbsent('busyUntil'), isAtMost('busyUntil', now));

/** No connect found the agent signed out a moment ago. */
const isReachable = (now: number): Condition =>
  anyOf(isAbsent('unreachableUntil'), isAtMost('unreachableUntil', now));

/** Takes the lease by one conditional write. The same ring that asks again, as a duplicate does, keeps the lease as it is. */
export async function claimAgent(
  item: ItemKey,
  holder: string,
  { now, until }: { now: number; until: number },
): Promise<Claim> {
  const refusal = await refusalOf(
    new UpdateCommand({
      ...updateInput(item, allOf(isAgent, isAvailable, isFree(now), isReachable(now)), {
        set: { busyUntil: until, busyWith: holder, roster: ON_ROSTER },
      }),
      // Who lost learns why without another read: a caller waits.
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    }),
  );
  if (!refusal) return 'claimed';
  const agent = refusal.Item ? { lease: refusedLease(refusal.Item) } : await readAgent(item);
  if (!agent) return 'unknown';
  return agent.lease?.holder === holder && agent.lease.until > now ? 'claimed' : 'taken';
}

async function refusalOf(write: UpdateCommand): Promise<ConditionalCheckFailedException | undefined> {
  try {
    await dynamodb.send(write);
    return undefined;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return error;
    throw error;
  }
}

/** For an agent who does not exist, and for a DynamoDB that does not return the item, such as the local one. */
async function readAgent(item: ItemKey): Promise<Pick<RosterAgent, 'lease'> | undefined> {
  const { Item } = await dynamodb.send(new GetCommand({ ...item, ConsistentRead: true }));
  return Item && { lease: leaseIn(Item) };
}

/** In DynamoDB's own notation: the document client does not translate the item of a refused write. */
const refusedItem = z.object({
  busyWith: z.optional(z.object({ S: z.string() })),
  busyUntil: z.optional(z.object({ N: z.string() })),
});

function refusedLease(item: unknown): RosterAgent['lease'] {
  const { busyWith, busyUntil } = refusedItem.parse(item);
  return busyWith && busyUntil && { holder: busyWith.S, until: Number(busyUntil.N) };
}
