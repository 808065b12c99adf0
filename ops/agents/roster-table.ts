import { GetCommand, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { spellingsOf } from '../../desk/agents/name.ts';
import { conditionalWrite } from '../../edge/aws/dynamodb/client.ts';
import type { OwnerTables } from '../stack/tables.ts';

/** An update of an agent's item. */
export type AgentUpdate = Partial<UpdateCommandInput>;

/** Reads and conditional updates of the Agents table. */
export function rosterTable({ dynamodb, tables }: OwnerTables) {
  async function read(key: { name: string }): Promise<Record<string, unknown> | undefined> {
    const { Item } = await dynamodb.send(
      new GetCommand({ TableName: tables.agents, Key: key, ConsistentRead: true }),
    );
    return Item;
  }

  /** False when the condition of `change` does not hold. */
  const update = (name: string, change: AgentUpdate): Promise<boolean> =>
    conditionalWrite(
      dynamodb.send(
        new UpdateCommand({
          TableName: tables.agents,
          Key: { name },
          ExpressionAttributeNames: { '#name': 'name' },
          ...change,
        }),
      ),
    );

  return {
    update,

    /** Updates the first spelling whose condition holds: items put by hand may use another spelling. */
    async updateAnySpelling(name: string, change: AgentUpdate): Promise<boolean> {
      for (const spelling of spellingsOf(name)) if (await update(spelling, change)) return true;
      return false;
    },

    /** The stored spelling of an agent who is, or was, on the roster; otherwise the name itself. */
    async storedName(name: string): Promise<string> {
      for (const spelling of spellingsOf(name)) if (await read({ name: spelling })) return spelling;
      return name;
    },

    /** A string attribute of an item. */
    async attribute(key: { name: string }, attribute: string): Promise<string | undefined> {
      const value: unknown = (await read(key))?.[attribute];
      return typeof value === 'string' ? value : undefined;
    },
  };
}

export type RosterTable = ReturnType<typeof rosterTable>;
