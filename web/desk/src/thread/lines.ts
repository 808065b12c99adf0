import type { Call, Message, ThreadPage, Ticket } from '../api.ts';

/** A ticket with the part of its thread that has been loaded. */
export interface Thread {
  ticket: Ticket;
  messages: Message[];
  calls: Call[];
  /** The cursor of the page before these messages; undefined at the beginning. */
  earlier?: string | undefined;
}

/** One line of a conversation. */
export type Line =
  { kind: 'text'; at: number; message: Message } | { kind: 'call'; at: number; call: Call; id: string };

const compareMessages = (one: Message, other: Message): number =>
  one.at - other.at || (one.id < other.id ? -1 : one.id > other.id ? 1 : 0);

/** The thread after its newest page was loaded again: earlier pages stay. */
export function withNewest(thread: Thread | undefined, page: ThreadPage): Thread {
  const { ticket, calls, messages } = page;
  if (!thread || thread.ticket.number !== ticket.number) return page;
  const fresh = new Set(messages.map(({ id }) => id));
  const [oldest] = messages;
  // A message within the page's range that the page lacks was moved to another ticket or deleted.
  const before = thread.messages.filter(
    (message) =>
      !fresh.has(message.id) && page.earlier !== undefined && oldest && compareMessages(message, oldest) < 0,
  );
  return {
    ticket,
    calls,
    messages: [...before, ...messages],
    earlier: before.length > 0 ? thread.earlier : page.earlier,
  };
}

/** The thread with the page before it. */
export function withEarlier(thread: Thread, page: ThreadPage): Thread {
  const known = new Set(thread.messages.map(({ id }) => id));
  return {
    ...thread,
    messages: [...page.messages.filter(({ id }) => !known.has(id)), ...thread.messages],
    earlier: page.earlier,
  };
}

/** The thread with a message that a response carried, in its place. */
export function withMessage(thread: Thread, message: Message): Thread {
  const others = thread.messages.filter(({ id }) => id !== message.id);
  return { ...thread, messages: [...others, message].sort(compareMessages) };
}

/**
 * Texts and calls, ordered by time. A missed call that has a message of its own is listed once. Calls before the earliest
 * loaded text are left out until the texts of their time are loaded.
 */
export function linesOf({ messages, calls, earlier }: Thread): Line[] {
  const listed = new Set(messages.flatMap(({ call }) => call ?? []));
  const from = earlier === undefined ? -Infinity : (messages[0]?.at ?? -Infinity);
  const lines: Line[] = [
    ...messages.map((message) => ({ kind: 'text', at: message.at, message }) as const),
    ...calls
      .filter(({ conversation, at }) => !listed.has(conversation) && at >= from)
      .map((call) => ({ kind: 'call', at: call.at, call, id: `call-${call.conversation}` }) as const),
  ];
  return lines.sort((one, other) => one.at - other.at);
}

/** The messages that came after `before`; none when the thread has just been opened. */
export function newMessages(before: Thread | undefined, now: Thread): Message[] {
  const newest = before?.messages.at(-1);
  if (!before || before.ticket.number !== now.ticket.number) return [];
  const known = new Set(before.messages.map(({ id }) => id));
  return now.messages.filter(
    (message) => !known.has(message.id) && (!newest || compareMessages(message, newest) > 0),
  );
}

export const lineId = (line: Line): string => (line.kind === 'text' ? line.message.id : line.id);

/** The lines of each day in the reader's time zone; `at` is the time of its first line. */
export function groupByDay(lines: readonly Line[]): { at: number; lines: Line[] }[] {
  const days: { at: number; lines: Line[] }[] = [];
  for (const line of lines) {
    const day = days.at(-1);
    if (day && new Date(day.at).toDateString() === new Date(line.at).toDateString()) day.lines.push(line);
    else days.push({ at: line.at, lines: [line] });
  }
  return days;
}
