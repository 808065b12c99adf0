import type { Ticket } from '../../../desk/tickets/ticket.ts';
import { expiresAt } from './client.ts';
import { anyOf, deleteIf, equals, isAbsent, isLess, putIf, type Condition } from './conditional.ts';
import { archiveKey } from './customer-item.ts';
import { SHARD_KEY, toStored } from './stored-names.ts';
import { shardKeyOf } from './ticket-list.ts';

/** No copy is there, or an older one: a ticket that was reopened is archived again with a later close. */
const hasNoNewerCopy = ({ closedAt = 0 }: Ticket): Condition =>
  anyOf(isAbsent('id'), isLess('closedAt', closedAt));

/** Keeps a copy of the closed ticket under its number, unless a newer copy is there. */
export async function archiveTicket(TableName: string, ticket: Ticket, keepDays: number): Promise<void> {
  await putIf(
    TableName,
    {
      ...archiveKey(ticket.number),
      ...toStored(ticket),
      [SHARD_KEY]: shardKeyOf(ticket.customer, ticket.status),
      expiresAt: expiresAt(ticket.closedAt ?? ticket.lastMessageAt, keepDays),
    },
    hasNoNewerCopy(ticket),
  );
}

/**
 * Removes the copy of a ticket that was reopened. There may be one of the ticket that was closed last, too: of an opening
 * that did not finish. Where the ticket was closed and archived again meanwhile, the copy is a newer one and stays.
 */
export async function removeArchived(
  TableName: string,
  { number, closedAt = 0 }: Pick<Ticket, 'number' | 'closedAt'>,
): Promise<void> {
  await deleteIf({ TableName, Key: archiveKey(number) }, equals('closedAt', closedAt));
}
