import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { SplitKey, SplitStore, SplitText } from '../../../desk/messages/sms/parts.ts';
import { dynamodb, conditionalWrite } from './client.ts';
import { tableName } from './table.ts';

const splitItem = z.object({
  version: z.number(),
  texts: z.array(
    z.object({
      id: z.string(),
      at: z.number(),
      sentAt: z.optional(z.number()),
      parts: z.record(z.string(), z.string()),
    }),
  ),
});

/**
 * Which parts came under one reference and to which text they belong: items `split#<hash>` of the Messages table, without
 * phone numbers and outside its indexes.
 */
export function splitStore(): SplitStore {
  const TableName = tableName('MESSAGES_TABLE');

  return {
    async find(key) {
      const { Item } = await dynamodb.send(
        new GetCommand({ TableName, Key: { id: idOf(key) }, ConsistentRead: true }),
      );
      // An expired item that DynamoDB has not deleted yet is harmless: its texts are too old for any new part.
      if (!Item) return undefined;
      const { version, texts } = splitItem.parse(Item);
      return { version, texts: texts.map(textOf) };
    },

    put: (key, texts, seen) =>
      conditionalWrite(
        dynamodb.send(
          new PutCommand({
            TableName,
            Item: { id: idOf(key), version: (seen ?? 0) + 1, texts, expiresAt: expiresAt(texts) },
            // Of two concurrent writers the second reads again, so that both assign the same text.
            ...(seen === undefined
              ? { ConditionExpression: 'attribute_not_exists(id)' }
              : {
                  ConditionExpression: 'version = :seen',
                  ExpressionAttributeValues: { ':seen': seen },
                }),
          }),
        ),
      ),
  };
}

const idOf = ({ from, to, ref, total }: SplitKey): string =>
  `split#${createHash('sha256')
    .update(JSON.stringify([from, to, ref, total]))
    .digest('base64url')}`;

function textOf({ sentAt, ...text }: z.output<typeof splitItem>['texts'][number]): SplitText {
  return { ...text, ...(sentAt !== undefined && { sentAt }) };
}

/** Vonage retries webhooks for a day. */
const KEPT_DAYS = 3;

const expiresAt = (texts: SplitText[]): number =>
  Math.floor(Math.max(...texts.map(({ at }) => at)) / 1000) + KEPT_DAYS * 86_400;
