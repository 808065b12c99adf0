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

/** What the desk works with when nobody answered. */
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
  /** Keeps the recording on a stored message, if it is fuller than the one there. One conditional write. */
  keep(message: string, recording: Recording): Promise<void>;
}

/** Why a missed call is on no ticket: its caller hides the number, or no number of ours sends texts. */
export type Unregistered = 'missed-call-hidden' | 'missed-call-no-number';

const HOUR_MS = 3_600_000;

/**
 * A call that nobody answered is a message of its caller's: it opens or joins the ticket, with the voicemail if there is
 * one, and the caller is texted the ticket's number, once an hour for each ticket: a caller id is easily forged, and
 * nobody may make us text a stranger again and again. Each event of the call runs all of it again, so that what died in
 * between is done by the next one, or by the sweep.
 *
 * The ticket owes no confirmation: the text that a missed call gets tells the number.
 */
export async function registerMissed(
  call: Call & { at: number },
  desk: MissedDesk,
): Promise<Unregistered | undefined> {
  const { settings, messages, tickets, voicemails } = desk;
  if (!call.missed) return undefined;
  if (call.customer === undefined) return 'missed-call-hidden';
  const businessNumber = textingNumber(call.to, settings);
  if (businessNumber === undefined) return 'missed-call-no-number';

  const message: Message = {
    id: callMessageId(call.conversation),
    direction: 'inbound',
    customer: call.customer,
    businessNumber,
    text: '',
    at: desk.now(),
    status: 'received',
    call: call.conversation,
    ...(call.recording && { recording: call.recording }),
  };
  const joined = await attachToTicket(message, desk, {
    pendingConfirmation: undefined,
    reopenWithinMs: settings.reopenWithinHours * HOUR_MS,
  });
  if (call.recording) await voicemails.keep(message.id, call.recording);
  // The ticket may have been closed since; whether its number was told before that is not known.
  const ticket = joined?.ticket?.number ?? (await messages.find(message.id))?.ticket;
  if (ticket === undefined) return undefined;
  const customer = joined ?? (await tickets.customer(call.customer));
  const { openedAt } =
    (customer?.ticket?.number === ticket ? customer.ticket : await tickets.archived(ticket)) ?? {};
  if (openedAt === undefined) return undefined;
  // By the call's own beginning: whoever does this again finds the same hour, and the same text.
  const hour = Math.max(0, Math.floor((call.at - openedAt) / HOUR_MS));
  await tell({ number: ticket, hour }, customer, message, desk);
  return undefined;
}

/** An intent that is stored is sent by the sweep if not by us: the webhook need not come again for it. */
async function tell(
  { number: ticket, hour }: { number: number; hour: number },
  customer: Customer | undefined,
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
