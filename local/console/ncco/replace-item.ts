import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { own } from '../../../desk/json-value.ts';
import { asRead } from '../../../edge/aws/dynamodb/as-read.ts';
import { conditionalWrite } from '../../../edge/aws/dynamodb/client.ts';
import { isSameNcco } from '../../../ops/ncco/versions.ts';
import type { OwnerTables } from '../../../ops/stack/tables.ts';
import { editableAttributes, isEditable } from './editable-items.ts';

/** In characters, of all conditions together: DynamoDB accepts 4 kB of expression. */
const MAX_CONDITION_LENGTH = 3_500;

/**
 * Replaces the editable attributes of an item in one conditional write, which contains only what differs from the item
 * as it was read.
 *
 * @returns false when another writer changed one of these attributes since
 */
export async function replaceItem(
  { dynamodb, tables }: OwnerTables,
  name: string,
  read: unknown,
  wanted: Record<string, unknown>,
): Promise<boolean> {
  const before = editableAttributes(read);
  const changed = [...new Set([...Object.keys(before), ...Object.keys(wanted)])].filter(
    (key) => isEditable(key) && !isSameNcco(own(before, key), own(wanted, key)),
  );
  if (changed.length === 0) return true;
  const assignments = assign(changed, wanted);
  const guards = unchangedSince(changed, before);
  const values = { ...assignments.values, ...guards.values };
  return conditionalWrite(
    dynamodb.send(
      new UpdateCommand({
        TableName: tables.nccoConfig,
        Key: { name },
        UpdateExpression: assignments.expression,
        ...(guards.expression !== '' && { ConditionExpression: guards.expression }),
        ExpressionAttributeNames: { ...assignments.names, ...guards.names },
        ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
      }),
    ),
  );
}

interface Expression {
  expression: string;
  names: NonNullable<UpdateCommandInput['ExpressionAttributeNames']>;
  values: NonNullable<UpdateCommandInput['ExpressionAttributeValues']>;
}

/** Sets each changed attribute that is wanted and removes the others, together with the findings of the old item. */
function assign(changed: string[], wanted: Record<string, unknown>): Expression {
  const names: Expression['names'] = { '#problems': 'problems' };
  const values: Expression['values'] = {};
  const sets: string[] = [];
  const removes = ['#problems'];
  for (const [index, key] of changed.entries()) {
    names[`#c${index}`] = key;
    const value = own(wanted, key);
    if (value === undefined) removes.push(`#c${index}`);
    else {
      sets.push(`#c${index} = :c${index}`);
      values[`:c${index}`] = value;
    }
  }
  const set = sets.length > 0 ? `SET ${sets.join(', ')} ` : '';
  return { expression: `${set}REMOVE ${removes.join(', ')}`, names, values };
}

/** The condition that the changed attributes still hold what was read, for as many as fit into an expression. */
function unchangedSince(changed: string[], before: Record<string, unknown>): Expression {
  const names: Expression['names'] = {};
  const values: Expression['values'] = {};
  const conditions: string[] = [];
  for (const [index, key] of changed.entries()) {
    const same = asRead(key, own(before, key));
    const withIndex = (text: string): string => text.replaceAll(/([#:])r(\d)/g, `$1r${index}x$2`);
    const condition = withIndex(same.expression);
    if (conditions.join(' AND ').length + condition.length > MAX_CONDITION_LENGTH) continue;
    conditions.push(condition);
    for (const [placeholder, attribute] of Object.entries(same.names))
      names[withIndex(placeholder)] = attribute;
    for (const [placeholder, value] of Object.entries(same.values)) values[withIndex(placeholder)] = value;
  }
  return { expression: conditions.join(' AND '), names, values };
}
