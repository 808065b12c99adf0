import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { conditionalWrite } from '../../edge/aws/dynamodb/client.ts';
import type { OwnerTables } from '../stack/tables.ts';

const customerItem = z.object({
  number: z.optional(z.number()),
  consent: z.optional(z.object({ state: z.string(), by: z.string(), stoppedAt: z.optional(z.number()) })),
});
type Customer = z.output<typeof customerItem>;

/** The result of {@link emptyCustomer}. */
export interface EmptyResult {
  /** Whether there was something to remove. */
  removed: boolean;
  keptOptOut: boolean;
}

/** `has-ticket`: leave the item alone while the customer has a ticket, because it is a new one. */
type Unless = 'has-ticket' | undefined;

/**
 * Empties the customer's item in one conditional write: of a customer who ever sent STOP the consent stays, with its
 * times and causes; of anybody else nothing. A consent that changes concurrently is read again.
 */
export async function emptyCustomer(
  msisdn: string,
  { tables, dynamodb }: OwnerTables,
  unless?: Unless,
): Promise<EmptyResult> {
  const Key = keyOf(msisdn);
  for (;;) {
    const item = await readCustomer(msisdn, { tables, dynamodb });
    const customer = customerItem.parse(item ?? {});
    const keptOptOut = everStopped(customer);
    if (!item || isLeftAlone(item, customer, unless)) return { removed: false, keptOptOut };
    const condition = { TableName: tables.tickets, ...unchangedSince(customer, unless) };
    const write = keptOptOut
      ? dynamodb.send(new PutCommand({ ...condition, Item: { ...Key, consent: item['consent'] } }))
      : dynamodb.send(new DeleteCommand({ ...condition, Key }));
    if (await conditionalWrite(write)) return { removed: true, keptOptOut };
  }
}

const everStopped = ({ consent }: Customer): boolean =>
  consent?.state === 'stopped' || consent?.stoppedAt !== undefined;

/** Whether there is nothing to remove, or a new ticket to keep. */
function isLeftAlone(item: Record<string, unknown>, customer: Customer, unless: Unless): boolean {
  if (unless === 'has-ticket' && customer.number !== undefined) return true;
  const isEmpty = Object.keys(item).every((name) => name === 'id' || name === 'consent');
  return everStopped(customer) && isEmpty;
}

/** The condition of a write: consent, and with `unless` the absence of a ticket, are as they were read. */
function unchangedSince({ consent }: Customer, unless: Unless) {
  const sameConsent = consent
    ? { expression: 'consent.#by = :by', names: { '#by': 'by' } }
    : { expression: 'attribute_not_exists(consent)', names: {} };
  const noTicket = unless
    ? { expressions: ['attribute_not_exists(#number)'], names: { '#number': 'number' } }
    : { expressions: [], names: {} };
  const names = { ...sameConsent.names, ...noTicket.names };
  return {
    ConditionExpression: [sameConsent.expression, ...noTicket.expressions].join(' AND '),
    ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: names }),
    ...(consent && { ExpressionAttributeValues: { ':by': consent.by } }),
  };
}

/** The number of the customer's open ticket, or of the one closed last. */
export async function ticketOf(msisdn: string, desk: OwnerTables): Promise<number | undefined> {
  return customerItem.parse((await readCustomer(msisdn, desk)) ?? {}).number;
}

const keyOf = (msisdn: string) => ({ id: `customer#${msisdn}` });

async function readCustomer(
  msisdn: string,
  { tables, dynamodb }: OwnerTables,
): Promise<Record<string, unknown> | undefined> {
  const { Item } = await dynamodb.send(
    new GetCommand({ TableName: tables.tickets, Key: keyOf(msisdn), ConsistentRead: true }),
  );
  return Item;
}
