import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { InboundStore } from '../../../desk/messages/inbound-store.ts';
import { dynamodb, conditionalWrite } from './client.ts';
import { messageOf } from './message-item.ts';
import { messageKey, putMessage, readMessage } from './message-table.ts';
import { toStored } from './stored-names.ts';

/** Customers' texts in the Messages table. */
export const inboundStore = (keepDays: number): InboundStore => ({
  async find(id) {
    const item = await readMessage(id);
    return item && messageOf(item);
  },

  async putIfAbsent(message) {
    await putMessage(toStored(message), keepDays);
  },

  async move(id, from, to) {
    await conditionalWrite(
      dynamodb.send(
        new UpdateCommand({
          ...messageKey(id),
          ConditionExpression: 'ticket = :from',
          UpdateExpression: 'SET ticket = :to',
          ExpressionAttributeValues: { ':from': from, ':to': to },
        }),
      ),
    );
  },

  async addPart(id, part, text) {
    await conditionalWrite(
      dynamodb.send(
        new UpdateCommand({
          ...messageKey(id),
          ConditionExpression: 'attribute_exists(#split) AND attribute_not_exists(#split.#parts.#part)',
          UpdateExpression: 'SET #split.#parts.#part = :text',
          ExpressionAttributeNames: { '#split': 'split', '#parts': 'parts', '#part': String(part) },
          ExpressionAttributeValues: { ':text': text },
        }),
      ),
    );
  },
});
