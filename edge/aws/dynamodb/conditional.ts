import { DeleteCommand, PutCommand, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { conditionalWrite, dynamodb } from './client.ts';

/** Which item of which table. */
export interface ItemKey {
  TableName: string;
  Key: Readonly<Record<string, unknown>>;
}

/** A condition on one item, in DynamoDB's notation, with what its placeholders stand for. */
export interface Condition {
  readonly expression: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: Readonly<Record<string, unknown>>;
}

/** What a write makes of an item's attributes. A value that is `undefined` is left as it is. */
export interface Change {
  readonly set?: Readonly<Record<string, unknown>>;
  /** Numbers are added, the members of sets united. */
  readonly add?: Readonly<Record<string, unknown>>;
  readonly remove?: readonly string[];
}

/** All of these hold. */
export const allOf = (...conditions: readonly Condition[]): Condition => joined(conditions, ' AND ');

/** At least one of these holds. */
export const anyOf = (...conditions: readonly Condition[]): Condition => joined(conditions, ' OR ');

const joined = (conditions: readonly Condition[], operator: string): Condition => ({
  expression: conditions.map(({ expression }) => `(${expression})`).join(operator),
  names: Object.fromEntries(conditions.flatMap(({ names = {} }) => Object.entries(names))),
  values: Object.fromEntries(conditions.flatMap(({ values = {} }) => Object.entries(values))),
});

/** The item has no such attribute: with an attribute of the key, there is no item. */
export const isAbsent = (path: string): Condition => ({
  expression: `attribute_not_exists(${placeholder(path)})`,
  names: namesOf(path),
});

export const isPresent = (path: string): Condition => ({
  expression: `attribute_exists(${placeholder(path)})`,
  names: namesOf(path),
});

/** The attribute is what the writer read, or decided on. */
export const equals = (path: string, value: unknown): Condition => compared(path, '=', value);

export const isLess = (path: string, value: unknown): Condition => compared(path, '<', value);

export const isAtMost = (path: string, value: unknown): Condition => compared(path, '<=', value);

const compared = (path: string, operator: '=' | '<' | '<=', value: unknown): Condition => ({
  expression: `${placeholder(path)} ${operator} ${valueOf('if', path)}`,
  names: namesOf(path),
  values: { [valueOf('if', path)]: value },
});

/* A path is an attribute, or `attribute.key` within a map. Any name may be one of DynamoDB's reserved words. */

const placeholder = (path: string): string =>
  path
    .split('.')
    .map((name) => `#${name}`)
    .join('.');

const namesOf = (path: string): Record<string, string> =>
  Object.fromEntries(path.split('.').map((name) => [`#${name}`, name]));

const valueOf = (use: 'if' | 'set' | 'add', path: string): string => `:${use}_${path.replaceAll('.', '_')}`;

/** False when the item was not as the condition demands: nothing was written then. */
export const updateIf = (item: ItemKey, condition: Condition, change: Change): Promise<boolean> =>
  conditionalWrite(dynamodb.send(new UpdateCommand(updateInput(item, condition, change))));

/** As {@link updateIf}; the attributes that the update set, as they are now, or undefined. */
export async function updatedIf(
  item: ItemKey,
  condition: Condition,
  change: Change,
): Promise<Record<string, unknown> | undefined> {
  let attributes: Record<string, unknown> | undefined;
  const input = { ...updateInput(item, condition, change), ReturnValues: 'UPDATED_NEW' as const };
  await conditionalWrite(
    dynamodb.send(new UpdateCommand(input)).then(({ Attributes }) => (attributes = Attributes)),
  );
  return attributes;
}

/** Writes the whole item; false when the one that is stored is not as the condition demands. */
export const putIf = (
  TableName: string,
  Item: Record<string, unknown>,
  condition: Condition,
): Promise<boolean> =>
  conditionalWrite(dynamodb.send(new PutCommand({ TableName, Item, ...conditionInput(condition) })));

/** False when the item is not as the condition demands. */
export const deleteIf = (item: ItemKey, condition: Condition): Promise<boolean> =>
  conditionalWrite(dynamodb.send(new DeleteCommand({ ...item, ...conditionInput(condition) })));

/** The input of an update that {@link updateIf} would send; without a condition it always writes. */
export function updateInput(
  item: ItemKey,
  condition: Condition | undefined,
  { set = {}, add = {}, remove = [] }: Change,
): UpdateCommandInput {
  const setting = Object.entries(set).filter(([, value]) => value !== undefined);
  const adding = Object.entries(add);
  const clauses = [
    clause(
      'SET',
      setting.map(([path]) => `${placeholder(path)} = ${valueOf('set', path)}`),
    ),
    clause(
      'ADD',
      adding.map(([path]) => `${placeholder(path)} ${valueOf('add', path)}`),
    ),
    clause('REMOVE', remove.map(placeholder)),
  ];
  const paths = [...setting, ...adding].map(([path]) => path).concat(remove);
  return {
    ...item,
    UpdateExpression: clauses.flat().join(' '),
    ...conditionInput({
      expression: condition?.expression ?? '',
      names: {
        ...condition?.names,
        ...Object.fromEntries(paths.flatMap((path) => Object.entries(namesOf(path)))),
      },
      values: {
        ...condition?.values,
        ...Object.fromEntries(setting.map(([path, value]) => [valueOf('set', path), value])),
        ...Object.fromEntries(adding.map(([path, value]) => [valueOf('add', path), value])),
      },
    }),
  };
}

const clause = (verb: string, parts: string[]): string[] =>
  parts.length > 0 ? [`${verb} ${parts.join(', ')}`] : [];

/** DynamoDB refuses a map of placeholders that is empty. */
function conditionInput({ expression, names = {}, values = {} }: Condition): {
  ConditionExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, unknown>;
} {
  return {
    ...(expression !== '' && { ConditionExpression: expression }),
    ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: { ...names } }),
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: { ...values } }),
  };
}
