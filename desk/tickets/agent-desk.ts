import { blockedError } from '../messages/block-reason.ts';
import type { Intent, Outbox, OutboundMessage, Posted } from '../messages/outbox.ts';
import { RetryableError } from '../retryable-error.ts';
import { ClientError } from '../client-error.ts';
import type { Settings } from '../settings.ts';
import { composed, isBlank } from '../texts/characters.ts';
import { measure } from '../messages/sms/encoding.ts';
import type { Ticket } from './ticket.ts';
import type { TicketStore } from './ticket-store.ts';

/** The stores and settings with which an agent's actions work. */
export interface AgentDesk {
  tickets: TicketStore;
  outbox: Outbox;
  settings: Settings;
  now: () => number;
  hash: (cause: string) => string;
}

/** One action of one agent: repeated with the same key, it takes effect once. */
export interface Action {
  agent: string;
  key: string;
}

/** Rounds of reading again after losing a race with the customer or another agent. */
export const ROUNDS = 4;

/** @throws ClientError 404 */
export async function findTicket(number: number, { tickets }: Pick<AgentDesk, 'tickets'>): Promise<Ticket> {
  const ticket = await tickets.byNumber(number);
  if (!ticket) throw new ClientError(404, 'ticket-unknown', 'There is no ticket with this number.');
  return ticket;
}

/**
 * What an agent wrote, as it is stored, compared and sent. It is checked before anything is stored: an invisible text would
 * cost as much as a visible one, and only its writer can shorten one that takes too many parts.
 *
 * @throws ClientError 400
 */
export function checkedText(written: string, { limits }: Settings): string {
  const text = composed(written);
  if (isBlank(text)) {
    throw new ClientError(
      400,
      'text-blank',
      'This text has only blanks and invisible characters: write something that can be read.',
    );
  }
  const { parts } = measure(text);
  if (parts > limits.parts) {
    throw new ClientError(
      400,
      'text-too-long',
      `This text takes ${parts} parts and ${limits.parts} are allowed: shorten it.`,
    );
  }
  return text;
}

/**
 * A repeated request is recognized by the text that the first one stored; another text under the same key is the client's
 * mistake.
 *
 * @throws ClientError 422
 */
export function requireSameText(stored: OutboundMessage, text: string): void {
  if (composed(stored.text) !== composed(text)) {
    throw new ClientError(
      422,
      'idempotency-key-reused',
      'This Idempotency-Key was used with another text: take a new one.',
    );
  }
}

/** Posts what an agent wrote on a ticket. */
export function postOnTicket(
  ticket: Ticket,
  written: Pick<Intent, 'cause' | 'text' | 'at'> & { agent: string },
  { outbox }: AgentDesk,
): Promise<Posted> {
  return outbox.post({
    ...written,
    customer: ticket.customer,
    businessNumber: ticket.businessNumber,
    ticket: ticket.number,
  });
}

/** The posted text; with the reason, if it was not sent. */
export function storedMessage({ message, error }: Posted): OutboundMessage {
  // Only the clean-up of old texts removes one.
  if (!message) throw new RetryableError('text-gone');
  return { ...message, ...(error !== undefined && { error }) };
}

/**
 * The posted text as an agent's request is answered with it. One that Vonage refuses for good is no refusal of ours: it is
 * returned as `failed`, with Vonage's words in `error`, as the thread shows it from now on. A blocked one stays on the
 * ticket as `cancelled`.
 *
 * @throws ClientError 409, 403, 429 for a text that the send policy blocks; 422 for a key that was used with another text
 */
export function messageUnlessBlocked(posted: Posted, text: string): OutboundMessage {
  const message = storedMessage(posted);
  requireSameText(message, text);
  if (posted.reason) throw blockedError(posted.reason);
  return message;
}
