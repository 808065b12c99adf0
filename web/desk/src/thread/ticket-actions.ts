import type { Ticket } from '../api.ts';
import { isPhoneNumber } from '../phone-number.ts';

/** What an agent can do with a ticket in its present state. */
export interface TicketActions {
  call: boolean;
  optOut: boolean;
  close: boolean;
  reopen: boolean;
}

type State = Pick<Ticket, 'customer' | 'status' | 'consent' | 'maybeOptOut'>;

/** A possible opt-out is decided in the note above the thread, so it has no action of its own. */
export function actionsFor({ customer, status, consent, maybeOptOut }: State): TicketActions {
  const isReachable = isPhoneNumber(customer);
  return {
    call: isReachable,
    optOut: isReachable && consent !== 'stopped' && maybeOptOut !== true,
    close: status === 'open',
    reopen: status === 'closed',
  };
}

/** Why no reply can be sent, named like the sentence that explains it; undefined where one can be sent. */
export function replyBlock({ status, consent }: State): 'stopped' | 'closedNow' | undefined {
  if (consent === 'stopped') return 'stopped';
  return status === 'closed' ? 'closedNow' : undefined;
}
