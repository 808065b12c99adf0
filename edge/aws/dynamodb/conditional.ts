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
  readonly names?: Readonly<Record<string, string>> | undefined;
  readonly values?: Readonly<Record<string, unknown>> | undefined;
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
  names: merged(conditions.map(({ names }) => names)),
  values: merged(conditions.map(({ values }) => values)),
});

/** The item has no such attribute: with an attribute of the key, there is no item. */
export const isAbsent = (path: string): Condition => ({
  expression: `attribute_not_exists(${placeholder(path)})`,
  names: namesOf([path]),
});

export const isPresent = (path: string): Condition => ({
  expression: `attribute_exists(${placeholder(path)})`,
  names: namesOf([path]),
});

/** The attribute is what the writer read, or decided on. */
export const equals = (path: string, value: unknown): Condition => compared(path, '=', value);

export const isLess = (path: string, value: unknown): Condition => compared(path, '<', value);

export const isAtMost = (path: string, value: unknown): Condition => compared(path, '<=', value);

const compared = (path: string, operator: '=' | '<' | '<=', value: unknown): Condition => ({
  expression: `${placeholder(path)} ${operator} ${valueOf('if', path)}`,
  names: namesOf([path]),
  values: { [valueOf('if', path)]: value },
});

/* A path is an attribute, or `attribute.key` within a map. Any name may be one of DynamoDB's reserved words. */

const placeholder = (path: string): string => `#${path.replaceAll('.', '.#')}`;

const namesOf = (paths: readonly string[]): Record<string, string> =>
  Object.fromEntries(paths.flatMap((path) => path.split('.')).map((name) => [`#${name}`, name]));

const valueOf = (use: 'if' | 'set' | 'add', path: string): string => `:${use}_${path.replaceAll('.', '_')}`;

/** DynamoDB refuses a map of placeholders that is empty: then it is undefined. */
function merged<T>(
  maps: readonly (Readonly<Record<string, T>> | undefined)[],
): Record<string, T> | undefined {
  const all: Record<string, T> = Object.fromEntries(maps.flatMap((map) => Object.entries(map ?? {})));
  return Object.keys(all).length > 0 ? all : undefined;
}

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
  const setting = Object.keys(set).filter((path) => set[path] !== undefined);
  const adding = Object.keys(add);
  const valuesOf = (use: 'set' | 'add', paths: string[], values: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(paths.map((path) => [valueOf(use, path), values[path]]));
  return {
    ...item,
    UpdateExpression: [
      clause('SET', setting, (path) => ` = ${valueOf('set', path)}`),
      clause('ADD', adding, (path) => ` ${valueOf('add', path)}`),
      clause('REMOVE', remove, () => ''),
    ]
      .join('')
      .trimStart(),
    ...conditionInput({
      expression: condition?.expression,
      names: { ...condition?.names, ...namesOf([...setting, ...adding, ...remove]) },
      values: { ...condition?.values, ...valuesOf('set', setting, set), ...valuesOf('add', adding, add) },
    }),
  };
}

const clause = (verb: string, paths: readonly string[], operand: (path: string) => string): string =>
  paths.length > 0 ? ` ${verb} ${paths.map((path) => placeholder(path) + operand(path)).join(', ')}` : '';

const conditionInput = ({
  expression,
  names,
  values,
}: Omit<Condition, 'expression'> & { expression: string | undefined }): Pick<
  UpdateCommandInput,
  'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
> => ({
  ConditionExpression: expression,
  ExpressionAttributeNames: merged([names]),
  ExpressionAttributeValues: merged([values]),
});
