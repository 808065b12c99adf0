import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Message } from '../../../desk/messages/message.ts';
import type { OutboundMessage } from '../../../desk/messages/outbox.ts';
import { dynamodb, hasExpired } from './client.ts';
import { messageOf, outboundItem, outboundOf } from './message-item.ts';
import { newestFirst } from './newest-first.ts';

/** Which texts of a thread: the newest `limit`, or the newest before a text that an earlier page began with. */
export interface ThreadPage {
  limit: number;
  before?: Place | undefined;
}

type Place = Pick<Message, 'at' | 'id'>;

export interface Thread {
  /** Oldest first. */
  messages: (Message | OutboundMessage)[];
  /** Whether older ones are left. */
  more: boolean;
}

/** So many bytes of texts, as JSON, go into one page: with the rest of the answer, twice escaped, less than Lambda's 6 MB. */
const PAGE_BYTES = 2_000_000;

/** A ticket's texts by index `byTicket`, a page at a time from the newest on; an answer never grows with a flood. */
export async function readThread(
  TableName: string,
  ticket: number,
  { limit, before }: ThreadPage,
): Promise<Thread> {
  const newest = await newestFirst<Message | OutboundMessage>(
    async (start) => {
      const { Items = [], LastEvaluatedKey } = await dynamodb.send(
        new QueryCommand({
          TableName,
          IndexName: 'byTicket',
          KeyConditionExpression: `ticket = :ticket${before ? ' AND #at <= :at' : ''}`,
          ...(before && { ExpressionAttributeNames: { '#at': 'at' } }),
          ExpressionAttributeValues: { ':ticket': ticket, ...(before && { ':at': before.at }) },
          ScanIndexForward: false,
          Limit: limit + 2,
          ...(start && { ExclusiveStartKey: start }),
        }),
      );
      const live = Items.filter((item) => !hasExpired(item, Date.now()));
      return { items: live.map(textOf), next: LastEvaluatedKey };
    },
    {
      limit: limit + 1,
      momentOf: ({ at }) => at,
      order: newerFirst,
      wanted: (texts) => texts.filter((text) => !before || newerFirst(before, text) < 0),
    },
  );
  const shown = newest.slice(0, Math.min(limit, howManyFit(newest)));
  return { messages: shown.reverse(), more: newest.length > shown.length };
}

const newerFirst = (one: Place, other: Place): number =>
  other.at - one.at || (one.id < other.id ? 1 : one.id > other.id ? -1 : 0);

/** At least one: a page without any would be the last. */
function howManyFit(texts: Message[]): number {
  let bytes = 0;
  const fitting = texts.findIndex(
    ({ text }) => (bytes += Buffer.byteLength(JSON.stringify(text))) > PAGE_BYTES,
  );
  return fitting === -1 ? texts.length : Math.max(1, fitting);
}

function textOf(item: Record<string, unknown>): Message | OutboundMessage {
  if (item['direction'] !== 'outbound') return messageOf(item);
  const text = outboundOf(item);
  const error = text.error ?? (text.status === 'failed' ? errorByReceipt(item) : undefined);
  return { ...text, ...(error !== undefined && { error }) };
}

/** Of a text that Vonage took and could not bring: what the receipt says of the part that failed. */
function errorByReceipt(item: Record<string, unknown>): string | undefined {
  const failed = Object.values(outboundItem.parse(item).receipts ?? {}).find(({ status }) =>
    ['failed', 'rejected', 'expired'].includes(status),
  );
  if (!failed) return undefined;
  return failed.errorCode === undefined ? failed.status : `${failed.status} (error ${failed.errorCode})`;
}
