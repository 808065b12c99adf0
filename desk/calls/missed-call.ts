import { languageTo, type Customer } from '../customers/customer.ts';
import type { InboundStore } from '../messages/inbound-store.ts';
import { callMessageId, type Message } from '../messages/message.ts';
import type { Outbox } from '../messages/outbox.ts';
import { numberFor, type Settings } from '../settings.ts';
import { renderText, type Wording } from '../texts/texts.ts';
import { attachToTicket } from '../tickets/attach.ts';
import type { TicketStore } from '../tickets/ticket-store.ts';
import type { Call } from './call.ts';
import type { Recording } from './recording.ts';

/** What registering a missed call needs. */
export interface MissedDesk {
  tickets: TicketStore;
  messages: InboundStore;
  voicemails: VoicemailStore;
  outbox: Outbox;
  settings: Settings;
  texts: Wording;
  now: () => number;
}

export interface VoicemailStore {
  /** Stores the recording on a message, if it is fuller than the one there. One conditional write. */
  keep(message: string, recording: Recording): Promise<void>;
}

/** Why a missed call is on no ticket: its caller hides the number, or none of our numbers sends texts. */
export type Unregistered = 'missed-call-hidden' | 'missed-call-no-number';

const HOUR_MS = 3_600_000;

/**
 * Registers a call that nobody answered as a message of its caller: it opens a ticket or is attached to the open one, with
 * the voicemail if there is one, and the caller is texted the ticket's number, at most once an hour per ticket: a caller
 * id is easily forged, and nobody may make us text a stranger again and again. Every event of the call runs all of it
 * again, so that a run that died midway is completed by the next event, or by the sweep.
 *
 * The ticket has no pending confirmation: the text for a missed call contains its number.
 */
export async function registerMissed(
  call: Call & { at: number },
  desk: MissedDesk,
): Promise<Unregistered | undefined> {
  if (!call.missed) return undefined;
  if (call.customer === undefined) return 'missed-call-hidden';
  const businessNumber = textingNumber(call.to, desk.settings);
  if (businessNumber === undefined) return 'missed-call-no-number';

  const message = messageOf({ ...call, customer: call.customer }, businessNumber, desk.now());
  const attached = await attachToTicket(message, desk, {
    pendingConfirmation: undefined,
    reopenWithinMs: desk.settings.reopenWithinHours * HOUR_MS,
  });
  if (call.recording) await desk.voicemails.keep(message.id, call.recording);
  const found = await ticketOf(message, attached, desk);
  // By the call's own beginning: whoever repeats this finds the same hour, and the same text.
  if (found) await textCaller({ ...found, hour: hoursBetween(found.openedAt, call.at) }, message, desk);
  return undefined;
}

const messageOf = (
  { conversation, customer, recording }: Call & { customer: string },
  businessNumber: string,
  at: number,
): Message => ({
  id: callMessageId(conversation),
  direction: 'inbound',
  customer,
  businessNumber,
  text: '',
  at,
  status: 'received',
  call: conversation,
  ...(recording && { recording }),
});

interface FoundTicket {
  ticket: number;
  openedAt: number;
  customer: Customer | undefined;
}

/** The ticket that the message is on. It may have been closed since; whether its number was texted before is not known. */
async function ticketOf(
  message: Message,
  attached: Customer | undefined,
  { messages, tickets }: MissedDesk,
): Promise<FoundTicket | undefined> {
  const ticket = attached?.ticket?.number ?? (await messages.find(message.id))?.ticket;
  if (ticket === undefined) return undefined;
  const customer = attached ?? (await tickets.customer(message.customer));
  const isOpen = customer?.ticket?.number === ticket;
  const openedAt = isOpen ? customer.ticket?.openedAt : (await tickets.archived(ticket))?.openedAt;
  return openedAt === undefined ? undefined : { ticket, openedAt, customer };
}

const hoursBetween = (from: number, to: number): number => Math.max(0, Math.floor((to - from) / HOUR_MS));

/** A text that is stored is sent by the sweep if not by us: the webhook need not come again for it. */
async function textCaller(
  { ticket, customer, hour }: FoundTicket & { hour: number },
  message: Message,
  { outbox, settings, texts }: MissedDesk,
): Promise<void> {
  const businessNumber =
    customer?.ticket?.number === ticket ? customer.ticket.businessNumber : message.businessNumber;
  const language = languageTo(customer, businessNumber, settings);
  await outbox.post({
    cause: `missed:${ticket}:${hour}`,
    origin: 'call',
    customer: message.customer,
    businessNumber,
    ticket,
    text: renderText(
      'missed',
      language,
      { business: settings.businessName, ticket: String(ticket) },
      texts(language),
      settings.limits.parts,
    ),
  });
}

/** The number that was called, if people text it too, else the one that they text. */
export function textingNumber(called: string | undefined, settings: Settings): string | undefined {
  const uses = called === undefined ? undefined : settings.numbers[called]?.uses;
  return uses?.includes('support') ? called : (numberFor(settings, 'support') ?? (uses && called));
}
