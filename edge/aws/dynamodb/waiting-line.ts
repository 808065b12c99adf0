import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { WaitingLine } from '../../../desk/calls/routing/queue.ts';
import { dynamodb } from './client.ts';
import { tableName } from './table.ts';

const waitingItem = z.object({
  item: z.string(),
  since: z.number(),
  tried: z.array(z.string()),
  until: z.number(),
});

/** The partition of the Calls table, of no conversation, in which callers are sorted by the time they came. */
const LINE = 'line';
const KEPT_S = 3_600;

const place = (since: number, call = ''): string => `${String(since).padStart(15, '0')}#${call}`;

/** The callers who wait, in the Calls table: each has one item, which is overwritten at each turn. */
export function waitingLine(): WaitingLine {
  const TableName = tableName('CALLS_TABLE');
  return {
    async keepPlace({ call, since, tried, until }) {
      const expiresAt = Math.floor(since / 1000) + KEPT_S;
      const Item = { call: LINE, item: place(since, call), since, tried, until, expiresAt };
      await dynamodb.send(new PutCommand({ TableName, Item }));
    },

    async list({ since, now }) {
      const { Items = [] } = await dynamodb.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: '#call = :line AND #item BETWEEN :from AND :to',
          ExpressionAttributeNames: { '#call': 'call', '#item': 'item' },
          ExpressionAttributeValues: {
            ':line': LINE,
            ':from': place(Math.max(since, 0)),
            ':to': place(now + 1),
          },
          ConsistentRead: true,
        }),
      );
      return Items.map((item) => waitingItem.parse(item))
        .filter(({ until }) => until > now)
        .map(({ item, ...caller }) => ({ ...caller, call: item.slice(item.indexOf('#') + 1) }));
    },
  };
}
