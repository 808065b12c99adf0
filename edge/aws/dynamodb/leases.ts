import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { spellingsOf } from '../../../desk/agents/name.ts';
import { hasCallerLeft } from '../../../desk/calls/caller-left.ts';
import type { Leases } from '../../../desk/calls/routing/agents.ts';
import { dynamodb } from './client.ts';
import { allOf, equals, isAbsent, isPresent, updateIf, type Change, type Condition } from './conditional.ts';
import { AWAY, ON_ROSTER, rosterAgentOf } from './agent-item.ts';
import { LEG } from './call-keys.ts';
import { claimAgent } from './lease-claim.ts';
import { onIndex, tableName } from './table.ts';

/** At most so many calls are looked up at once to see whether they are over. */
const MOST_ENDED = 20;

export interface AgentLeases extends Leases {
  /** Ends any lease on the agent, who is seen in a call of another kind. */
  free(agent: string, now: number): Promise<void>;
  setAvailable(agent: string, available: boolean): Promise<void>;
}

/** The lease is this holder's own: a late or repeated end of another ring changes nothing. */
const isHeldBy = (holder: string): Condition => equals('busyWith', holder);

/** Leases on the items of the Agents table, and the roster as its index shows it, a moment late. */
export function agentLeases(): AgentLeases {
  const TableName = tableName('AGENTS_TABLE');

  /** The agent's item, under the spelling by which it is stored. */
  async function update(agent: string, condition: Condition, change: Change): Promise<void> {
    for (const name of spellingsOf(agent))
      if (await updateIf({ TableName, Key: { name } }, condition, change)) return;
  }

  return {
    roster: readRoster,

    async claim(agent, holder, lease) {
      for (const name of spellingsOf(agent)) {
        const claim = await claimAgent({ TableName, Key: { name } }, holder, lease);
        if (claim !== 'unknown') return claim;
      }
      return 'unknown';
    },

    prolong: (agent, holder, until) => update(agent, isHeldBy(holder), { set: { busyUntil: until } }),

    release: (agent, holder, { now, unreachableUntil }) =>
      update(agent, isHeldBy(holder), {
        set: { idleSince: now, unreachableUntil },
        remove: ['busyWith', 'busyUntil'],
      }),

    async ended(holders) {
      const ended = await Promise.all(
        holders.slice(0, MOST_ENDED).map(async (holder) => ((await isCallOver(holder)) ? [holder] : [])),
      );
      return ended.flat();
    },

    free: (agent, now) =>
      update(agent, isPresent('busyWith'), {
        set: { idleSince: now },
        remove: ['busyWith', 'busyUntil', 'unreachableUntil'],
      }),

    setAvailable: (agent, available) =>
      update(agent, allOf(isPresent('name'), isAbsent('removedAt')), {
        set: { availability: available ? 'available' : AWAY, roster: ON_ROSTER },
        // An agent who sets this is there, whatever a connect met before.
        remove: available ? ['unreachableUntil'] : [],
      }),
  };
}

const readRoster: Leases['roster'] = async () => {
  const { Items = [] } = await dynamodb.send(
    new QueryCommand({
      ...onIndex('AGENTS_TABLE', 'byRoster'),
      KeyConditionExpression: 'roster = :roster',
      ExpressionAttributeValues: { ':roster': ON_ROSTER },
    }),
  );
  return Items.map(rosterAgentOf).filter((agent) => agent !== undefined);
};

const legFacts = z.object({ direction: z.optional(z.string()), status: z.optional(z.string()) });

async function isCallOver(holder: string): Promise<boolean> {
  const { Items = [] } = await dynamodb.send(
    new QueryCommand({
      TableName: tableName('CALLS_TABLE'),
      KeyConditionExpression: '#call = :call AND begins_with(#item, :leg)',
      ExpressionAttributeNames: { '#call': 'call', '#item': 'item' },
      ExpressionAttributeValues: { ':call': holder.slice(0, holder.lastIndexOf('/')), ':leg': LEG },
    }),
  );
  return hasCallerLeft(Items.map((item) => legFacts.parse(item)));
}
