import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { CallState } from '../../../desk/calls/call-state.ts';
import type { CallRecords, Replacing } from '../../../desk/calls/record-event.ts';
import { callOf, legOf, withLeg } from './call-items.ts';
import { CALL, EVENT, itemOf, LEG } from './call-keys.ts';
import { dynamodb, expiresAt } from './client.ts';
import { equals, isAbsent, putIf } from './conditional.ts';
import { shardOf } from './shards.ts';
import { CALL_FACTS, SHARD_KEY } from './stored-names.ts';

/** The items that an event of a call writes. */
export function callRecords(TableName: string, keepDays: number): CallRecords {
  const read = async (conversation: string, item: string): Promise<Record<string, unknown> | undefined> =>
    (await dynamodb.send(new GetCommand({ ...itemOf(TableName, conversation, item), ConsistentRead: true })))
      .Item;

  /** Of two writers that read the same version, the second finds another one. */
  const replace = (item: Record<string, unknown>, { at, seen }: Replacing): Promise<boolean> =>
    putIf(
      TableName,
      { ...item, version: (seen ?? 0) + 1, expiresAt: expiresAt(at, keepDays) },
      seen === undefined ? isAbsent('item') : equals('version', seen),
    );

  return {
    async putEvent({ conversation, id }, event, at, dueAt) {
      const { id: _inKey, ...attributes } = withLeg(event);
      const item = {
        ...attributes,
        call: conversation,
        item: `${EVENT}${id}`,
        ...(dueAt !== undefined && { due: String(shardOf(id)), dueAt }),
        receivedAt: at,
        expiresAt: expiresAt(at, keepDays),
      };
      await putIf(TableName, item, isAbsent('item'));
    },

    async leg(conversation, leg) {
      const item = await read(conversation, `${LEG}${leg}`);
      return item && legOf(item);
    },

    putLeg: (conversation, leg, replacing) =>
      replace({ ...withLeg(leg), call: conversation, item: `${LEG}${leg.call}` }, replacing),

    legs: (conversation) => readLegs(TableName, conversation),

    async call(conversation) {
      const item = await read(conversation, CALL);
      return item && callOf(item);
    },

    putCall: ({ at, ...call }, replacing) =>
      replace(
        {
          call: call.conversation,
          item: CALL,
          [CALL_FACTS]: call,
          at,
          [SHARD_KEY]: callShardKey(shardOf(call.conversation)),
          customer: call.customer,
        },
        replacing,
      ),
  };
}

/** The partition of index `byStart` for a shard's calls. */
export const callShardKey = (shard: number): string => `call#${shard}`;

async function readLegs(TableName: string, conversation: string): Promise<CallState[]> {
  const legs: CallState[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await dynamodb.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: '#call = :call AND begins_with(#item, :leg)',
        ExpressionAttributeNames: { '#call': 'call', '#item': 'item' },
        ExpressionAttributeValues: { ':call': conversation, ':leg': LEG },
        ConsistentRead: true,
        ...(start && { ExclusiveStartKey: start }),
      }),
    );
    legs.push(...Items.map((item) => legOf(item).value));
    start = LastEvaluatedKey;
  } while (start);
  return legs;
}
