import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { own } from '../../desk/json-value.ts';
import { lastGoodName } from '../../desk/ncco/item-names.ts';
import type { Ncco } from '../../desk/ncco/ncco.ts';
import { asRead } from '../../edge/aws/dynamodb/as-read.ts';
import { conditionalWrite } from '../../edge/aws/dynamodb/client.ts';
import { keepingLastGood } from '../../edge/aws/dynamodb/ncco-items.ts';
import { scanned } from '../forget/items.ts';
import type { OwnersTables } from '../stack/tables.ts';
import { keptIn, type Version } from './versions.ts';

/** Items of NccoConfig by name, as they were read. */
export type Items = { readonly [name: string]: unknown };

/** All of NccoConfig: a few dozen small items. */
export async function readItems(desk: OwnersTables): Promise<Items> {
  const items: [string, unknown][] = [];
  for await (const page of scanned(desk, desk.tables.nccoConfig)) {
    items.push(...page.map((item): [string, unknown] => [String(item['name']), item]));
  }
  return Object.fromEntries(items);
}

/**
 * Puts an NCCO and its versions in the place of what was read, in one conditional write: the calls after it hear the
 * one or the other, never a half. False when somebody was faster, by this command or by hand.
 */
export async function switchNcco(
  { dynamodb, tables }: OwnersTables,
  name: string,
  read: unknown,
  { ncco, versions }: { ncco: Ncco; versions: Version[] },
): Promise<boolean> {
  const same = asRead('ncco', own(read, 'ncco'));
  const [newest] = keptIn(read);
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

/** Keeps an NCCO for when the item is broken by hand. Where it cannot be, the desk does it at the next call. */
export async function keepGood(
  { dynamodb, tables }: OwnersTables,
  name: string,
  ncco: Ncco,
  items: Items,
): Promise<void> {
  const before = own(own(items, lastGoodName(name)), 'ncco');
  await conditionalWrite(dynamodb.send(keepingLastGood(tables.nccoConfig, name, ncco, before)));
}

/** Lets the item `name` answer a direction's calls. False when somebody chose another one meanwhile. */
export async function choose(
  { dynamodb, tables }: OwnersTables,
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
