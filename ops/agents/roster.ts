import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { ON_ROSTER } from '../../edge/aws/dynamodb/agent-item.ts';
import { scanTable } from '../stack/table-items.ts';
import type { OwnerTables } from '../stack/tables.ts';
import { rosterTable } from './roster-table.ts';

/** One agent on the roster. */
export interface RosterEntry {
  name: string;
  /** When the agent was added, ms since 1970; absent for agents of the first deployment. */
  since?: number | undefined;
  hasKey: boolean;
  /** What the agent chose; absent when nothing was chosen yet. */
  availability?: string | undefined;
  /** The linked identity at the identity provider. */
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

/** Condition of an update: the item exists and its agent was not removed. */
export const IS_ON_ROSTER = 'attribute_exists(#name) AND attribute_not_exists(removedAt)';

/** The owner's view of the roster; functions read the same items through edge/aws/dynamodb. */
export function roster(desk: OwnerTables) {
  const table = rosterTable(desk);
  return {
    /**
     * Adds an agent, or adds a removed one again, with this key. Whether the agent's app is signed in is learned from
     * the first ring.
     *
     * @returns false for an agent who is on the roster already
     */
    add: async (name: string, key: string, now: number): Promise<boolean> =>
      table.update(await table.storedName(name), {
        ConditionExpression: 'attribute_not_exists(#name) OR attribute_exists(removedAt)',
        UpdateExpression:
          'SET keyHash = :hash, since = :now, roster = :roster REMOVE removedAt, availability, unreachableUntil, vouchedAs',
        ExpressionAttributeValues: { ':hash': hashOf(key), ':now': now, ':roster': ON_ROSTER },
      }),

    /** Marks an agent as removed; the item and the user at Vonage stay. False for one who is not on the roster. */
    remove: (name: string, now: number): Promise<boolean> =>
      table.updateAnySpelling(name, {
        ConditionExpression: IS_ON_ROSTER,
        UpdateExpression: 'SET removedAt = :now REMOVE keyHash, roster, vouchedAs',
        ExpressionAttributeValues: { ':now': now },
      }),

    /** Replaces the key, which also revokes JWTs issued for the old one. False for one who is not on the roster. */
    replaceKey: (name: string, key: string): Promise<boolean> =>
      table.updateAnySpelling(name, {
        ConditionExpression: IS_ON_ROSTER,
        UpdateExpression: 'SET keyHash = :hash, roster = :roster',
        ExpressionAttributeValues: { ':hash': hashOf(key), ':roster': ON_ROSTER },
      }),

    /** All agents on the roster, by name. */
    async list(): Promise<RosterEntry[]> {
      const entries: RosterEntry[] = [];
      for await (const page of scanTable(desk, desk.tables.agents)) {
        for (const read of page) {
          const { name, since, keyHash, removedAt, availability, vouchedAs, linkedTo } = item.parse(read);
          if (removedAt === undefined && linkedTo === undefined)
            entries.push({ name, since, hasKey: Boolean(keyHash), availability, vouchedAs });
        }
      }
      return entries.sort((one, other) => one.name.localeCompare(other.name));
    },
  };
}

/** Only the hash is stored, so the table's readers cannot sign in. A key of 24 random bytes needs no salt. */
const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex');
