import * as z from 'zod/mini';
import type { Consent } from '../../../desk/consent/consent.ts';
import type { Customer } from '../../../desk/customers/customer.ts';
import { LANGUAGES } from '../../../contract/languages.ts';
import type { MaybeOptOut, Ticket } from '../../../desk/tickets/ticket.ts';
import { fromStored, toStored } from './stored-names.ts';

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
  /** The pending confirmation. */
  owes: z.optional(z.literal('confirm')),
  language: z.optional(z.enum(LANGUAGES)),
  consent: z.optional(consentItem),
});

/** `customer#<msisdn>` of the Tickets table: everything that the desk remembers of one customer. */
export const customerKey = (msisdn: string): { id: string } => ({ id: `customer#${msisdn}` });

export function ticketOf(item: Record<string, unknown>): Ticket {
  const { closedAt, closedBy, maybeOptOut, ...ticket } = fromStored(ticketItem.parse(item));
  return {
    ...ticket,
    ...(closedAt !== undefined && { closedAt }),
    ...(closedBy !== undefined && { closedBy }),
    // As for the consent, what the schema says of `undefined` never stands in an item.
    ...(maybeOptOut && { maybeOptOut: maybeOptOut as MaybeOptOut }),
  };
}

/** A customer may be known without a ticket: by a STOP, or by a language. */
export function customerOf(msisdn: string, item: Record<string, unknown>): Customer {
  const { owes, language, consent } = customerItem.parse(item);
  return {
    msisdn,
    ...(item['number'] !== undefined && { ticket: ticketOf(item) }),
    ...(owes && { pendingConfirmation: owes }),
    ...(language && { language }),
    ...(consent && { consent: consentOf(consent) }),
  };
}

/** As stored, less what the schema's optional values say of `undefined`: it never stands in an item. */
const consentOf = ({ before, ...last }: z.output<typeof consentItem>): Consent =>
  ({ ...fromStored(last), before: before.map(fromStored) }) as Consent;

/** A consent as its customer's item holds it. */
export const consentAttribute = ({ before, ...last }: Consent): Record<string, unknown> => ({
  ...toStored(last),
  before: before.map(toStored),
});
