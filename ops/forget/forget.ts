import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { OwnerTables } from '../stack/tables.ts';
import { emptyCustomer, ticketOf } from './customer.ts';
import { deleteItems, scanTable, queryPartition, type Item } from '../stack/table-items.ts';

/** Numbers of removed items. */
export interface ForgetResult {
  tickets: number;
  messages: number;
  deliveries: number;
  calls: number;
  /** Whether the customer once sent STOP: only the opt-out is kept. */
  keptOptOut: boolean;
}

/** What {@link forget} needs. */
export interface ForgetContext extends OwnerTables {
  /** Reports progress. */
  onProgress: (step: string) => void;
  pause: (ms: number) => Promise<void>;
}

/** Longer than the timeout of any function that handles a customer's, agent's or shop's request. */
const IN_FLIGHT_MS = 30_000;

/**
 * Removes everything that the desk stores about a customer except an opt-out. Idempotent: a second run removes
 * what arrived since, and what an interrupted run left.
 *
 * It may run while texts arrive. The customer's item is removed first, in one conditional write: from then on a text
 * opens a new ticket. Requests that began earlier have ended after `IN_FLIGHT_MS`; only then are the other items removed,
 * except those of a new ticket or a new delivery.
 *
 * @param msisdn E.164 digits
 * @throws Error for a business number; DynamoDB's errors
 */
export async function forget(msisdn: string, desk: ForgetContext): Promise<ForgetResult> {
  const { tables, onProgress, pause } = desk;
  if (await isBusinessNumber(msisdn, desk)) throw new Error('this is a number of our own, not a customer’s.');

  const first = await emptyCustomer(msisdn, desk);
  const deliveries: Item[] = [];
  for await (const page of queryPartition(desk, tables.deliveries, 'customer', msisdn))
    deliveries.push(...page);
  onProgress(`Waiting ${IN_FLIGHT_MS / 1000} s for what is under way`);
  await pause(IN_FLIGHT_MS);

  const tickets = await removeTickets(msisdn, desk);
  const messages = await removeMessages(msisdn, new Set(deliveries.map(({ id }) => id)), desk);
  const calls = await removeCalls(msisdn, desk);
  const delivered = await deleteItems(desk, tables.deliveries, deliveries, ['customer', 'id']);
  onProgress(`Deliveries: ${delivered} removed`);
  // A request in flight may have recreated the item to store a language.
  const last = await emptyCustomer(msisdn, desk, 'has-ticket');
  return {
    tickets: tickets + Number(first.removed) + Number(last.removed),
    messages,
    deliveries: delivered,
    calls,
    keptOptOut: last.keptOptOut,
  };
}

async function isBusinessNumber(msisdn: string, { tables, dynamodb }: ForgetContext): Promise<boolean> {
  const { Item } = await dynamodb.send(
    new GetCommand({ TableName: tables.nccoConfig, Key: { name: 'settings' } }),
  );
  const numbers: unknown = Item?.['numbers'];
  return typeof numbers === 'object' && numbers !== null && Object.hasOwn(numbers, msisdn);
}

/** Archived tickets and daily text counters: everything but the customer's own item. */
function removeTickets(msisdn: string, desk: ForgetContext): Promise<number> {
  return removeWhere(desk, 'Tickets', desk.tables.tickets, ({ id, customer }) => {
    const [kind, ...names] = String(id).split('#');
    return kind === 'texts' ? names.includes(msisdn) : kind === 'ticket' && customer === msisdn;
  });
}

function removeMessages(msisdn: string, oldDeliveries: Set<unknown>, desk: ForgetContext): Promise<number> {
  /** By ticket: whether it is the customer's current one. Numbers of forgotten tickets are never reused. */
  const isCurrent = new Map<unknown, boolean>();
  const belongsToNew = async ({ ticket, delivery }: Item): Promise<boolean> => {
    if (ticket === undefined) return delivery !== undefined && !oldDeliveries.has(delivery);
    const known = isCurrent.get(ticket) ?? ticket === (await ticketOf(msisdn, desk));
    isCurrent.set(ticket, known);
    return known;
  };
  return removeWhere(
    desk,
    'Messages',
    desk.tables.messages,
    async (item) => item['customer'] === msisdn && !(await belongsToNew(item)),
  );
}

async function removeWhere(
  desk: ForgetContext,
  title: string,
  table: string,
  matches: (item: Item) => boolean | Promise<boolean>,
): Promise<number> {
  let examined = 0;
  let removed = 0;
  for await (const page of scanTable(desk, table)) {
    const matching: Item[] = [];
    for (const item of page) if (await matches(item)) matching.push(item);
    removed += await deleteItems(desk, table, matching, ['id']);
    examined += page.length;
    desk.onProgress(`${title}: ${examined} looked at, ${removed} removed`);
  }
  return removed;
}

/** All items of every conversation in which any item names the number. */
async function removeCalls(msisdn: string, desk: ForgetContext): Promise<number> {
  const table = desk.tables.calls;
  const named = new RegExp(`(?<!\\d)${msisdn}(?!\\d)`);
  const conversations = new Set<string>();
  let examined = 0;
  for await (const page of scanTable(desk, table)) {
    for (const item of page) if (named.test(JSON.stringify(item))) conversations.add(String(item['call']));
    examined += page.length;
    desk.onProgress(`Calls: ${examined} looked at, ${conversations.size} of this customer`);
  }
  let removed = 0;
  for (const conversation of conversations) {
    for await (const items of queryPartition(desk, table, 'call', conversation)) {
      removed += await deleteItems(desk, table, items, ['call', 'item']);
    }
  }
  return removed;
}
