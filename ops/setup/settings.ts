import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, UpdateCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';

/** The business name when none was set. */
const DEFAULT_BUSINESS_NAME = 'ACME';

const MAX_ATTEMPTS = 5;

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const named = z.object({ businessName: z.string().check(z.minLength(1)) });

/** The business name in the settings item. */
export async function businessNameIn(dynamodb: DynamoDBDocumentClient, TableName: string): Promise<string> {
  return (
    z.safeParse(named, await settingsItem(dynamodb, TableName)).data?.businessName ?? DEFAULT_BUSINESS_NAME
  );
}

/**
 * Updates the settings: the uses of each number and, if given, the business name. Everything else that ops wrote stays,
 * on a number as well; numbers that are no longer used are removed.
 */
export async function writeSettings(
  dynamodb: DynamoDBDocumentClient,
  TableName: string,
  { uses, business }: { uses: Record<string, string[]>; business: string | undefined },
): Promise<void> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const numbers = changeOfNumbers((await settingsItem(dynamodb, TableName))?.['numbers'], uses);
    const name = business === undefined ? 'if_not_exists(businessName, :business)' : ':business';
    const sets = [...numbers.sets, '#language = if_not_exists(#language, :en)', `businessName = ${name}`];
    const removes = numbers.removes.length > 0 ? ` REMOVE ${numbers.removes.join(', ')}` : '';
    try {
      await dynamodb.send(
        new UpdateCommand({
          TableName,
          Key: { name: 'settings' },
          ConditionExpression: numbers.conditions.join(' AND '),
          UpdateExpression: `SET ${sets.join(', ')}${removes}`,
          ExpressionAttributeNames: { '#language': 'language', ...numbers.names },
          ExpressionAttributeValues: {
            ...numbers.values,
            ':map': 'M',
            ':business': business ?? DEFAULT_BUSINESS_NAME,
            ':en': 'en',
          },
        }),
      );
      return;
    } catch (error) {
      // Ops added or removed a number between the read and the write.
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }
  throw new Error('The settings changed again and again while they were written: run this once more.');
}

/** An update of single entries of `numbers`, so that no concurrent edit by ops is lost. */
function changeOfNumbers(before: unknown, uses: Record<string, string[]>) {
  if (!isMap(before)) {
    const all = Object.fromEntries(Object.entries(uses).map(([msisdn, its]) => [msisdn, { uses: its }]));
    const conditions = ['NOT attribute_type(numbers, :map)'];
    return { conditions, sets: ['numbers = :numbers'], removes: [], names: {}, values: { ':numbers': all } };
  }
  const conditions = ['attribute_type(numbers, :map)'];
  const sets: string[] = [];
  const removes: string[] = [];
  const names: Record<string, string> = {};
  const values: Record<string, unknown> = {};
  for (const [index, msisdn] of [...new Set([...Object.keys(uses), ...Object.keys(before)])].entries()) {
    const path = `numbers.#n${index}`;
    names[`#n${index}`] = msisdn;
    if (!uses[msisdn]) {
      removes.push(path);
    } else if (isMap(before[msisdn])) {
      conditions.push(`attribute_type(${path}, :map)`);
      sets.push(`${path}.uses = :n${index}`);
      values[`:n${index}`] = uses[msisdn];
    } else {
      conditions.push(`NOT attribute_type(${path}, :map)`);
      sets.push(`${path} = :n${index}`);
      values[`:n${index}`] = { uses: uses[msisdn] };
    }
  }
  return { conditions, sets, removes, names, values };
}

async function settingsItem(
  dynamodb: DynamoDBDocumentClient,
  TableName: string,
): Promise<Record<string, unknown> | undefined> {
  const { Item } = await dynamodb.send(
    new GetCommand({ TableName, Key: { name: 'settings' }, ConsistentRead: true }),
  );
  return Item;
}
