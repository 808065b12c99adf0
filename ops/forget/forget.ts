import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { OwnersTables } from '../stack/tables.ts';
import { emptyCustomer, ticketOf } from './customer.ts';
import { remove, scanned, under, type Item } from './items.ts';

/** How many items were removed. */
export interface Forgotten {
  tickets: number;
  messages: number;
  deliveries: number;
  calls: number;
  /** The customer once said STOP: that alone is kept. */
  keptOptOut: boolean;
}

/** What {@link forget} works with. */
export interface Forgetting extends OwnersTables {
  /** Tells how far it has come. */
  say: (step: string) => void;
  pause: (ms: number) => Promise<void>;
}

/** Longer than any function that works for a customer, an agent or a shop may take. */
const UNDER_WAY_MS = 30_000;

/**
 * Removes everything that the desk holds of a customer but an opt-out. Run again, it removes what came since, and what
 * a run that was stopped left.
 *
 * Texts may come in meanwhile. The customer's item goes first, in one conditional write: from then on a text opens a
 * new ticket, and whatever an earlier one began is over when `UNDER_WAY_MS` have passed. Only then are the other items
 * looked for, and what belongs to a new ticket or a new delivery stays.
 *
 * @param msisdn E.164 digits
 * @throws Error when it is a number of our own; whatever DynamoDB throws
 */
export async function forget(msisdn: string, desk: Forgetting): Promise<Forgotten> {
  const { tables, say, pause } = desk;
  if (await isOurs(msisdn, desk)) throw new Error('this is a number of our own, not a customer’s.');

  const first = await emptyCustomer(msisdn, desk);
  const deliveries: Item[] = [];
  for await (const page of under(desk, tables.deliveries, 'customer', msisdn)) deliveries.push(...page);
  say(`Waiting ${UNDER_WAY_MS / 1000} s for what is under way`);
  await pause(UNDER_WAY_MS);

  const tickets = await removeTickets(msisdn, desk);
  const messages = await removeMessages(msisdn, new Set(deliveries.map(({ id }) => id)), desk);
  const calls = await removeCalls(msisdn, desk);
  const delivered = await remove(desk, tables.deliveries, deliveries, ['customer', 'id']);
  say(`Deliveries: ${delivered} removed`);
  // What was under way may have noted a language where no item was any more.
  const last = await emptyCustomer(msisdn, desk, 'has-ticket');
  return {
    tickets: tickets + Number(first.removed) + Number(last.removed),
    messages,
    deliveries: delivered,
    calls,
    keptOptOut: last.keptOptOut,
  };
}

async function isOurs(msisdn: string, { tables, dynamodb }: Forgetting): Promise<boolean> {
  const { Item } = await dynamodb.send(
    new GetCommand({ TableName: tables.nccoConfig, Key: { name: 'settings' } }),
  );
  const numbers: unknown = Item?.['numbers'];
  return typeof numbers === 'object' && numbers !== null && Object.hasOwn(numbers, msisdn);
}

/** Closed tickets that made room for others, and the days' counts of texts: all but the customer's own item. */
function removeTickets(msisdn: string, desk: Forgetting): Promise<number> {
  return removeWhere(desk, 'Tickets', desk.tables.tickets, ({ id, customer }) => {
    const [kind, ...names] = String(id).split('#');
    return kind === 'texts' ? names.includes(msisdn) : kind === 'ticket' && customer === msisdn;
  });
}

function removeMessages(msisdn: string, oldDeliveries: Set<unknown>, desk: Forgetting): Promise<number> {
  /** By ticket: whether it is the customer's still. The number of one that was forgotten never comes again. */
  const standing = new Map<unknown, boolean>();
  const belongsToNew = async ({ ticket, delivery }: Item): Promise<boolean> => {
    if (ticket === undefined) return delivery !== undefined && !oldDeliveries.has(delivery);
    const known = standing.get(ticket) ?? ticket === (await ticketOf(msisdn, desk));
    standing.set(ticket, known);
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
  desk: Forgetting,
  title: string,
  table: string,
  goes: (item: Item) => boolean | Promise<boolean>,
): Promise<number> {
  let looked = 0;
  let removed = 0;
  for await (const page of scanned(desk, table)) {
    const going: Item[] = [];
    for (const item of page) if (await goes(item)) going.push(item);
    removed += await remove(desk, table, going, ['id']);
    looked += page.length;
    desk.say(`${title}: ${looked} looked at, ${removed} removed`);
  }
  return removed;
}

/** All that is known of a conversation in which the number took part, whichever of its items names the number. */
async function removeCalls(msisdn: string, desk: Forgetting): Promise<number> {
  const table = desk.tables.calls;
  const named = new RegExp(`(?<!\\d)${msisdn}(?!\\d)`);
  const conversations = new Set<string>();
  let looked = 0;
  for await (const page of scanned(desk, table)) {
    for (const item of page) if (named.test(JSON.stringify(item))) conversations.add(String(item['call']));
    looked += page.length;
    desk.say(`Calls: ${looked} looked at, ${conversations.size} of this customer`);
  }
  let removed = 0;
  for (const conversation of conversations) {
    for await (const items of under(desk, table, 'call', conversation)) {
      removed += await remove(desk, table, items, ['call', 'item']);
    }
  }
  return removed;
}
