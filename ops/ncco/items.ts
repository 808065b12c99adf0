import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { own } from '../../desk/json-value.ts';
import { lastGoodName } from '../../desk/ncco/item-names.ts';
import type { Ncco } from '../../desk/ncco/ncco.ts';
import { asRead } from '../../edge/aws/dynamodb/as-read.ts';
import { conditionalWrite } from '../../edge/aws/dynamodb/client.ts';
import { keepingLastGood } from '../../edge/aws/dynamodb/ncco-items.ts';
import { scanTable } from '../stack/table-items.ts';
import type { OwnerTables } from '../stack/tables.ts';
import { storedVersions, type Version } from './versions.ts';

/** Items of NccoConfig by name, as they were read. */
export type Items = { readonly [name: string]: unknown };

/** All items of NccoConfig: a few dozen small ones. */
export async function readItems(desk: OwnerTables): Promise<Items> {
  const items: [string, unknown][] = [];
  for await (const page of scanTable(desk, desk.tables.nccoConfig)) {
    items.push(...page.map((item): [string, unknown] => [String(item['name']), item]));
  }
  return Object.fromEntries(items);
}

/**
 * Replaces an NCCO and its versions in one conditional write, so a call gets either the old or the new one.
 *
 * @returns false when the item was changed since it was read, by this command or by hand
 */
export async function replaceNcco(
  { dynamodb, tables }: OwnerTables,
  name: string,
  read: unknown,
  { ncco, versions }: { ncco: Ncco; versions: Version[] },
): Promise<boolean> {
  const same = asRead('ncco', own(read, 'ncco'));
  const [newest] = storedVersions(read);
  const unchanged =
    own(read, 'versions') === undefined
      ? ['attribute_not_exists(versions)']
      : newest
        ? ['versions[0].version = :newest']
        : [];
  return conditionalWrite(
    dynamodb.send(
      new UpdateCommand({
        TableName: tables.nccoConfig,
        Key: { name },
        ConditionExpression: [same.expression, ...unchanged].join(' AND '),
        UpdateExpression: 'SET ncco = :ncco, versions = :versions REMOVE problems',
        ExpressionAttributeNames: same.names,
        ExpressionAttributeValues: {
          ...same.values,
          ...(newest && { ':newest': newest.version }),
          ':ncco': ncco,
          ':versions': versions,
        },
      }),
    ),
  );
}

/** Stores the last good copy, used when the item is broken by hand. If this fails, the next call stores it. */
export async function saveLastGood(
  { dynamodb, tables }: OwnerTables,
  name: string,
  ncco: Ncco,
  items: Items,
): Promise<void> {
  const before = own(own(items, lastGoodName(name)), 'ncco');
  await conditionalWrite(dynamodb.send(keepingLastGood(tables.nccoConfig, name, ncco, before)));
}

/** Chooses the item that answers calls of a direction. False when another one was chosen meanwhile. */
export async function chooseItem(
  { dynamodb, tables }: OwnerTables,
  direction: 'incoming' | 'outgoing',
  name: string,
  answer: unknown,
): Promise<boolean> {
  const same = asRead(direction, own(answer, direction));
  return conditionalWrite(
    dynamodb.send(
      new UpdateCommand({
        TableName: tables.nccoConfig,
        Key: { name: 'answer' },
        ConditionExpression: same.expression,
        UpdateExpression: 'SET #direction = :name',
        ExpressionAttributeNames: { ...same.names, '#direction': direction },
        ExpressionAttributeValues: { ...same.values, ':name': name },
      }),
    ),
  );
}
