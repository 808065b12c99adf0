import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { VoicemailStore } from '../../../desk/calls/missed-call.ts';
import { dynamodb, conditionalWrite } from './client.ts';
import { tableName } from './table.ts';

/** The recordings on the Messages table's items of calls. */
export function voicemailStore(): VoicemailStore {
  const TableName = tableName('MESSAGES_TABLE');
  return {
    async keep(id, recording) {
      await conditionalWrite(
        dynamodb.send(
          new UpdateCommand({
            TableName,
            Key: { id },
            // Two recordings at once, in any order: `isFuller` decides, here as one condition.
            ConditionExpression:
              'attribute_exists(id) AND (attribute_not_exists(recording) OR recording.#seconds < :seconds OR (recording.#seconds = :seconds AND recording.#url < :url))',
            UpdateExpression: 'SET recording = :recording',
            ExpressionAttributeNames: { '#seconds': 'seconds', '#url': 'url' },
            ExpressionAttributeValues: {
              ':recording': recording,
              ':seconds': recording.seconds,
              ':url': recording.url,
            },
          }),
        ),
      );
    },
  };
}
