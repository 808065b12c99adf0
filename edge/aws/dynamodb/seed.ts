import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { dynamodb, conditionalWrite } from './client.ts';
import { ON_ROSTER } from './agent-item.ts';
import { AGENTS, CONFIG_ITEMS } from '../../../desk/first-items.ts';
import { tableName } from './table.ts';

type Item = Record<string, unknown>;

/**
 * Adds every missing item, and every missing attribute of `settings` and `texts/*`. Overwrites nothing.
 *
 * @param isFirst whether the stack is being created: an agent who was removed later must not come back with an upgrade
 */
export async function seed(isFirst: boolean): Promise<void> {
  const agents = isFirst ? AGENTS : [];
  await Promise.all([
    ...CONFIG_ITEMS.map(seedConfig),
    ...agents.map((name) => putIfMissing(tableName('AGENTS_TABLE'), { name, roster: ON_ROSTER })),
  ]);
}

async function seedConfig(item: Item): Promise<void> {
  const isNew = await putIfMissing(tableName('NCCO_CONFIG_TABLE'), item);
  // In an answer, a menu or an NCCO a missing attribute has a meaning; in these it means the default.
  if (isNew || !/^(settings|texts\/.*)$/.test(String(item['name']))) return;
  const { name, ...attributes } = item;
  await addMissing({ name }, attributes);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (isMap(value) && Object.keys(value).length > 0) await addMissing({ name }, value, attribute);
  }
}

const isMap = (value: unknown): value is Item =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

async function putIfMissing(TableName: string, item: Item): Promise<boolean> {
  return conditionalWrite(
    dynamodb.send(
      new PutCommand({
        TableName,
        Item: item,
        ConditionExpression: 'attribute_not_exists(#name)',
        ExpressionAttributeNames: { '#name': 'name' },
      }),
    ),
  );
}

/** Adds attributes of a newer version; `within` is the map that holds them, left alone where ops made it no map. */
async function addMissing(Key: Item, attributes: Item, within?: string): Promise<void> {
  const entries = Object.entries(attributes);
  const path = (index: number): string => (within === undefined ? `#a${index}` : `#within.#a${index}`);
  const sets = entries.map((_, index) => `${path(index)} = if_not_exists(${path(index)}, :a${index})`);
  await conditionalWrite(
    dynamodb.send(
      new UpdateCommand({
        TableName: tableName('NCCO_CONFIG_TABLE'),
        Key,
        UpdateExpression: `SET ${sets.join(', ')}`,
        ConditionExpression:
          within === undefined ? 'attribute_exists(#name)' : 'attribute_type(#within, :map)',
        ExpressionAttributeNames: {
          ...(within === undefined ? { '#name': 'name' } : { '#within': within }),
          ...Object.fromEntries(entries.map(([name], index) => [`#a${index}`, name])),
        },
        ExpressionAttributeValues: {
          ...(within !== undefined && { ':map': 'M' }),
          ...Object.fromEntries(entries.map(([, value], index) => [`:a${index}`, value])),
        },
      }),
    ),
  );
}
