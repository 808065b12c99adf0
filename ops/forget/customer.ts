import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { conditionalWrite } from '../../edge/aws/dynamodb/client.ts';
import type { OwnersTables } from '../stack/tables.ts';

const customerItem = z.object({
  number: z.optional(z.number()),
  consent: z.optional(z.object({ state: z.string(), by: z.string(), stoppedAt: z.optional(z.number()) })),
});

/** What is left of a customer's item. */
export interface Emptied {
  /** Whether there was something to remove. */
  removed: boolean;
  keptOptOut: boolean;
}

/**
 * Empties the customer's item in one conditional write: of somebody who ever said STOP the consent stays, with its
 * times and causes, of anybody else nothing. A consent that changes meanwhile is read again.
 *
 * @param unless `has-ticket`: nothing is done while the customer has a ticket, for it is a new one
 */
export async function emptyCustomer(
  msisdn: string,
  { tables, dynamodb }: OwnersTables,
  unless?: 'has-ticket',
): Promise<Emptied> {
  const Key = keyOf(msisdn);
  for (;;) {
    const item = await read(msisdn, { tables, dynamodb });
    const { number, consent } = customerItem.parse(item ?? {});
    const keptOptOut = consent?.state === 'stopped' || consent?.stoppedAt !== undefined;
    if (!item || (unless && number !== undefined)) return { removed: false, keptOptOut };
    if (keptOptOut && Object.keys(item).every((name) => name === 'id' || name === 'consent')) {
      return { removed: false, keptOptOut };
    }
    const asRead = {
      TableName: tables.tickets,
      ConditionExpression: [
        consent ? 'consent.#by = :by' : 'attribute_not_exists(consent)',
        ...(unless ? ['attribute_not_exists(#number)'] : []),
      ].join(' AND '),
      ...((consent || unless) && {
        ExpressionAttributeNames: { ...(consent && { '#by': 'by' }), ...(unless && { '#number': 'number' }) },
      }),
      ...(consent && { ExpressionAttributeValues: { ':by': consent.by } }),
    };
    const emptied = keptOptOut
      ? dynamodb.send(new PutCommand({ ...asRead, Item: { ...Key, consent: item['consent'] } }))
      : dynamodb.send(new DeleteCommand({ ...asRead, Key }));
    if (await conditionalWrite(emptied)) return { removed: true, keptOptOut };
  }
}

/** The number of the customer's open ticket, or of the one closed last. */
export async function ticketOf(msisdn: string, desk: OwnersTables): Promise<number | undefined> {
  return customerItem.parse((await read(msisdn, desk)) ?? {}).number;
}

const keyOf = (msisdn: string) => ({ id: `customer#${msisdn}` });

async function read(
  msisdn: string,
  { tables, dynamodb }: OwnersTables,
): Promise<Record<string, unknown> | undefined> {
  const { Item } = await dynamodb.send(
    new GetCommand({ TableName: tables.tickets, Key: keyOf(msisdn), ConsistentRead: true }),
  );
  return Item;
}
