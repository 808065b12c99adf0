import type { CustomerStore } from '../customers/customer.ts';
import { ClientError } from '../client-error.ts';
import { blockedError } from '../messages/block-reason.ts';
import { findTicket, ROUNDS, type Action } from '../tickets/agent-desk.ts';
import type { Ticket } from '../tickets/ticket.ts';
import type { TicketStore } from '../tickets/ticket-store.ts';
import { consentAfter, type Consent } from './consent.ts';

/** The stores with which an agent notes what a customer meant. */
export interface OptOutDesk {
  tickets: TicketStore;
  customers: CustomerStore;
  now: () => number;
}

/** Vonage reports the time of a customer's text in whole seconds. */
const SECOND_MS = 1_000;

/**
 * Opts the ticket's customer out, as an agent understood the customer: from now on nothing is sent, not even what is
 * queued already. No text confirms it: a confirmation is for whoever texted STOP a moment ago. An earlier opt-out stays as
 * it is; a START that the customer sends later counts, and the same action repeated after it changes nothing.
 *
 * @throws ClientError 404; 409 for a sender that is no phone, or when the customer sent a newer keyword meanwhile
 */
export async function optOut(
  number: number,
  { agent, key }: Action,
  desk: OptOutDesk,
): Promise<{ ticket: Ticket; consent: Consent }> {
  const { customers, now } = desk;
  const ticket = await findTicket(number, desk);
  const { customer, businessNumber } = ticket;
  if (!/^[1-9]\d{6,14}$/.test(customer))
    throw new ClientError(
      409,
      'customer-no-number',
      'This sender is no phone number: nothing is ever sent to it.',
    );
  const at = now();
  // To the second as a customer's text: a START within the same second came later if it reached the desk later.
  const sentAt = Math.floor(at / SECOND_MS) * SECOND_MS;
  const cause = { id: `opt-out:${number}:${key}`, agent, businessNumber, at, sentAt };
  for (let round = 0; round < ROUNDS; round += 1) {
    const current = (await customers.find(customer))?.consent;
    const isDone = [current, ...(current?.before ?? [])].some((change) => change?.by === cause.id);
    if (current && (current.state === 'stopped' || isDone)) return { ticket, consent: current };
    const next = consentAfter(current, 'stopped', cause);
    if (!next) break;
    if (await customers.setConsent(customer, next, current)) return { ticket, consent: next };
  }
  throw new ClientError(
    409,
    'consent-moved-on',
    'The customer has just said something else about texts: look at the ticket again.',
  );
}

/**
 * Clears the ticket's mark: the customer meant no opt-out. A newer text that sounds like one marks the ticket again.
 *
 * @throws ClientError 404; 409 for a customer who has opted out, which only the customer can change
 */
export async function dismiss(
  number: number,
  agent: string,
  { tickets, customers }: OptOutDesk,
): Promise<{ ticket: Ticket; consent: Consent | undefined }> {
  const ticket = await findTicket(number, { tickets });
  const consent = (await customers.find(ticket.customer))?.consent;
  if (consent?.state === 'stopped') throw blockedError('opted-out');
  const { maybeOptOut: mark } = ticket;
  if (!mark || mark.dismissedBy !== undefined) return { ticket, consent };
  await tickets.dismiss(ticket, agent);
  return { ticket: await findTicket(number, { tickets }), consent };
}
