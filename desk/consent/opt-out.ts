import type { CustomerStore } from '../customers/customer.ts';
import { ClientError } from '../client-error.ts';
import { blockedError } from '../messages/block-reason.ts';
import { find, ROUNDS, type Action } from '../tickets/agent-desk.ts';
import type { Ticket } from '../tickets/ticket.ts';
import type { TicketStore } from '../tickets/ticket-store.ts';
import { after, type Consent } from './consent.ts';

/** What an agent needs to note what a customer meant. */
export interface OptOutDesk {
  tickets: TicketStore;
  customers: CustomerStore;
  now: () => number;
}

/** Vonage tells in whole seconds when a customer's text was sent. */
const SECOND_MS = 1_000;

/**
 * Opts the ticket's customer out, as an agent understood the customer: from now on nothing is sent, also what is queued
 * already. No text tells the customer so: a confirmation is for whoever texted STOP a moment ago. Who has opted out
 * already stays so, as it was; a START that the customer sends later counts, and the same action made again after it
 * changes nothing.
 *
 * @throws ClientError 404; 409 for a sender that is no phone, or when the customer said something newer meanwhile
 */
export async function optOut(
  number: number,
  { agent, key }: Action,
  desk: OptOutDesk,
): Promise<{ ticket: Ticket; consent: Consent }> {
  const { customers, now } = desk;
  const ticket = await find(number, desk);
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
    const stands = (await customers.find(customer))?.consent;
    const isDone = [stands, ...(stands?.before ?? [])].some((change) => change?.by === cause.id);
    if (stands && (stands.state === 'stopped' || isDone)) return { ticket, consent: stands };
    const next = after(stands, 'stopped', cause);
    if (!next) break;
    if (await customers.setConsent(customer, next, stands)) return { ticket, consent: next };
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
  const ticket = await find(number, { tickets });
  const consent = (await customers.find(ticket.customer))?.consent;
  if (consent?.state === 'stopped') throw blockedError('opted-out');
  const { maybeOptOut: mark } = ticket;
  if (!mark || mark.dismissedBy !== undefined) return { ticket, consent };
  await tickets.dismiss(ticket, agent);
  return { ticket: await find(number, { tickets }), consent };
}
