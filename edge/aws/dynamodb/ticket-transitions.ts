import * as z from 'zod/mini';
import type { Ticket } from '../../../desk/tickets/ticket.ts';
import type { TicketStore } from '../../../desk/tickets/ticket-store.ts';
import {
  allOf,
  equals,
  isAbsent,
  isLess,
  updatedIf,
  updateIf,
  type Condition,
  type ItemKey,
} from './conditional.ts';
import { customerKey } from './customer-item.ts';
import { PENDING_CONFIRMATION, SHARD_KEY, toStored } from './stored-names.ts';
import { removeArchived } from './ticket-archive.ts';
import { shardKeyOf } from './ticket-list.ts';

/*
 * A customer's open or last ticket is stored on the customer's item, together with its pending confirmation. So each of these
 * is one conditional update, and the first of two that race makes the condition of the other fail.
 */

/** The ticket is still the open one: nobody closed it meanwhile. */
const isOpen = (number: number): Condition => allOf(equals('number', number), equals('status', 'open'));

/** Nothing has come since: a text that comes while an agent closes the ticket moves `lastMessageAt`. */
const hadNothingSince = (lastMessageAt: number): Condition => equals('lastMessageAt', lastMessageAt);

/** No ticket was ever opened: of two first texts at once, the second finds one. */
const hasNoTicket = isAbsent('status');

/**
 * The closed ticket is the one that was read, and archived: nobody opened another one, and it was not reopened and closed
 * again since then.
 */
const isClosedAsRead = ({ number, closedAt, lastMessageAt }: Ticket): Condition =>
  allOf(
    equals('number', number),
    equals('status', 'closed'),
    equals('closedAt', closedAt),
    hadNothingSince(lastMessageAt),
  );

/** Later than all activity so far. */
const isLatest = (at: number): Condition => isLess('lastMessageAt', at);

const activity = z.object({ lastMessageAt: z.number() });

/** How the ticket on a customer's item changes. */
export function ticketTransitions(
  TableName: string,
): Pick<TicketStore, 'open' | 'touch' | 'clearPendingConfirmation' | 'close' | 'reopen'> {
  const ofCustomer = (msisdn: string): ItemKey => ({ TableName, Key: customerKey(msisdn) });

  return {
    open(ticket, pendingConfirmation, instead) {
      const { number, customer, ours, openedAt, openedBy, lastMessageAt } = toStored(ticket);
      const attributes = { number, customer, ours, openedAt, openedBy, lastMessageAt };
      return updateIf(ofCustomer(customer), instead ? isClosedAsRead(instead) : hasNoTicket, {
        set: {
          ...attributes,
          status: 'open',
          [SHARD_KEY]: shardKeyOf(customer, 'open'),
          [PENDING_CONFIRMATION]: pendingConfirmation,
        },
        remove: [
          'closedAt',
          'closedBy',
          'maybeOptOut',
          ...(pendingConfirmation ? [] : [PENDING_CONFIRMATION]),
        ],
      });
    },

    async touch(msisdn, number, at) {
      const item = ofCustomer(msisdn);
      const moved =
        (await updatedIf(item, allOf(isOpen(number), isLatest(at)), { set: { lastMessageAt: at } })) ??
        // For two texts in one millisecond, and for clocks that differ between environments.
        (await updatedIf(item, isOpen(number), { add: { lastMessageAt: 1 } }));
      return moved && activity.parse(moved).lastMessageAt;
    },

    async clearPendingConfirmation(customer, number) {
      await updateIf(ofCustomer(customer), equals('number', number), { remove: [PENDING_CONFIRMATION] });
    },

    close({ customer, number, lastMessageAt }, { at, by }) {
      return updateIf(ofCustomer(customer), allOf(isOpen(number), hadNothingSince(lastMessageAt)), {
        set: { status: 'closed', closedAt: at, closedBy: by, [SHARD_KEY]: shardKeyOf(customer, 'closed') },
      });
    },

    async reopen(ticket, instead, at) {
      const { number, customer, ours, openedAt, openedBy } = toStored(ticket);
      // The mark of an archived ticket comes with it; that of the item's own ticket stays, whoever sets it meanwhile.
      const isOther = number !== instead.number;
      const mark = isOther ? ticket.maybeOptOut : undefined;
      const hasReopened = await updateIf(ofCustomer(customer), isClosedAsRead(instead), {
        set: {
          ...{ number, ours, openedAt, openedBy },
          status: 'open',
          lastMessageAt: at,
          [SHARD_KEY]: shardKeyOf(customer, 'open'),
          maybeOptOut: mark,
        },
        remove: ['closedAt', 'closedBy', PENDING_CONFIRMATION, ...(isOther && !mark ? ['maybeOptOut'] : [])],
      });
      if (hasReopened) await removeArchived(TableName, ticket);
      return hasReopened;
    },
  };
}
