import { blockedError } from '../messages/block-reason.ts';
import type { Intent, Outbox, OutboundMessage, Posted } from '../messages/outbox.ts';
import { RetryableError } from '../retryable-error.ts';
import { ClientError } from '../client-error.ts';
import type { Settings } from '../settings.ts';
import { composed, isBlank } from '../texts/characters.ts';
import { measure } from '../messages/sms/encoding.ts';
import type { Ticket } from './ticket.ts';
import type { TicketStore } from './ticket-store.ts';

/** What an agent works with. */
export interface AgentDesk {
  tickets: TicketStore;
  outbox: Outbox;
  settings: Settings;
  now: () => number;
  hash: (cause: string) => string;
}

/** One action of one agent: the same key never acts twice. */
export interface Action {
  agent: string;
  key: string;
}

/** Rounds of reading again after losing a race with the customer or another agent. */
export const ROUNDS = 4;

/** @throws ClientError 404 */
export async function find(number: number, { tickets }: Pick<AgentDesk, 'tickets'>): Promise<Ticket> {
  const ticket = await tickets.byNumber(number);
  if (!ticket) throw new ClientError(404, 'ticket-unknown', 'There is no ticket with this number.');
  return ticket;
}

/**
 * What an agent wrote as it is kept, compared and sent. It is looked at before anything is stored: what nobody would see
 * would be paid for all the same, and what takes too many parts is the writer's to shorten.
 *
 * @throws ClientError 400
 */
export function outgoing(written: string, { limits }: Settings): string {
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
 * A call that was made before is known by the text that it left; the same key with another text is a slip of whoever
 * makes the keys.
 *
 * @throws ClientError 422
 */
export function insistOnSame(stored: OutboundMessage, text: string): void {
  if (composed(stored.text) !== composed(text)) {
    throw new ClientError(
      422,
      'idempotency-key-reused',
      'This Idempotency-Key was used with another text: take a new one.',
    );
  }
}

/** Posts what an agent wrote on a ticket. */
export function post(
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

/** The posted text, with the reason why it did not go, if it did not. */
export function messageIn({ message, error }: Posted): OutboundMessage {
  // Nobody but the clean-up of old texts removes one.
  if (!message) throw new RetryableError('text-gone');
  return { ...message, ...(error !== undefined && { error }) };
}

/**
 * What an agent hears of a text that stands on the ticket now. One that Vonage refuses for good is no refusal of ours:
 * it comes back as `failed`, with Vonage's words in `error`, just as the thread shows it from now on. One that may not
 * leave stays on the ticket as `cancelled`.
 *
 * @throws ClientError 409, 403, 429 for a text that the gate does not let out; 422 for a key that was used before
 */
export function accepted(posted: Posted, text: string): OutboundMessage {
  const message = messageIn(posted);
  insistOnSame(message, text);
  if (posted.reason) throw blockedError(posted.reason);
  return message;
}
