import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Message } from '../../../desk/messages/message.ts';
import type { OutboundMessage } from '../../../desk/messages/outbox.ts';
import { receiptError } from '../../../desk/messages/receipts.ts';
import { dynamodb, hasExpired } from './client.ts';
import { messageOf, outboundItem, outboundOf } from './message-item.ts';
import { newestFirst } from './newest-first.ts';
import { onIndex } from './table.ts';

/** Which texts of a thread: the newest `limit`, before `before` where an earlier page began with that text. */
export interface ThreadPage {
  limit: number;
  before?: Place | undefined;
}

type Place = Pick<Message, 'at' | 'id'>;

export interface Thread {
  /** Oldest first. */
  messages: (Message | OutboundMessage)[];
  /** Whether older ones remain. */
  more: boolean;
}

/** Bytes of texts, as JSON, in one page: with the rest of the response, escaped twice, that stays below Lambda's 6 MB. */
const PAGE_BYTES = 2_000_000;

/** A ticket's texts by index `byTicket`, in pages from the newest on, each of a bounded size. */
export async function readThread(ticket: number, { limit, before }: ThreadPage): Promise<Thread> {
  const newest = await newestFirst<Message | OutboundMessage>(
    async (start) => {
      const { Items = [], LastEvaluatedKey } = await dynamodb.send(
        new QueryCommand({
          ...onIndex('MESSAGES_TABLE', 'byTicket'),
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
  const page = newest.slice(0, Math.min(limit, howManyFit(newest)));
  return { messages: page.reverse(), more: newest.length > page.length };
}

const newerFirst = (one: Place, other: Place): number =>
  other.at - one.at || (one.id < other.id ? 1 : one.id > other.id ? -1 : 0);

/** At least one: an empty page would end the listing. */
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
  const error =
    text.error ?? (text.status === 'failed' ? receiptError(outboundItem.parse(item).receipts) : undefined);
  return { ...text, ...(error !== undefined && { error }) };
}
