import type { KeptCall } from '../../edge/aws/dynamodb/calls.ts';
import type { Recording } from '../../desk/calls/recording.ts';
import type { HeldFor } from '../../desk/messages/send-policy.ts';
import type { Message } from '../../desk/messages/message.ts';
import type { OutboundMessage } from '../../desk/messages/outbox.ts';
import { isComplete } from '../../desk/messages/sms/parts.ts';
import type { Consent } from '../../desk/consent/consent.ts';
import { isMaybeOptOut } from '../../desk/tickets/maybe-opt-out.ts';
import type { Ticket } from '../../desk/tickets/ticket.ts';

/** A ticket as agents' apps read it; `consent` is its customer's, where it was read. */
export function toTicketResponse(ticket: Ticket, consent?: Consent): Record<string, unknown> {
  const { number, customer, status, openedAt, lastMessageAt, closedAt } = ticket;
  return {
    number,
    customer,
    status,
    openedAt: new Date(openedAt).toISOString(),
    lastMessageAt: new Date(lastMessageAt).toISOString(),
    ...(closedAt !== undefined && { closedAt: new Date(closedAt).toISOString() }),
    ...(consent?.state === 'stopped' && { consent: 'stopped' }),
    ...(isMaybeOptOut(ticket, consent) && { maybeOptOut: true }),
  };
}

/** A text as agents' apps read it: what did not reach its customer says why in `error`. */
export function toMessageResponse(message: Message | OutboundMessage): Record<string, unknown> {
  const {
    id,
    direction,
    customer,
    businessNumber,
    text,
    at,
    status,
    agent,
    keyword,
    split,
    call,
    recording,
  } = message;
  const inbound = direction === 'inbound';
  const { parts, error, heldFor, heldUntil } = 'parts' in message ? message : {};
  return {
    id,
    direction,
    from: inbound ? customer : businessNumber,
    to: inbound ? businessNumber : customer,
    text,
    at: new Date(at).toISOString(),
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

/** Why a text waits, and until when; where that follows from no clock, only why. */
const toHoldResponse = (reason: HeldFor, until: number | undefined): Record<string, unknown> => ({
  reason,
  ...(until !== undefined && { until: new Date(until).toISOString() }),
});

/** A call as agents' apps read it: what its customer's leg says, `call` being that leg's own name. */
export function toCallResponse({ recording, at, ...call }: KeptCall): Record<string, unknown> {
  return {
    ...call,
    at: new Date(at).toISOString(),
    ...(call.missed && recording && { voicemail: toVoicemailResponse(call.conversation, recording) }),
  };
}

/** Where the caller's words are heard; how long they are, where Vonage said so. */
const toVoicemailResponse = (conversation: string, { seconds }: Recording): Record<string, unknown> => ({
  ...(seconds > 0 && { seconds }),
  href: `/api/calls/${encodeURIComponent(conversation)}/recording`,
});
