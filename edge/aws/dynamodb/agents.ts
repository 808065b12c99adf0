import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { agentName, spellingsOf } from '../../../desk/agents/name.ts';
import { dynamodb } from './client.ts';
import { ON_ROSTER } from './agent-item.ts';
import { tableName } from './table.ts';

/** A removed agent is out within 10 s. */
const CACHED_MS = 5_000;

const agentItem = z.object({
  name: z.string(),
  /** SHA-256, hex, of the agent's own key for /api/jwt; tokens issued for another key are refused. */
  keyHash: z.optional(z.string()),
  /** Vonage's id of the user, once it is known. */
  userId: z.optional(z.string()),
  /** The application that the user belongs to: a new application has no such user yet. */
  userOf: z.optional(z.string()),
  removedAt: z.optional(z.number()),
  /** The identity to which the owner linked the agent: the link's item names the agent, and this names the link. */
  vouchedAs: z.optional(z.string()),
});

const linkItem = z.object({ linkedTo: z.string() });

/** The item that links an identity provider's subject to an agent's name. No name contains `#`. */
export const linkKey = (identity: string): { name: string } => ({ name: `link#${identity}` });

/** Somebody who takes and makes phone calls and answers texts. */
export type Agent = z.output<typeof agentItem>;

const cache = new Map<string, { at: number; agent: Promise<Agent | undefined> }>();

/**
 * The agent of this name, if on the roster, with the name as it is stored. Results, also of unknown names, are cached for
 * a few seconds.
 */
export async function agentNamed(written: string, now: () => number = Date.now): Promise<Agent | undefined> {
  const name = agentName(written);
  const cached = cache.get(name);
  if (cached && Math.abs(now() - cached.at) < CACHED_MS) return cached.agent;
  // Names come from outside: the cache must not grow with every guess.
  if (cache.size > 1_000) cache.clear();
  const entry = { at: now(), agent: readAgent(written) };
  cache.set(name, entry);
  try {
    return await entry.agent;
  } catch (error) {
    cache.delete(name);
    throw error;
  }
}

/**
 * The agent whom the configured issuer calls `identity`: the one that the owner linked it to, else the one of that name. A
 * link is valid only while the agent's own item names it too: that of an agent who was removed and added again does not.
 */
export async function agentIdentifiedBy(identity: string): Promise<Agent | undefined> {
  const [{ Item }, named] = await Promise.all([
    dynamodb.send(
      new GetCommand({
        TableName: tableName('AGENTS_TABLE'),
        Key: linkKey(identity),
        ConsistentRead: true,
      }),
    ),
    agentNamed(identity),
  ]);
  if (!Item) return named;
  const linked = await agentNamed(linkItem.parse(Item).linkedTo);
  return linked?.vouchedAs === identity ? linked : undefined;
}

/** One read, but for names that have several spellings and are not stored in the normal one. */
async function readAgent(written: string): Promise<Agent | undefined> {
  for (const name of spellingsOf(written)) {
    const { Item } = await dynamodb.send(
      new GetCommand({ TableName: tableName('AGENTS_TABLE'), Key: { name }, ConsistentRead: true }),
    );
    const agent = Item && !('linkedTo' in Item) ? agentItem.parse(Item) : undefined;
    if (agent && agent.removedAt === undefined) return agent;
  }
  return undefined;
}

/** Stores the id of the Vonage application's user, so that Vonage is not asked again. */
export async function rememberUser(name: string, userId: string, applicationId: string): Promise<void> {
  await dynamodb.send(
    new UpdateCommand({
      TableName: tableName('AGENTS_TABLE'),
      Key: { name },
      ConditionExpression: 'attribute_exists(#name) AND attribute_not_exists(removedAt)',
      // Whoever has signed in once may be rung, however they came onto the roster.
      UpdateExpression: 'SET userId = :userId, userOf = :application, roster = :roster',
      ExpressionAttributeNames: { '#name': 'name' },
      ExpressionAttributeValues: { ':userId': userId, ':application': applicationId, ':roster': ON_ROSTER },
    }),
  );
  cache.delete(agentName(name));
}
