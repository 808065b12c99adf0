import type { CallJson } from '../../contract/responses/calls.ts';
import type { MessageJson, VoicemailJson } from '../../contract/responses/messages.ts';
import type { TicketJson } from '../../contract/responses/tickets.ts';
import type { Recording } from '../../desk/calls/recording.ts';
import type { Consent } from '../../desk/consent/consent.ts';
import type { Message } from '../../desk/messages/message.ts';
import type { OutboundMessage } from '../../desk/messages/outbox.ts';
import type { HeldFor } from '../../desk/messages/send-policy.ts';
import { isComplete } from '../../desk/messages/sms/parts.ts';
import { isMaybeOptOut } from '../../desk/tickets/maybe-opt-out.ts';
import type { Ticket } from '../../desk/tickets/ticket.ts';
import type { KeptCall } from '../../edge/aws/dynamodb/calls.ts';

/** @param consent its customer's, where it was read */
export function toTicketResponse(ticket: Ticket, consent?: Consent): TicketJson {
  const { number, customer, status, openedAt, lastMessageAt, closedAt } = ticket;
  return {
    number,
    customer,
    status,
    openedAt: iso(openedAt),
    lastMessageAt: iso(lastMessageAt),
    ...(closedAt !== undefined && { closedAt: iso(closedAt) }),
    ...(consent?.state === 'stopped' && { consent: 'stopped' }),
    ...(isMaybeOptOut(ticket, consent) && { maybeOptOut: true }),
  };
}

export function toMessageResponse(message: Message | OutboundMessage): MessageJson {
  const { id, direction, customer, businessNumber, text, at, status } = message;
  const { agent, keyword, split, call, recording } = message;
  const inbound = direction === 'inbound';
  const { parts, error, heldFor, heldUntil } = 'parts' in message ? message : {};
  return {
    id,
    direction,
    from: inbound ? customer : businessNumber,
    to: inbound ? businessNumber : customer,
    text,
    at: iso(at),
    status,
    ...(agent !== undefined && { agent }),
    ...(keyword !== undefined && { keyword }),
    ...(parts !== undefined && { parts }),
    ...(error !== undefined && { error }),
    ...(status === 'queued' && heldFor !== undefined && { held: toHoldResponse(heldFor, heldUntil) }),
    ...(split && !isComplete(split) && { incomplete: true }),
    ...(call !== undefined && { call }),
    ...(call !== undefined && recording && { voicemail: toVoicemailResponse(call, recording) }),
  };
}

/** Without `until` the hold lasts until its cause is over. */
const toHoldResponse = (reason: HeldFor, until: number | undefined): NonNullable<MessageJson['held']> => ({
  reason,
  ...(until !== undefined && { until: iso(until) }),
});

/** A call as its customer's leg describes it; `call` is that leg's own id. */
export function toCallResponse({ recording, at, ...call }: KeptCall): CallJson {
  return {
    ...call,
    at: iso(at),
    ...(call.missed && recording && { voicemail: toVoicemailResponse(call.conversation, recording) }),
  };
}

/** `seconds` is left out where Vonage did not say. */
const toVoicemailResponse = (conversation: string, { seconds }: Recording): VoicemailJson => ({
  ...(seconds > 0 && { seconds }),
  href: `/api/calls/${encodeURIComponent(conversation)}/recording`,
});

const iso = (at: number): string => new Date(at).toISOString();
