import type { Message } from '../api.ts';
import { newMessages, type Thread } from './lines.ts';

/** What somebody else did to a ticket while this agent had it open; times are ms since the epoch. */
export type ConcurrentChange =
  | { what: 'closed'; at: number; agent?: string }
  | { what: 'reopened'; byCustomer: boolean }
  | { what: 'replied'; agent: string };

/**
 * The change between two states of a thread that somebody else made, if there is one.
 *
 * @param me    this agent's name
 * @param isOwn whether this agent closed or reopened the ticket between the two
 */
export function findConcurrentChange(
  before: Thread | undefined,
  now: Thread,
  { me, isOwn }: { me: string; isOwn: boolean },
): ConcurrentChange | undefined {
  if (!before || before.ticket.number !== now.ticket.number) return undefined;
  const fresh = newMessages(before, now);
  if (before.ticket.status !== now.ticket.status) {
    if (isOwn) return undefined;
    if (now.ticket.status === 'open') return { what: 'reopened', byCustomer: fresh.some(isInbound) };
    const { closedAt = now.ticket.lastMessageAt } = now.ticket;
    const agent = closerOf(now.messages, closedAt);
    return agent === me ? undefined : { what: 'closed', at: closedAt, ...(agent !== undefined && { agent }) };
  }
  const other = fresh.findLast(({ agent }) => agent !== undefined && agent !== me);
  return other?.agent === undefined ? undefined : { what: 'replied', agent: other.agent };
}

const isInbound = ({ direction }: Message): boolean => direction === 'inbound';

/** A ticket does not name who closed it, but a text sent on closing has the time of closing. */
const closerOf = (messages: Message[], closedAt: number): string | undefined =>
  messages.find(({ at, agent }) => at === closedAt && agent !== undefined)?.agent;
