import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Receipt, ReceiptStatus, ReceiptStore } from '../../../desk/messages/receipts.ts';
import { dynamodb, conditionalWrite } from './client.ts';
import { outboundItem } from './message-item.ts';
import { messageKey, readMessage, type MessageKey } from './message-table.ts';

/** The receipts of a text, in its item of the Messages table: attribute `receipts`, a map by Vonage's ids of the parts. */
export const receiptStore = (): ReceiptStore => ({
  async find(messageId) {
    const item = await readMessage(messageId);
    if (item?.['direction'] !== 'outbound') return undefined;
    const { receipts, vonageIds, parts } = outboundItem.parse(item);
    return { receipts, vonageIds, parts };
  },

  async put(receipt, seen, kept) {
    const key = messageKey(receipt.messageId);
    if (!seen.receipts) await addMap(key);
    return putPart(key, receipt, kept);
  },

  async setStatus(messageId, status, from) {
    await conditionalWrite(
      dynamodb.send(
        new UpdateCommand({
          ...messageKey(messageId),
          ConditionExpression: `#status IN (${from.map((_, index) => `:from${index}`).join(', ')})`,
          UpdateExpression: 'SET #status = :status REMOVE due, dueAt, leaseOwner',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: {
            ':status': status,
            ...Object.fromEntries(from.map((one, index) => [`:from${index}`, one])),
          },
        }),
      ),
    );
  },
});

/** The map must exist before a part can be set in it. */
async function addMap(key: MessageKey): Promise<void> {
  await conditionalWrite(
    dynamodb.send(
      new UpdateCommand({
        ...key,
        // `npm run forget` may have deleted the item meanwhile: an update must not create it again.
        ConditionExpression: 'attribute_exists(id) AND attribute_not_exists(receipts)',
        UpdateExpression: 'SET receipts = :none',
        ExpressionAttributeValues: { ':none': {} },
      }),
    ),
  );
}

async function putPart(
  key: MessageKey,
  { partId, status, at, errorCode }: Receipt,
  kept: readonly ReceiptStatus[],
): ReturnType<ReceiptStore['put']> {
  let receipts: Awaited<ReturnType<ReceiptStore['put']>>;
  const isKept = `receipts.#part.#status IN (${kept.map((_, index) => `:kept${index}`).join(', ')})`;
  await conditionalWrite(
    dynamodb
      .send(
        new UpdateCommand({
          ...key,
          ConditionExpression: `attribute_exists(receipts) AND (attribute_not_exists(receipts.#part) OR NOT (${isKept}))`,
          UpdateExpression: 'SET receipts.#part = :receipt',
          ExpressionAttributeNames: { '#part': partId, '#status': 'status' },
          ExpressionAttributeValues: {
            ':receipt': { status, at, errorCode },
            ...Object.fromEntries(kept.map((one, index) => [`:kept${index}`, one])),
          },
          ReturnValues: 'ALL_NEW',
        }),
      )
      .then(({ Attributes }) => (receipts = outboundItem.parse(Attributes).receipts)),
  );
  return receipts;
}
