import type { Message } from '../messages/message.ts';
import type { InboundStore } from '../messages/inbound-store.ts';
import { insistOn, type Outbox } from '../messages/outbox.ts';
import { languageOf, type Settings } from '../settings.ts';
import { say, type Texts } from '../texts/texts.ts';
import { join } from './join.ts';
import type { TicketStore } from './ticket.ts';

/** What the support desk works with. */
export interface SupportDesk {
  tickets: TicketStore;
  messages: InboundStore;
  outbox: Outbox;
  settings: Settings;
  /** The ops' own templates, if any. */
  texts: Partial<Texts>;
}

/**
 * Tutorial 1: a customer's text joins the open ticket or opens one; whoever opens one is told its number, once.
 *
 * @param answers false for senders that must never be in a conversation with us: the text is stored, nothing is sent
 * @throws Later when the confirmation that this very text owes is not settled yet
 */
export async function support(message: Message, answers: boolean, desk: SupportDesk): Promise<void> {
  const { tickets, outbox, settings, texts } = desk;
  const customer = await join(message, desk, { owes: answers ? 'confirm' : undefined });
  const ticket = customer?.ticket;
  if (!ticket || !answers) return;

  // A duplicate of the opening text runs this again: seen before never means done.
  const opener = ticket.openedBy === message.id;
  if (!opener && customer.owes !== 'confirm') return;

  const posted = await outbox.post(
    {
      cause: `confirm:${ticket.number}`,
      customer: ticket.customer,
      ours: ticket.ours,
      ticket: ticket.number,
      text: say(
        'confirm',
        languageOf(settings, ticket.ours),
        { business: settings.businessName, ticket: String(ticket.number) },
        texts,
      ),
    },
    () => (customer.owes === 'confirm' ? tickets.paid(ticket.customer, ticket.number) : Promise.resolve()),
  );
  // Somebody else's debt is settled by the text that owes it, which Vonage delivers again, or by the sweep.
  if (opener) insistOn(posted);
}
