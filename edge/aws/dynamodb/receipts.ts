import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod/mini';
import { FINAL, statusByReceipts, supersedes, type Receipt } from '../../../desk/messages/receipts.ts';
import { dynamodb, conditionalWrite } from './client.ts';
import { outboundItem } from './message-item.ts';

/**
 * Two writes, each idempotent: the part's receipt, then what all receipts make of the text. Receipts of other parts
 * that come between them are seen because the first write returns the whole item.
 */
export async function noteReceipt(
  key: { TableName: string; Key: { id: string } },
  before: z.output<typeof outboundItem>,
  receipt: Receipt,
): Promise<void> {
  let receipts = before.receipts ?? {};
  if (!before.receipts) {
    await conditionalWrite(
      dynamodb.send(
        new UpdateCommand({
          ...key,
          // A customer may be forgotten meanwhile: no item of receipts alone comes to be.
          ConditionExpression: 'attribute_exists(id) AND attribute_not_exists(receipts)',
          UpdateExpression: 'SET receipts = :none',
          ExpressionAttributeValues: { ':none': {} },
        }),
      ),
    );
  }
  if (supersedes(receipt.status, receipts[receipt.partId]?.status)) {
    await conditionalWrite(
      dynamodb
        .send(
          new UpdateCommand({
            ...key,
            // Checked again in the write: another environment may note a final receipt of the same part meanwhile.
            ConditionExpression: `attribute_exists(receipts) AND (attribute_not_exists(receipts.#part) OR NOT (receipts.#part.#status IN (${FINAL.map((_, index) => `:final${index}`).join(', ')})))`,
            UpdateExpression: 'SET receipts.#part = :receipt',
            ExpressionAttributeNames: { '#part': receipt.partId, '#status': 'status' },
            ExpressionAttributeValues: {
              ':receipt': { status: receipt.status, at: receipt.at, errorCode: receipt.errorCode },
              ...Object.fromEntries(FINAL.map((status, index) => [`:final${index}`, status])),
            },
            ReturnValues: 'ALL_NEW',
          }),
        )
        .then(({ Attributes }) => (receipts = outboundItem.parse(Attributes).receipts ?? receipts)),
    );
  }
  const status = statusByReceipts(
    Object.values(receipts).map((part) => part.status),
    // Vonage's own count of the parts, where its answer was noted: ours is only computed.
    before.vonageIds?.length || before.parts,
  );
  await conditionalWrite(
    dynamodb.send(
      new UpdateCommand({
        ...key,
        // A receipt also proves that a send whose answer was lost did go out: it needs no second attempt.
        ConditionExpression: '#status IN (:queued, :sending, :sent)',
        UpdateExpression: 'SET #status = :status REMOVE due, dueAt, leaseOwner',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: {
          ':queued': 'queued',
          ':sending': 'sending',
          ':sent': 'sent',
          ':status': status,
        },
      }),
    ),
  );
}
