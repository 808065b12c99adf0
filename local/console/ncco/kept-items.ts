import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { formatProblem } from '../../../desk/ncco/findings.ts';
import { isObject, own } from '../../../desk/json-value.ts';
import { storedNcco } from '../../../desk/ncco/items.ts';
import { isNccoName } from '../../../desk/ncco/item-names.ts';
import { LANGUAGES } from '../../../contract/languages.ts';
import { asRead } from '../../../edge/aws/dynamodb/as-read.ts';
import { conditionalWrite } from '../../../edge/aws/dynamodb/client.ts';
import type { Items } from '../../../ops/ncco/items.ts';
import { isSameNcco, pretty, versionsOf } from '../../../ops/ncco/versions.ts';
import { directionsOf } from '../../../ops/ncco/context.ts';
import type { OwnerTables } from '../../../ops/stack/tables.ts';
import { judge } from './findings.ts';

export type ItemKind = 'ncco' | 'menu' | 'answer' | 'settings' | 'texts';

/** An item of NccoConfig, as it is shown and edited. */
export interface EditableItem {
  name: string;
  kind: ItemKind;
  /** JSON: of an NCCO the list, of any other item what ops edit of it. Empty while there is no such item. */
  text: string;
  usedBy: string[];
  problems: string[];
  changedAt?: string;
  changedBy?: string;
}

/** What the desk and its commands write beside what ops edit. */
const BOOKKEEPING = ['name', 'problems', 'versions'];
const LONGEST_NAME = 200;

/** What the item of that name is; undefined for one that is not edited by people. */
export function kindOf(name: string): ItemKind | undefined {
  if (name === 'menu' || name === 'answer' || name === 'settings') return name;
  if (LANGUAGES.some((language) => name === `texts/${language}`)) return 'texts';
  return isNccoName(name) && name !== '' && name === name.trim() && name.length <= LONGEST_NAME
    ? 'ncco'
    : undefined;
}

/** An item's text as people edit it; empty while there is no such item. */
export function textOf(name: string, items: Items): string {
  const item = own(items, name);
  if (item === undefined) return '';
  return pretty(kindOf(name) === 'ncco' ? (storedNcco(item) ?? null) : edited(item));
}

export function view(name: string, kind: ItemKind, items: Items): EditableItem {
  const text = textOf(name, items);
  const { findings } = judge({ name, kind, text }, items);
  const [newest] = kind === 'ncco' ? versionsOf(own(items, name)) : [];
  return {
    name,
    kind,
    text,
    usedBy: kind === 'ncco' ? directionsOf(name, items) : [],
    problems: findings
      .filter(({ level }) => level === 'error')
      .map(({ path, message: sentence }) => formatProblem({ path, sentence })),
    ...(newest?.at !== undefined && { changedAt: newest.at }),
    ...(newest && { changedBy: newest.by }),
  };
}

/** All items that people edit. */
export function viewAll(items: Items): EditableItem[] {
  return Object.keys(items)
    .toSorted()
    .flatMap((name) => {
      const kind = kindOf(name);
      return kind === undefined ? [] : [view(name, kind, items)];
    });
}

const edited = (item: unknown): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(isObject(item) ? item : {}).filter(([key]) => !BOOKKEEPING.includes(key)),
  );

/** Of conditions, in characters: DynamoDB takes 4 kB of expression. */
const LONGEST_CONDITION = 3_500;

/**
 * Puts what ops edit of an item in the place of what was read, in one conditional write of what differs. False when
 * somebody changed one of these attributes meanwhile.
 */
export async function replace(
  { dynamodb, tables }: OwnerTables,
  name: string,
  read: unknown,
  wanted: Record<string, unknown>,
): Promise<boolean> {
  const before = edited(read);
  const changed = [...new Set([...Object.keys(before), ...Object.keys(wanted)])].filter(
    (key) => !BOOKKEEPING.includes(key) && !isSameNcco(own(before, key), own(wanted, key)),
  );
  if (changed.length === 0) return true;
  const names: Record<string, string> = { '#problems': 'problems' };
  const values: Record<string, unknown> = {};
  const conditions: string[] = [];
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
    const same = asRead(key, own(before, key));
    const renamed = (text: string): string => text.replaceAll(/([#:])r(\d)/g, `$1r${index}x$2`);
    const condition = renamed(same.expression);
    if (conditions.join(' AND ').length + condition.length > LONGEST_CONDITION) continue;
    conditions.push(condition);
    for (const [placeholder, attribute] of Object.entries(same.names))
      names[renamed(placeholder)] = attribute;
    for (const [placeholder, one] of Object.entries(same.values)) values[renamed(placeholder)] = one;
  }
  return conditionalWrite(
    dynamodb.send(
      new UpdateCommand({
        TableName: tables.nccoConfig,
        Key: { name },
        UpdateExpression: [
          ...(sets.length > 0 ? [`SET ${sets.join(', ')}`] : []),
          `REMOVE ${removes.join(', ')}`,
        ].join(' '),
        ...(conditions.length > 0 && { ConditionExpression: conditions.join(' AND ') }),
        ExpressionAttributeNames: names,
        ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
      }),
    ),
  );
}
