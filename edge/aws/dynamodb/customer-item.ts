import * as z from 'zod/mini';
import type { Consent } from '../../../desk/consent/consent.ts';
import type { Customer } from '../../../desk/customers/customer.ts';
import { LANGUAGES } from '../../../contract/languages.ts';
import type { MaybeOptOut, Ticket } from '../../../desk/tickets/ticket.ts';
import { fromStored, PENDING_CONFIRMATION, toStored } from './stored-names.ts';

const maybeOptOutItem = z.object({
  by: z.string(),
  at: z.number(),
  sentAt: z.optional(z.number()),
  dismissedBy: z.optional(z.string()),
});

const ticketItem = z.object({
  number: z.number(),
  customer: z.string(),
  ours: z.string(),
  status: z.enum(['open', 'closed']),
  openedAt: z.number(),
  openedBy: z.string(),
  lastMessageAt: z.number(),
  closedAt: z.optional(z.number()),
  closedBy: z.optional(z.string()),
  maybeOptOut: z.optional(maybeOptOutItem),
});

const change = z.object({
  state: z.enum(['stopped', 'started']),
  at: z.number(),
  sentAt: z.optional(z.number()),
  by: z.string(),
  ours: z.string(),
  agent: z.optional(z.string()),
});

const consentItem = z.extend(change, { stoppedAt: z.optional(z.number()), before: z.array(change) });

const customerItem = z.object({
  [PENDING_CONFIRMATION]: z.optional(z.literal('confirm')),
  language: z.optional(z.enum(LANGUAGES)),
  consent: z.optional(consentItem),
});

/** `customer#<msisdn>` of the Tickets table: all that is known of one customer. */
export const customerKey = (msisdn: string): { id: string } => ({ id: `customer#${msisdn}` });

/** `ticket#<number>` of the Tickets table: a closed ticket that is no longer the customer's last. */
export const archiveKey = (number: number): { id: string } => ({ id: `${ARCHIVED}${number}` });

const ARCHIVED = 'ticket#';

export const isArchived = ({ id }: Record<string, unknown>): boolean => String(id).startsWith(ARCHIVED);

export function ticketOf(item: Record<string, unknown>): Ticket {
  const { closedAt, closedBy, maybeOptOut, ...ticket } = fromStored(ticketItem.parse(item));
  return {
    ...ticket,
    ...(closedAt !== undefined && { closedAt }),
    ...(closedBy !== undefined && { closedBy }),
    // `undefined`, which the schema allows, is never stored.
    ...(maybeOptOut && { maybeOptOut: maybeOptOut as MaybeOptOut }),
  };
}

/** A customer may have an item without a ticket: after a STOP, or with a language. */
export function customerOf(msisdn: string, item: Record<string, unknown>): Customer {
  const { [PENDING_CONFIRMATION]: pendingConfirmation, language, consent } = customerItem.parse(item);
  return {
    msisdn,
    ...(item['number'] !== undefined && { ticket: ticketOf(item) }),
    ...(pendingConfirmation && { pendingConfirmation }),
    ...(language && { language }),
    ...(consent && { consent: consentOf(consent) }),
  };
}

/** `undefined`, which the schema allows for optional values, is never stored. */
const consentOf = ({ before, ...last }: z.output<typeof consentItem>): Consent =>
  ({ ...fromStored(last), before: before.map(fromStored) }) as Consent;

/** A consent as its customer's item holds it. */
export const consentAttribute = ({ before, ...last }: Consent): Record<string, unknown> => ({
  ...toStored(last),
  before: before.map(toStored),
});
