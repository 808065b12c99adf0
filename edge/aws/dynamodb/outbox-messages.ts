import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { OutboundMessage } from '../../../desk/messages/outbox.ts';
import type { AttemptOutcome, Lease, OutboxStore } from '../../../desk/messages/outbox-store.ts';
import { dynamodb, conditionalWrite } from './client.ts';
import { outboundOf } from './message-item.ts';
import { messageKey, putMessage, readMessage } from './message-table.ts';
import { shardOf } from './shards.ts';
import { toStored } from './stored-names.ts';

/**
 * Our own texts in the Messages table. Those that are not final carry `due` (a shard) and `dueAt`, by which index `byDue`
 * finds them, and `leaseOwner` while an attempt runs.
 */
export const outboxStore = (keepDays: number): OutboxStore => ({
  putIfAbsent: (message, lease) =>
    putMessage(
      {
        ...toStored(message),
        leaseOwner: lease.owner,
        due: String(shardOf(message.id)),
        dueAt: lease.until,
      },
      keepDays,
    ),

  async find(id) {
    const item = await readMessage(id);
    return item && outboundOf(item);
  },

  claim,
  recordAttempt,
});

/** The first environment after `dueAt` claims the text; under a live lease `dueAt` is still to come. */
async function claim(id: string, now: number, lease: Lease): Promise<OutboundMessage | undefined> {
  let claimed: OutboundMessage | undefined;
  await conditionalWrite(
    dynamodb
      .send(
        new UpdateCommand({
          ...messageKey(id),
          ConditionExpression: '(#status = :queued OR #status = :sending) AND dueAt <= :now',
          UpdateExpression: 'SET #status = :sending, leaseOwner = :owner, dueAt = :until ADD attempts :one',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: {
            ':queued': 'queued',
            ':sending': 'sending',
            ':now': now,
            ':owner': lease.owner,
            ':until': lease.until,
            ':one': 1,
          },
          ReturnValues: 'ALL_NEW',
        }),
      )
      .then(({ Attributes }) => (claimed = Attributes && outboundOf(Attributes))),
  );
  return claimed;
}

/** Only the lease's holder may write; where a receipt has already given the text a status, that one stays. */
async function recordAttempt(id: string, owner: string, outcome: AttemptOutcome): Promise<void> {
  const { expression, values } = updateFor(outcome);
  await conditionalWrite(
    dynamodb.send(
      new UpdateCommand({
        ...messageKey(id),
        ConditionExpression: 'leaseOwner = :owner AND #status = :sending',
        UpdateExpression: expression,
        ExpressionAttributeNames: {
          '#status': 'status',
          ...('error' in outcome && { '#error': 'error' }),
        },
        ExpressionAttributeValues: { ':owner': owner, ':sending': 'sending', ...values },
      }),
    ),
  );
}

interface Update {
  expression: string;
  values: Record<string, unknown>;
}

/** A final text is neither due nor held any more. */
const REMOVE_PENDING = 'REMOVE due, dueAt, leaseOwner, heldUntil, heldFor';

function updateFor(outcome: AttemptOutcome): Update {
  switch (outcome.status) {
    case 'sent':
      return {
        expression: `SET #status = :sent, vonageIds = :ids ${REMOVE_PENDING}`,
        values: { ':sent': 'sent', ':ids': outcome.vonageIds },
      };
    case 'failed':
    case 'cancelled':
      return {
        expression: `SET #status = :status, #error = :error ${REMOVE_PENDING}`,
        values: { ':status': outcome.status, ':error': outcome.error },
      };
    case 'queued':
      return queuedUpdate(outcome);
    case 'sending':
      return { expression: 'SET dueAt = :until', values: { ':until': outcome.until } };
  }
}

/** The present hold is set, an earlier one removed. */
function queuedUpdate(outcome: Extract<AttemptOutcome, { status: 'queued' }>): Update {
  const hold = ['heldUntil', 'heldFor'] as const;
  const set = hold.filter((name) => outcome[name] !== undefined);
  const removed = hold.filter((name) => outcome[name] === undefined);
  return {
    expression: [
      `SET ${['#status = :queued', 'dueAt = :dueAt', ...set.map((name) => `${name} = :${name}`)].join(', ')}`,
      `REMOVE ${['leaseOwner', ...removed].join(', ')}`,
    ].join(' '),
    values: {
      ':queued': 'queued',
      ':dueAt': outcome.dueAt,
      ...Object.fromEntries(set.map((name) => [`:${name}`, outcome[name]])),
    },
  };
}
