import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { linkKey } from '../../edge/aws/dynamodb/agents.ts';
import type { OwnerTables } from '../stack/tables.ts';
import { rosterTable } from './roster-table.ts';
import { IS_ON_ROSTER } from './roster.ts';

/**
 * Links an agent to an identity of the identity provider: only the bearer of that identity may sign in as this agent.
 * An identity that the agent was linked to before is unlinked.
 *
 * @returns the agent that already has this identity, if it is another one; false for a name that is not on the roster
 */
export async function linkIdentity(
  name: string,
  identity: string,
  desk: OwnerTables,
): Promise<boolean | { linkedTo: string }> {
  const { dynamodb, tables } = desk;
  const table = rosterTable(desk);
  const identityOf = (agent: string) => table.attribute({ name: agent }, 'vouchedAs');

  const agent = await table.storedName(name);
  const other = await table.attribute(linkKey(identity), 'linkedTo');
  if (other !== undefined && other !== agent && (await identityOf(other)) === identity) {
    return { linkedTo: other };
  }
  const before = await identityOf(agent);
  const linked = await table.update(agent, {
    ConditionExpression: IS_ON_ROSTER,
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
}
