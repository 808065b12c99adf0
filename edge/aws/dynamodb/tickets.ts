import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { DEFAULT_SETTINGS } from '../../../desk/settings.ts';
import type { TicketStore } from '../../../desk/tickets/ticket-store.ts';
import { dynamodb } from './client.ts';
import { tableName } from './table.ts';
import { archiveTicket } from './ticket-archive.ts';
import { listTickets } from './ticket-list.ts';
import { ticketMarks } from './ticket-marks.ts';
import { ticketReads } from './ticket-reads.ts';
import { ticketTransitions } from './ticket-transitions.ts';

/**
 * The Tickets table: `customer#<msisdn>` holds a customer's open or last ticket, `ticket#<number>` those before it,
 * `counter` the last number given. Index `byNumber` finds a ticket, `byActivity` lists them, newest first.
 *
 * @param keepDays how long a ticket that is archived now is kept after its close
 */
export function ticketStore(keepDays = DEFAULT_SETTINGS.keepDays): TicketStore {
  const TableName = tableName('TICKETS_TABLE');
  return {
    ...ticketReads(TableName),
    ...ticketTransitions(TableName),
    ...ticketMarks(TableName),
    nextNumber: () => nextNumber(TableName),
    archive: (ticket) => archiveTicket(TableName, ticket, keepDays),
    list: listTickets,
  };
}

/** No ticket has this number or a lower one. */
const BEFORE_FIRST = 1_000;

const counter = z.object({ last: z.number() });

async function nextNumber(TableName: string): Promise<number> {
  const { Attributes } = await dynamodb.send(
    new UpdateCommand({
      TableName,
      Key: { id: 'counter' },
      UpdateExpression: 'SET #last = if_not_exists(#last, :first) + :one',
      ExpressionAttributeNames: { '#last': 'last' },
      ExpressionAttributeValues: { ':first': BEFORE_FIRST, ':one': 1 },
      ReturnValues: 'UPDATED_NEW',
    }),
  );
  return counter.parse(Attributes).last;
}
