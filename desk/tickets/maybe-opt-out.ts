import type { Consent } from '../consent/consent.ts';
import { soundsLikeStop } from '../consent/sounds-like-stop.ts';
import type { InboundStore } from '../messages/inbound-store.ts';
import { isNewer, type Message } from '../messages/message.ts';
import type { Ticket } from './ticket.ts';
import type { TicketStore } from './ticket-store.ts';

/**
 * Marks the ticket that `message` is on if the text sounds like an opt-out. Runs again for every delivery of the text until
 * one is acknowledged; a mark that an agent dismissed does not come back with a late duplicate, because it has the moment
 * at which the text was stored.
 */
export async function markMaybeOptOut(
  message: Message,
  ticket: Ticket,
  { tickets, messages }: { tickets: TicketStore; messages: InboundStore },
): Promise<void> {
  // One part of a longer text may mean nothing by itself: all parts that are stored are read.
  if (!message.split && !soundsLikeStop(message.text)) return;
  const text = await messages.find(message.id);
  if (!text || !soundsLikeStop(text.text)) return;
  const { id, at, sentAt } = text;
  await tickets.mark(
    { customer: ticket.customer, number: text.ticket ?? ticket.number },
    { by: id, at, ...(sentAt !== undefined && { sentAt }) },
  );
}

/** Whether an agent still has to judge the ticket's mark: nobody did, and the customer sent no keyword since. */
export function isMaybeOptOut({ maybeOptOut: mark }: Ticket, consent: Consent | undefined): boolean {
  if (!mark || mark.dismissedBy !== undefined) return false;
  return !consent || (consent.state === 'started' && isNewer(mark, consent));
}
