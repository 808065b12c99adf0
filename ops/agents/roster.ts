import {
  DeleteCommand,
  GetCommand,
  PutCommand,
  ScanCommand,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { agentName as spelt, spellingsOf } from '../../desk/agents/name.ts';
import { linkKey } from '../../edge/aws/dynamodb/agents.ts';
import { ON_ROSTER } from '../../edge/aws/dynamodb/agent-item.ts';
import type { OwnersTables } from '../stack/tables.ts';

/** One line of the roster, as its owner sees it. */
export interface Listed {
  name: string;
  /** When the agent came onto the roster, ms since 1970; absent for those of the first deployment. */
  since?: number | undefined;
  hasKey: boolean;
  /** What the agent set; absent where nothing was set yet. */
  availability?: string | undefined;
  /** What the identity provider calls the agent, where it was linked. */
  vouchedAs?: string | undefined;
}

const item = z.object({
  name: z.string(),
  since: z.optional(z.catch(z.optional(z.number()), undefined)),
  keyHash: z.optional(z.unknown()),
  removedAt: z.optional(z.unknown()),
  availability: z.optional(z.catch(z.optional(z.string()), undefined)),
  vouchedAs: z.optional(z.catch(z.optional(z.string()), undefined)),
  linkedTo: z.optional(z.unknown()),
});

const LONGEST_NAME = 100;

/**
 * The name as it goes onto the roster, or undefined where it can be no user's name at Vonage: it starts with a letter or
 * a digit, and holds letters, digits, inner blanks and `. _ ' @ + -` (so that e-mail addresses may be names).
 */
export function agentName(written: string): string | undefined {
  const name = spelt(written);
  const isName = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N} ._'@+-]*[\p{L}\p{M}\p{N}._'@+-])?$/u.test(name);
  return isName && name.length <= LONGEST_NAME ? name : undefined;
}

/** The roster, on the table that the stores of the functions read. */
export function roster({ dynamodb, tables }: OwnersTables) {
  /** False when the item is not as `condition` wants it. */
  async function update(name: string, change: Partial<UpdateCommandInput>): Promise<boolean> {
    try {
      await dynamodb.send(
        new UpdateCommand({
          TableName: tables.agents,
          Key: { name },
          ExpressionAttributeNames: { '#name': 'name' },
          ...change,
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false;
      throw error;
    }
  }
  /** The first spelling under which an item is as wanted: one that was put by hand may have another than ours. */
  async function updateAny(name: string, change: Partial<UpdateCommandInput>): Promise<boolean> {
    for (const spelling of spellingsOf(name)) if (await update(spelling, change)) return true;
    return false;
  }
  /** The name as it is stored, of an agent who is on the roster or was. */
  async function stored(name: string): Promise<string> {
    for (const spelling of spellingsOf(name)) {
      const { Item } = await dynamodb.send(
        new GetCommand({ TableName: tables.agents, Key: { name: spelling }, ConsistentRead: true }),
      );
      if (Item) return spelling;
    }
    return name;
  }
  async function attributeOf(key: { name: string }, attribute: string): Promise<string | undefined> {
    const { Item } = await dynamodb.send(
      new GetCommand({ TableName: tables.agents, Key: key, ConsistentRead: true }),
    );
    const found: unknown = Item?.[attribute];
    return typeof found === 'string' ? found : undefined;
  }
  const linkedTo = (identity: string) => attributeOf(linkKey(identity), 'linkedTo');
  const identityOf = (name: string) => attributeOf({ name }, 'vouchedAs');
  const onRoster = 'attribute_exists(#name) AND attribute_not_exists(removedAt)';

  return {
    /**
     * Puts an agent on the roster, again too, with this key, ready to be rung; false for one who is on it. Whether the
     * agent's app is signed in is learned from the first ring.
     */
    add: async (name: string, key: string, now: number): Promise<boolean> =>
      update(await stored(name), {
        ConditionExpression: 'attribute_not_exists(#name) OR attribute_exists(removedAt)',
        UpdateExpression:
          'SET keyHash = :hash, since = :now, roster = :roster REMOVE removedAt, availability, unreachableUntil, vouchedAs',
        ExpressionAttributeValues: { ':hash': hashOf(key), ':now': now, ':roster': ON_ROSTER },
      }),

    /** Takes an agent off; the item stays, with the user at Vonage. False for one who is not on the roster. */
    remove: (name: string, now: number): Promise<boolean> =>
      updateAny(name, {
        ConditionExpression: onRoster,
        UpdateExpression: 'SET removedAt = :now REMOVE keyHash, roster, vouchedAs',
        ExpressionAttributeValues: { ':now': now },
      }),

    /** This key instead of the one before, and of the JWTs that were got with it; false for one who is not on the roster. */
    replaceKey: (name: string, key: string): Promise<boolean> =>
      updateAny(name, {
        ConditionExpression: onRoster,
        UpdateExpression: 'SET keyHash = :hash, roster = :roster',
        ExpressionAttributeValues: { ':hash': hashOf(key), ':roster': ON_ROSTER },
      }),

    /**
     * Lets whom the identity provider calls `identity` sign in as this agent, and nobody else whom it called so before.
     *
     * @returns the agent to whom that identity is linked already, where it is another one; false for a name that is not
     *   on the roster
     */
    async link(name: string, identity: string): Promise<boolean | { linkedTo: string }> {
      const agent = await stored(name);
      const other = await linkedTo(identity);
      if (other !== undefined && other !== agent && (await identityOf(other)) === identity) {
        return { linkedTo: other };
      }
      const before = await identityOf(agent);
      const linked = await update(agent, {
        ConditionExpression: onRoster,
        UpdateExpression: 'SET vouchedAs = :identity',
        ExpressionAttributeValues: { ':identity': identity },
      });
      if (!linked) return false;
      const Item = { ...linkKey(identity), linkedTo: agent };
      await dynamodb.send(new PutCommand({ TableName: tables.agents, Item }));
      if (before !== undefined && before !== identity) {
        await dynamodb.send(new DeleteCommand({ TableName: tables.agents, Key: linkKey(before) }));
      }
      return true;
    },

    /** Who is on the roster, by name. */
    async list(): Promise<Listed[]> {
      const found: Listed[] = [];
      let from: Record<string, unknown> | undefined;
      do {
        const page = await dynamodb.send(
          new ScanCommand({ TableName: tables.agents, ConsistentRead: true, ExclusiveStartKey: from }),
        );
        for (const read of page.Items ?? []) {
          const { name, since, keyHash, removedAt, availability, vouchedAs, linkedTo } = item.parse(read);
          if (removedAt === undefined && linkedTo === undefined)
            found.push({ name, since, hasKey: Boolean(keyHash), availability, vouchedAs });
        }
        from = page.LastEvaluatedKey;
      } while (from !== undefined);
      return found.sort((one, other) => one.name.localeCompare(other.name));
    },
  };
}

/** Only this is stored: nobody who reads the table can sign in with it. A key of 24 random bytes needs no salt. */
const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex');
