import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { lastGoodName } from '../../../desk/ncco/item-names.ts';
import type { Ncco } from '../../../desk/ncco/ncco.ts';
import { asRead } from './as-read.ts';
import { dynamodb, conditionalWrite } from './client.ts';
import { tableName } from './table.ts';

/**
 * Writes what is wrong with an item on the item itself, where ops look; an empty list clears it. Nothing is written on
 * an item whose NCCO is no longer the one that was `read`: the next phone call checks the newer one.
 */
export async function markProblems(
  name: string,
  problems: string[],
  read?: { ncco: unknown },
): Promise<void> {
  const same = read && asRead('ncco', read.ncco);
  const values = { ...same?.values, ...(problems.length > 0 && { ':problems': problems }) };
  await conditionalWrite(
    dynamodb.send(
      new UpdateCommand({
        TableName: tableName('NCCO_CONFIG_TABLE'),
        Key: { name },
        ConditionExpression: ['attribute_exists(#name)', ...(same ? [same.expression] : [])].join(' AND '),
        UpdateExpression: problems.length > 0 ? 'SET problems = :problems' : 'REMOVE problems',
        ExpressionAttributeNames: { '#name': 'name', ...same?.names },
        ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
      }),
    ),
  );
}

/**
 * Stores the NCCO that answers when the item `name` is broken by hand, also after a cold start: as JSON, in an item of its
 * own. `before` is what was stored there when it was read; an environment that stored another one meanwhile read a newer
 * edit, and its write stays.
 */
export async function keepLastGood(name: string, ncco: Ncco, before: unknown): Promise<void> {
  await conditionalWrite(dynamodb.send(keepingLastGood(tableName('NCCO_CONFIG_TABLE'), name, ncco, before)));
}

/** {@link keepLastGood} as a command, for a table and a client of the caller's own. */
export function keepingLastGood(TableName: string, name: string, ncco: Ncco, before: unknown): UpdateCommand {
  const same = asRead('ncco', before);
  return new UpdateCommand({
    TableName,
    Key: { name: lastGoodName(name) },
    ConditionExpression: same.expression,
    UpdateExpression: 'SET ncco = :kept',
    ExpressionAttributeNames: same.names,
    ExpressionAttributeValues: { ...same.values, ':kept': JSON.stringify(ncco) },
  });
}
