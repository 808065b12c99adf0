import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, QueryCommand, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { spellingsOf } from '../../../desk/agents/name.ts';
import { isOver, isStatus } from '../../../desk/calls/call-state.ts';
import type { Leases, RosterAgent } from '../../../desk/calls/routing/agents.ts';
import { environment } from '../environment.ts';
import { dynamodb, conditionalWrite } from './client.ts';

/**
 * Under which all agents who may be rung stand in the index `byRoster`: they join it when ops add them; those of the
 * first deployment when they first sign in, are rung, or say whether they are there.
 */
export const ON_ROSTER = 'agents';

const AWAY = 'away';

const number = z.optional(z.number());
/** A lease as it stands on the agent's item of the Agents table. */
const agentItem = z.object({
  name: z.string(),
  availability: z.optional(z.unknown()),
  removedAt: number,
  busyUntil: number,
  busyWith: z.optional(z.string()),
  unreachableUntil: number,
  idleSince: number,
});

/** The holder in what DynamoDB tells of a write that it refused, where it does: the document client leaves it as it came. */
const asRefused = z.object({
  busyWith: z.optional(z.object({ S: z.string() })),
  busyUntil: z.optional(z.object({ N: z.string() })),
});

const legItem = z.object({ direction: z.optional(z.string()), status: z.optional(z.string()) });

/** More agents on the phone at once than this are not looked after in one go. */
const MOST_ENDED = 20;

export interface AgentLeases extends Leases {
  /** Whatever held the agent, it is over: the agent is seen in a call of another kind. */
  free(agent: string, now: number): Promise<void>;
  setAvailable(agent: string, available: boolean): Promise<void>;
}

/** Leases on the items of the Agents table, and the roster as its index shows it, a moment late. */
export function agentLeases(): AgentLeases {
  const TableName = environment('AGENTS_TABLE');

  const updating = (
    name: string,
    { condition, expression, values }: Change,
    more: Partial<UpdateCommandInput> = {},
  ): UpdateCommand =>
    new UpdateCommand({
      TableName,
      Key: { name },
      ConditionExpression: condition,
      UpdateExpression: expression,
      ...(condition.includes('#name') && { ExpressionAttributeNames: { '#name': 'name' } }),
      ExpressionAttributeValues: values,
      ...more,
    });

  async function update(written: string, change: Change): Promise<boolean> {
    for (const name of spellingsOf(written))
      if (await conditionalWrite(dynamodb.send(updating(name, change)))) return true;
    return false;
  }

  /** Who lost learns why without asking again, for a caller waits. */
  async function refused(name: string, change: Change): Promise<ConditionalCheckFailedException | undefined> {
    try {
      await dynamodb.send(updating(name, change, { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }));
      return undefined;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return error;
      throw error;
    }
  }

  /** For an agent who is not there, and for a DynamoDB that does not say why it refused, such as the laptop's. */
  async function readLease(name: string): Promise<HeldItem | undefined> {
    const { Item } = await dynamodb.send(new GetCommand({ TableName, Key: { name }, ConsistentRead: true }));
    return Item && agentItem.parse(Item);
  }

  const claimed: Leases['claim'] = async (agent, holder, { now, until }) => {
    const refusal = await refused(agent, {
      condition: [
        'attribute_exists(#name)',
        'attribute_not_exists(removedAt)',
        '(attribute_not_exists(availability) OR availability <> :away)',
        '(attribute_not_exists(busyUntil) OR busyUntil <= :now)',
        '(attribute_not_exists(unreachableUntil) OR unreachableUntil <= :now)',
      ].join(' AND '),
      expression: 'SET busyUntil = :until, busyWith = :holder, roster = :roster',
      values: { ':away': AWAY, ':now': now, ':until': until, ':holder': holder, ':roster': ON_ROSTER },
    });
    if (!refusal) return 'claimed';
    const held = refusal.Item ? leaseIn(refusal.Item) : await readLease(agent);
    if (!held) return 'unknown';
    return held.busyWith === holder && (held.busyUntil ?? 0) > now ? 'claimed' : 'taken';
  };

  return {
    async roster() {
      const { Items = [] } = await dynamodb.send(
        new QueryCommand({
          TableName,
          IndexName: 'byRoster',
          KeyConditionExpression: 'roster = :roster',
          ExpressionAttributeValues: { ':roster': ON_ROSTER },
        }),
      );
      return Items.map((item) => agentItem.parse(item))
        .filter(({ removedAt }) => removedAt === undefined)
        .map(asAgent);
    },

    async claim(written, holder, lease) {
      for (const agent of spellingsOf(written)) {
        const claim = await claimed(agent, holder, lease);
        if (claim !== 'unknown') return claim;
      }
      return 'unknown';
    },

    async prolong(agent, holder, until) {
      await update(agent, {
        condition: 'busyWith = :holder',
        expression: 'SET busyUntil = :until',
        values: { ':holder': holder, ':until': until },
      });
    },

    async release(agent, holder, { now, unreachableUntil }) {
      const missing = unreachableUntil === undefined ? '' : ', unreachableUntil = :unreachable';
      await update(agent, {
        condition: 'busyWith = :holder',
        expression: `SET idleSince = :now${missing} REMOVE busyWith, busyUntil`,
        values: {
          ':holder': holder,
          ':now': now,
          ...(unreachableUntil !== undefined && { ':unreachable': unreachableUntil }),
        },
      });
    },

    async ended(holders) {
      const over = await Promise.all(
        holders.slice(0, MOST_ENDED).map(async (holder) => ((await isCallOver(holder)) ? [holder] : [])),
      );
      return over.flat();
    },

    async free(agent, now) {
      await update(agent, {
        condition: 'attribute_exists(busyWith)',
        expression: 'SET idleSince = :now REMOVE busyWith, busyUntil, unreachableUntil',
        values: { ':now': now },
      });
    },

    async setAvailable(agent, available) {
      await update(agent, {
        condition: 'attribute_exists(#name) AND attribute_not_exists(removedAt)',
        // Who says so at the desk is there: a connect that failed before counts no more.
        expression: `SET availability = :availability, roster = :roster${available ? ' REMOVE unreachableUntil' : ''}`,
        values: { ':availability': available ? 'available' : AWAY, ':roster': ON_ROSTER },
      });
    },
  };
}

function asAgent({
  name,
  availability,
  busyUntil,
  busyWith,
  unreachableUntil,
  idleSince,
}: Item): RosterAgent {
  const lease =
    busyUntil === undefined || busyWith === undefined ? undefined : { holder: busyWith, until: busyUntil };
  return { name, away: availability === AWAY, lease, unreachableUntil, idleSince };
}

type Item = z.output<typeof agentItem>;
type HeldItem = Pick<Item, 'busyWith' | 'busyUntil'>;

function leaseIn(item: unknown): HeldItem {
  const { busyWith, busyUntil } = asRefused.parse(item);
  return { busyWith: busyWith?.S, busyUntil: busyUntil && Number(busyUntil.N) };
}

interface Change {
  condition: string;
  expression: string;
  values: Record<string, unknown>;
}

/** The caller's own leg is over; an agent's leg whose end was lost says nothing more. */
async function isCallOver(holder: string): Promise<boolean> {
  const { Items = [] } = await dynamodb.send(
    new QueryCommand({
      TableName: environment('CALLS_TABLE'),
      KeyConditionExpression: '#call = :call AND begins_with(#item, :leg)',
      ExpressionAttributeNames: { '#call': 'call', '#item': 'item' },
      ExpressionAttributeValues: { ':call': holder.slice(0, holder.lastIndexOf('/')), ':leg': 'leg#' },
    }),
  );
  return Items.map((item) => legItem.parse(item)).some(
    ({ direction, status }) => direction === 'inbound' && isStatus(status) && isOver(status),
  );
}
