import type { Message } from '../messages/message.ts';
import type { InboundStore } from '../messages/inbound-store.ts';
import { throwIfPending, type Outbox } from '../messages/outbox.ts';
import { countryOf } from '../numbers/country.ts';
import { languageTo, type Customer, type CustomerStore } from '../customers/customer.ts';
import type { Settings } from '../settings.ts';
import { languageIn } from '../texts/language.ts';
import { renderText, type Wording } from '../texts/texts.ts';
import { attachToTicket } from './attach.ts';
import { markMaybeOptOut } from './maybe-opt-out.ts';
import type { Ticket } from './ticket.ts';
import type { TicketStore } from './ticket-store.ts';

/** The stores and settings with which customers' texts are handled. */
export interface SupportDesk {
  tickets: TicketStore;
  customers: CustomerStore;
  messages: InboundStore;
  outbox: Outbox;
  settings: Settings;
  /** The ops' own templates, if any. */
  texts: Wording;
}

const HOUR_MS = 3_600_000;

/**
 * Tutorial 1: a customer's text joins the open ticket or opens one; the opening of a ticket is confirmed with its number,
 * once. A text that sounds like an opt-out marks the ticket for an agent.
 *
 * @param answers false for senders that must never be in a conversation with us: the text is stored, nothing is sent
 * @throws RetryableError when the confirmation of a ticket that this very text opened is not settled yet
 */
export async function support(message: Message, answers: boolean, desk: SupportDesk): Promise<void> {
  const customer = await attachToTicket(message, desk, {
    pendingConfirmation: answers ? 'confirm' : undefined,
    reopenWithinMs: desk.settings.reopenWithinHours * HOUR_MS,
  });
  const ticket = customer?.ticket;
  if (!ticket || !answers) return;
  // All are awaited, whichever fails: after the response Lambda freezes what is still running.
  const [learned, confirmed, marked] = await Promise.allSettled([
    learnLanguage(customer, message, desk),
    confirm(customer, ticket, message, desk),
    markMaybeOptOut(message, ticket, desk),
  ]);
  if (confirmed.status === 'rejected') throw confirmed.reason;
  if (learned.status === 'rejected') throw learned.reason;
  if (marked.status === 'rejected') throw marked.reason;
}

async function confirm(
  customer: Customer,
  ticket: Ticket,
  message: Message,
  { tickets, outbox, settings, texts }: SupportDesk,
): Promise<void> {
  // A duplicate of the opening text runs this again: seen before never means done.
  const opener = ticket.openedBy === message.id;
  if (!opener && customer.pendingConfirmation !== 'confirm') return;

  const language = languageTo(customer, ticket.businessNumber, settings, {
    of: message.customer,
    text: message.text,
  });
  const posted = await outbox.post(
    {
      cause: `confirm:${ticket.number}`,
      customer: ticket.customer,
      businessNumber: ticket.businessNumber,
      ticket: ticket.number,
      text: renderText(
        'confirm',
        language,
        { business: settings.businessName, ticket: String(ticket.number) },
        texts(language),
        settings.limits.parts,
      ),
    },
    {
      onStored: async () => {
        if (customer.pendingConfirmation === 'confirm')
          await tickets.clearPendingConfirmation(ticket.customer, ticket.number);
      },
    },
  );
  // A confirmation of a ticket that another text opened is settled by that text, which Vonage delivers again, or by the sweep.
  if (opener) throwIfPending(posted);
}

/** Stored only when it changed: most texts cost no write here. */
async function learnLanguage(
  { msisdn, language }: Customer,
  { text }: Message,
  { customers }: SupportDesk,
): Promise<void> {
  const spoken = languageIn(text, countryOf(msisdn));
  if (spoken && spoken !== language) await customers.setLanguage(msisdn, spoken);
}
