import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Ticket } from '../../../desk/tickets/ticket.ts';
import type { TicketStore } from '../../../desk/tickets/ticket-store.ts';
import { dynamodb, hasExpired } from './client.ts';
import { archiveKey, customerKey, customerOf, ticketOf } from './customer-item.ts';
import { onIndex } from './table.ts';

/** Reads of single tickets. */
export function ticketReads(TableName: string): Pick<TicketStore, 'customer' | 'archived' | 'byNumber'> {
  const read = async (Key: { id: string }): Promise<Record<string, unknown> | undefined> =>
    (await dynamodb.send(new GetCommand({ TableName, Key, ConsistentRead: true }))).Item;

  const customer: TicketStore['customer'] = async (msisdn) => {
    const item = await read(customerKey(msisdn));
    return item && customerOf(msisdn, item);
  };

  const archived: TicketStore['archived'] = async (number) => {
    const item = await read(archiveKey(number));
    return item && !hasExpired(item, Date.now()) ? ticketOf(item) : undefined;
  };

  const current = async (msisdn: string, number: number): Promise<Ticket | undefined> => {
    const ticket = (await customer(msisdn))?.ticket;
    return ticket?.number === number ? ticket : undefined;
  };

  return {
    customer,
    archived,

    async byNumber(number) {
      const msisdn = await customerOfTicket(number);
      if (msisdn === undefined) return undefined;
      // A ticket that was reopened just now can also be in the archive: the copy on the customer's item is authoritative.
      // One that was reopened between the first two reads has left the archive, and is on the customer's item.
      return (await current(msisdn, number)) ?? (await archived(number)) ?? (await current(msisdn, number));
    },
  };
}

/** The index lags behind the table, but whose ticket it is never changes: decisions use consistent reads of that item. */
async function customerOfTicket(number: number): Promise<string | undefined> {
  const { Items = [] } = await dynamodb.send(
    new QueryCommand({
      ...onIndex('TICKETS_TABLE', 'byNumber'),
      KeyConditionExpression: '#number = :number',
      ExpressionAttributeNames: { '#number': 'number' },
      ExpressionAttributeValues: { ':number': number },
    }),
  );
  return Items[0] && ticketOf(Items[0]).customer;
}
