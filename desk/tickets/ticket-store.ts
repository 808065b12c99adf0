import type { Customer } from '../customers/customer.ts';
import type { MaybeOptOut, Place, Ticket } from './ticket.ts';

/** What the rules of tickets need of a store. Reads are consistent; each write is one conditional write. */
export interface TicketStore {
  customer(msisdn: string): Promise<Customer | undefined>;
  nextNumber(): Promise<number>;
  /** Keeps a closed ticket under its own number, so that the customer's item is free for the next. */
  archive(ticket: Ticket): Promise<void>;
  /** The closed ticket that made room under this number. */
  archived(number: number): Promise<Ticket | undefined>;
  /**
   * Opens the ticket if the customer's item still is what was read: no ticket, or `instead`, closed. One update sets
   * number, opener and pending confirmation together. False when the condition fails.
   */
  open(
    ticket: Ticket,
    pendingConfirmation: Customer['pendingConfirmation'],
    instead: Ticket | undefined,
  ): Promise<boolean>;
  /**
   * Notes activity on the open ticket `number`: `lastMessageAt` moves to `at`, or by 1 ms when it is there already, so that
   * whoever closes the ticket always sees that something came.
   *
   * @returns that moment, later than every one before it on this ticket; undefined when the ticket is not open
   */
  touch(customer: string, number: number, at: number): Promise<number | undefined>;
  /** To be called when the confirmation is stored in the outbox: nothing is pending for this ticket any longer. */
  clearPendingConfirmation(customer: string, number: number): Promise<void>;
  /** Closes the ticket if it is open and nothing happened on it since `lastMessageAt`. False when the condition fails. */
  close(
    ticket: Pick<Ticket, 'customer' | 'number' | 'lastMessageAt'>,
    closing: { at: number; by: string | undefined },
  ): Promise<boolean>;
  /**
   * Makes the closed `ticket` the customer's open one again, with its last activity at `at`, if the customer's item
   * still is what was read: `instead`, closed. False when the condition fails.
   */
  reopen(ticket: Ticket, instead: Ticket, at: number): Promise<boolean>;
  /** Marks the customer's open or last ticket, if it has this number and no mark of a text as new or newer. */
  mark(ticket: Pick<Ticket, 'customer' | 'number'>, mark: MaybeOptOut): Promise<void>;
  /** Notes on the ticket's mark, wherever the ticket is kept, that `agent` dismissed it, if it still is the one seen. */
  dismiss(ticket: Ticket, agent: string): Promise<void>;
  /** The current ticket, wherever it is kept. */
  byNumber(number: number): Promise<Ticket | undefined>;
  /**
   * Newest activity first, then the higher number; those after `after` in that order. Without marks that the
   * customer's consent has settled.
   */
  list(status: Ticket['status'], page: { limit: number; after?: Place | undefined }): Promise<Ticket[]>;
}
