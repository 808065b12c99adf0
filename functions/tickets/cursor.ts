import type { Message } from '../../desk/messages/message.ts';
import type { Place } from '../../desk/tickets/ticket.ts';

/** Where the next page of a list begins; it holds no secret. */
export const listCursor = ({ lastMessageAt, number }: Place): string => `${lastMessageAt}.${number}`;

/** Undefined for a cursor that no list gave. */
export function placeIn(cursor: string): Place | undefined {
  const [, lastMessageAt, number] = /^(\d{1,15})\.(\d{1,12})$/.exec(cursor) ?? [];
  return lastMessageAt === undefined
    ? undefined
    : { lastMessageAt: Number(lastMessageAt), number: Number(number) };
}

/** Where the page of earlier texts begins. */
export const threadCursor = ({ at, id }: Pick<Message, 'at' | 'id'>): string =>
  Buffer.from(`${at}.${id}`).toString('base64url');

/** Undefined for a cursor that no thread gave. */
export function textIn(cursor: string): Pick<Message, 'at' | 'id'> | undefined {
  if (!/^[\w-]{1,400}$/.test(cursor)) return undefined;
  const [, at, id] = /^(\d{1,15})\.(.+)$/s.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  return at === undefined || id === undefined ? undefined : { at: Number(at), id };
}
