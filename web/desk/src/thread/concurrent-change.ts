import type { Message } from '../api.ts';
import { newMessages, type Thread } from './lines.ts';

/** What somebody else did to a ticket while this agent looked at it; times are ms since the epoch. */
export type ConcurrentChange =
  | { what: 'closed'; at: number; agent?: string }
  | { what: 'reopened'; byCustomer: boolean }
  | { what: 'replied'; agent: string };

/**
 * What changed between two looks that was not this agent's doing.
 *
 * @param me   the agent
 * @param mine whether the agent closed or reopened it between the two
 */
export function findConcurrentChange(
  before: Thread | undefined,
  now: Thread,
  { me, mine }: { me: string; mine: boolean },
): ConcurrentChange | undefined {
  if (!before || before.ticket.number !== now.ticket.number) return undefined;
  const fresh = newMessages(before, now);
  if (before.ticket.status !== now.ticket.status) {
    if (mine) return undefined;
    if (now.ticket.status === 'open') return { what: 'reopened', byCustomer: fresh.some(isInbound) };
    const { closedAt = now.ticket.lastMessageAt } = now.ticket;
    const agent = closerOf(now.messages, closedAt);
    return agent === me ? undefined : { what: 'closed', at: closedAt, ...(agent !== undefined && { agent }) };
  }
  const other = fresh.findLast(({ agent }) => agent !== undefined && agent !== me);
  return other?.agent === undefined ? undefined : { what: 'replied', agent: other.agent };
}

const isInbound = ({ direction }: Message): boolean => direction === 'inbound';

/** A ticket does not say who closed it; the text with which it was closed stands at that very moment. */
const closerOf = (messages: Message[], closedAt: number): string | undefined =>
  messages.find(({ at, agent }) => at === closedAt && agent !== undefined)?.agent;
