import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { SplitKey, SplitStore, SplitText } from '../../../desk/messages/sms/parts.ts';
import { environment } from '../environment.ts';
import { dynamodb, conditionalWrite } from './client.ts';

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
 * Beside the texts in the Messages table, `split#<hash>`: which parts came under one reference and to which text they
 * belong. It names neither number, and no index sees it.
 */
export function splitStore(): SplitStore {
  const TableName = environment('MESSAGES_TABLE');

  return {
    async find(key) {
      const { Item } = await dynamodb.send(
        new GetCommand({ TableName, Key: { id: idOf(key) }, ConsistentRead: true }),
      );
      // An item that has expired and is still here does no harm: its texts are too old for any new part.
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
            // Two parts at once: the second to write reads again, so that they agree on one text.
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

/** Vonage delivers for a day, and again what was answered too late: after three, nobody asks any more. */
const KEPT_DAYS = 3;

const expiresAt = (texts: SplitText[]): number =>
  Math.floor(Math.max(...texts.map(({ at }) => at)) / 1000) + KEPT_DAYS * 86_400;
