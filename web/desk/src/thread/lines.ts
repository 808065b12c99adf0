import type { Call, Message, ThreadPage, Ticket } from '../api.ts';

/** A ticket with all that was read of its thread so far. */
export interface Thread {
  ticket: Ticket;
  messages: Message[];
  calls: Call[];
  /** Where the texts before these begin. */
  earlier?: string | undefined;
}

/** One line of a conversation. */
export type Line =
  { kind: 'text'; at: number; message: Message } | { kind: 'call'; at: number; call: Call; id: string };

const inOrder = (one: Message, other: Message): number =>
  one.at - other.at || (one.id < other.id ? -1 : one.id > other.id ? 1 : 0);

/** The thread after its newest page was read again: what stands before that page stays. */
export function withNewest(thread: Thread | undefined, page: ThreadPage): Thread {
  const { ticket, calls, messages } = page;
  if (!thread || thread.ticket.number !== ticket.number) return page;
  const fresh = new Set(messages.map(({ id }) => id));
  const [oldest] = messages;
  // What stood within the page's reach and is not in it any more was moved or forgotten.
  const before = thread.messages.filter(
    (message) =>
      !fresh.has(message.id) && page.earlier !== undefined && oldest && inOrder(message, oldest) < 0,
  );
  return {
    ticket,
    calls,
    messages: [...before, ...messages],
    earlier: before.length > 0 ? thread.earlier : page.earlier,
  };
}

/** The thread with the page that stands before it. */
export function withEarlier(thread: Thread, page: ThreadPage): Thread {
  const known = new Set(thread.messages.map(({ id }) => id));
  return {
    ...thread,
    messages: [...page.messages.filter(({ id }) => !known.has(id)), ...thread.messages],
    earlier: page.earlier,
  };
}

/** The thread with a text that the desk has just answered with. */
export function withMessage(thread: Thread, message: Message): Thread {
  const others = thread.messages.filter(({ id }) => id !== message.id);
  return { ...thread, messages: [...others, message].sort(inOrder) };
}

/**
 * Texts and calls in time's order. A missed call is told once, by its own line among the texts; calls of a time whose
 * texts are not read yet wait for them.
 */
export function linesOf({ messages, calls, earlier }: Thread): Line[] {
  const told = new Set(messages.flatMap(({ call }) => call ?? []));
  const from = earlier === undefined ? -Infinity : (messages[0]?.at ?? -Infinity);
  const lines: Line[] = [
    ...messages.map((message) => ({ kind: 'text', at: message.at, message }) as const),
    ...calls
      .filter(({ conversation, at }) => !told.has(conversation) && at >= from)
      .map((call) => ({ kind: 'call', at: call.at, call, id: `call-${call.conversation}` }) as const),
  ];
  return lines.sort((one, other) => one.at - other.at);
}

/** The texts of `now` that were not there `before`; none of the first look. */
export function newMessages(before: Thread | undefined, now: Thread): Message[] {
  const newest = before?.messages.at(-1);
  if (!before || before.ticket.number !== now.ticket.number) return [];
  const known = new Set(before.messages.map(({ id }) => id));
  return now.messages.filter(
    (message) => !known.has(message.id) && (!newest || inOrder(message, newest) > 0),
  );
}
