import { describe, expect, test } from '@jest/globals';
import type { Ticket } from '../../desk/tickets/ticket.ts';
import type { TicketStore } from '../../desk/tickets/ticket-store.ts';
import { implementations } from './implementations.ts';
import { winners, withTables } from './tables.ts';

const tables = withTables();

const DAY_MS = 86_400_000;
const NOW = Date.now();
let last = 0;

/** A customer's first ticket, of somebody whom no other test knows. */
function first(more: Partial<Ticket> = {}): Ticket {
  last += 1;
  return {
    number: 1_000_000 + last,
    customer: `447700${String(900_000 + last)}`,
    businessNumber: '447700900000',
    status: 'open',
    openedAt: NOW,
    openedBy: `in-${last}`,
    lastMessageAt: NOW,
    ...more,
  };
}

const closedAs = (ticket: Ticket, at = NOW + 10): Ticket => ({ ...ticket, status: 'closed', closedAt: at });

async function opened(store: TicketStore, ticket: Ticket, pendingConfirmation?: 'confirm'): Promise<Ticket> {
  expect(await store.open(ticket, pendingConfirmation, undefined)).toBe(true);
  return ticket;
}

async function closed(store: TicketStore, ticket: Ticket, at = NOW + 10): Promise<Ticket> {
  expect(await store.close(ticket, { at, by: undefined })).toBe(true);
  return closedAs(ticket, at);
}

describe.each(await implementations(tables))('%s', (_where, stores) => {
  describe('numbers', () => {
    test('are given once each, increasing, to fifty at once', async () => {
      const store = stores.tickets();
      const given = await Promise.all(Array.from({ length: 50 }, () => store.nextNumber()));
      expect(new Set(given).size).toBe(50);
      expect(await store.nextNumber()).toBe(Math.max(...given) + 1);
    });
  });

  describe('opening', () => {
    test('is won by one of fifty first texts; all see the winner', async () => {
      const store = stores.tickets();
      const ticket = first();
      const won = await winners(50, (index) =>
        store.open(
          { ...ticket, number: ticket.number + index, openedBy: `in-race-${index}` },
          'confirm',
          undefined,
        ),
      );
      expect(won).toBe(1);
      const customer = await store.customer(ticket.customer);
      expect(customer).toMatchObject({
        msisdn: ticket.customer,
        pendingConfirmation: 'confirm',
        ticket: { status: 'open' },
      });
      expect(customer?.ticket?.openedBy).toBe(`in-race-${(customer?.ticket?.number ?? 0) - ticket.number}`);
    });

    test('keeps the ticket and the debt as they were given', async () => {
      const store = stores.tickets();
      const [owing, free] = [await opened(store, first(), 'confirm'), await opened(store, first())];
      expect(await store.customer(owing.customer)).toEqual({
        msisdn: owing.customer,
        ticket: owing,
        pendingConfirmation: 'confirm',
      });
      expect(await store.customer(free.customer)).toEqual({ msisdn: free.customer, ticket: free });
      expect(await store.customer(first().customer)).toBeUndefined();
    });

    test('in the place of a closed ticket is won once, and only while that is as it was read', async () => {
      const store = stores.tickets();
      const old = await closed(store, await opened(store, first(), 'confirm'));
      const next = { ...first(), customer: old.customer };
      expect(await store.open(next, undefined, { ...old, closedAt: NOW })).toBe(false);
      expect(await store.open(next, undefined, { ...old, lastMessageAt: NOW - 1 })).toBe(false);
      expect(await store.open(next, undefined, { ...old, number: 1 })).toBe(false);
      expect(await store.open(next, undefined, undefined)).toBe(false);
      expect(await winners(20, () => store.open(next, undefined, old))).toBe(1);
      // Nothing of the old ticket is left, its close and its debt included.
      expect(await store.customer(old.customer)).toEqual({ msisdn: old.customer, ticket: next });
    });

    test('and reopening compare the close and the last activity, and no other attribute', async () => {
      const store = stores.tickets();
      const ticket = await opened(store, first());
      expect(await store.close(ticket, { at: NOW + 10, by: 'close-1' })).toBe(true);
      const read = closedAs(ticket, NOW + 10);
      expect(await store.reopen(read, read, NOW + 20)).toBe(true);
      const again = { ...ticket, lastMessageAt: NOW + 20 };
      expect(await store.close(again, { at: NOW + 30, by: 'close-2' })).toBe(true);
      const next = { ...first(), customer: ticket.customer };
      expect(await store.open(next, undefined, closedAs(again, NOW + 30))).toBe(true);
    });

    test('after a consent that came first keeps the consent', async () => {
      const ticket = first();
      const consent = {
        state: 'stopped',
        at: 1,
        by: 'in-stop',
        businessNumber: ticket.businessNumber,
        stoppedAt: 1,
        before: [],
      } as const;
      await stores.customers().setConsent(ticket.customer, { ...consent, before: [] }, undefined);
      await opened(stores.tickets(), ticket);
      expect(await stores.tickets().customer(ticket.customer)).toEqual({
        msisdn: ticket.customer,
        ticket,
        consent,
      });
    });
  });

  describe('activity', () => {
    test('moves forward only; each of fifty at one moment has a moment of its own', async () => {
      const store = stores.tickets();
      const { customer, number } = await opened(store, first());
      const moments = await Promise.all(
        Array.from({ length: 50 }, () => store.touch(customer, number, NOW + 5)),
      );
      expect(new Set(moments).size).toBe(50);
      expect(Math.min(...moments.map(Number))).toBe(NOW + 5);
      const latest = Math.max(...moments.map(Number));
      expect(await store.touch(customer, number, NOW - 1_000)).toBe(latest + 1);
      expect((await store.customer(customer))?.ticket?.lastMessageAt).toBe(latest + 1);
    });

    test('is noted on the open ticket of that number alone', async () => {
      const store = stores.tickets();
      const ticket = await opened(store, first());
      expect(await store.touch(ticket.customer, ticket.number + 1, NOW + 5)).toBeUndefined();
      expect(await store.touch(first().customer, ticket.number, NOW + 5)).toBeUndefined();
      await closed(store, ticket);
      expect(await store.touch(ticket.customer, ticket.number, NOW + 50)).toBeUndefined();
    });
  });

  describe('a debt', () => {
    test('is paid once, and never for another ticket', async () => {
      const store = stores.tickets();
      const ticket = await opened(store, first(), 'confirm');
      await store.clearPendingConfirmation(ticket.customer, ticket.number + 1);
      expect((await store.customer(ticket.customer))?.pendingConfirmation).toBe('confirm');
      for (let time = 0; time < 2; time += 1)
        await store.clearPendingConfirmation(ticket.customer, ticket.number);
      expect(await store.customer(ticket.customer)).toEqual({ msisdn: ticket.customer, ticket });
      await store.clearPendingConfirmation(first().customer, ticket.number);
    });
  });

  describe('closing', () => {
    test('is won by one of many, and by none when something came in', async () => {
      const store = stores.tickets();
      const ticket = await opened(store, first());
      await store.touch(ticket.customer, ticket.number, NOW + 5);
      expect(await store.close(ticket, { at: NOW + 9, by: undefined })).toBe(false);
      const seen = { ...ticket, lastMessageAt: NOW + 5 };
      expect(await winners(20, (index) => store.close(seen, { at: NOW + 10 + index, by: `c${index}` }))).toBe(
        1,
      );
      const { ticket: after } = (await store.customer(ticket.customer)) ?? {};
      expect(after?.closedBy).toBe(`c${(after?.closedAt ?? 0) - NOW - 10}`);
      expect(await store.close({ ...seen, number: 1 }, { at: NOW, by: undefined })).toBe(false);
    });

    test('against texts that come meanwhile: either the close saw all of them, or it fails', async () => {
      const store = stores.tickets();
      for (let round = 0; round < 10; round += 1) {
        const ticket = await opened(store, first());
        const [won, touched] = await Promise.all([
          store.close(ticket, { at: NOW + 20, by: undefined }),
          store.touch(ticket.customer, ticket.number, NOW + 10),
        ]);
        expect(touched === undefined).toBe(won);
      }
    });
  });

  describe('the archive', () => {
    test('keeps a closed ticket; an older copy never replaces a newer one, however they come', async () => {
      const store = stores.tickets();
      const [older, newer] = [closedAs(first(), NOW + 10), { closedAt: NOW + 20, lastMessageAt: NOW + 15 }];
      const latest = { ...older, ...newer };
      await Promise.all([older, latest, older, latest].map((copy) => store.archive(copy)));
      expect(await store.archived(older.number)).toEqual(latest);
      await store.archive(older);
      expect(await store.archived(older.number)).toEqual(latest);
      expect(await store.archived(older.number + 500_000)).toBeUndefined();
    });

    test('does not know what has expired, whether DynamoDB removed it or not', async () => {
      const store = stores.tickets(400);
      const old = closedAs(
        first({ openedAt: NOW - 500 * DAY_MS, lastMessageAt: NOW - 500 * DAY_MS }),
        NOW - 450 * DAY_MS,
      );
      await store.archive(old);
      expect(await store.archived(old.number)).toBeUndefined();
      expect(await store.byNumber(old.number)).toBeUndefined();
      const listed = await store.list('closed', { limit: 1_000 });
      expect(listed.map(({ number }) => number)).not.toContain(old.number);
    });
  });

  describe('reopening', () => {
    test('of the ticket closed last is won once', async () => {
      const store = stores.tickets();
      const ticket = await closed(store, await opened(store, first()));
      expect(await store.reopen(ticket, { ...ticket, closedAt: NOW }, NOW + 20)).toBe(false);
      expect(await winners(20, () => store.reopen(ticket, ticket, NOW + 20))).toBe(1);
      const { closedAt: _closed, ...open } = ticket;
      expect((await store.customer(ticket.customer))?.ticket).toEqual({
        ...open,
        status: 'open',
        lastMessageAt: NOW + 20,
      });
    });

    test('of one from the archive takes it out there; the other was archived before', async () => {
      const store = stores.tickets();
      const old = await closed(store, await opened(store, first()));
      await store.archive(old);
      const next = { ...first(), customer: old.customer };
      await store.open(next, 'confirm', old);
      const nextClosed = await closed(store, next, NOW + 30);
      await store.archive(nextClosed);
      expect(await store.reopen(old, nextClosed, NOW + 40)).toBe(true);
      expect((await store.customer(old.customer))?.ticket).toMatchObject({
        number: old.number,
        status: 'open',
      });
      expect((await store.customer(old.customer))?.pendingConfirmation).toBeUndefined();
      expect(await store.archived(old.number)).toBeUndefined();
      expect(await store.byNumber(next.number)).toEqual(nextClosed);
      expect(await store.byNumber(old.number)).toMatchObject({ status: 'open', lastMessageAt: NOW + 40 });
    });
  });

  describe('the mark of what may be an opt-out', () => {
    const mark = { by: 'in-refusal', at: NOW + 5, sentAt: NOW - 1_000 };

    test('is that of the newest text, on the ticket of that number alone', async () => {
      const store = stores.tickets();
      const ticket = await opened(store, first());
      await store.mark({ ...ticket, number: 1 }, mark);
      await store.mark(first(), mark);
      expect((await store.customer(ticket.customer))?.ticket).toEqual(ticket);
      await Promise.all(
        [4, 5, 1].map((later) => store.mark(ticket, { ...mark, by: `in-${later}`, at: NOW + later })),
      );
      await store.mark(ticket, { ...mark, by: 'in-same' });
      expect((await store.byNumber(ticket.number))?.maybeOptOut).toEqual({ ...mark, by: 'in-5' });
    });

    test('is dismissed as it was seen, and comes back with a newer text only', async () => {
      const store = stores.tickets();
      const ticket = await opened(store, first());
      await store.dismiss(ticket, 'Jane');
      await store.mark(ticket, mark);
      await store.dismiss({ ...ticket, maybeOptOut: { ...mark, by: 'in-other' } }, 'Jane');
      expect((await store.byNumber(ticket.number))?.maybeOptOut).toEqual(mark);
      await store.dismiss({ ...ticket, maybeOptOut: mark }, 'Jane');
      await store.mark(ticket, mark);
      expect((await store.byNumber(ticket.number))?.maybeOptOut).toEqual({ ...mark, dismissedBy: 'Jane' });
      await store.mark(ticket, { ...mark, at: NOW + 6 });
      expect((await store.byNumber(ticket.number))?.maybeOptOut).toEqual({ ...mark, at: NOW + 6 });
    });

    test('goes with its ticket into the archive, is dismissed there, and comes back with it', async () => {
      const store = stores.tickets();
      const old = await opened(store, first({ lastMessageAt: NOW + 300 * DAY_MS }));
      await store.mark(old, mark);
      const marked = await closed(store, { ...old, maybeOptOut: mark });
      await store.archive(marked);
      const next = { ...first(), customer: old.customer };
      expect(await store.open(next, undefined, marked)).toBe(true);
      expect(await store.customer(old.customer)).toEqual({ msisdn: old.customer, ticket: next });
      expect(await store.archived(old.number)).toEqual(marked);
      await store.mark(next, { ...mark, by: 'in-next' });

      await store.dismiss(marked, 'Jane');
      const dismissed = { ...marked, maybeOptOut: { ...mark, dismissedBy: 'Jane' } };
      expect(await store.archived(old.number)).toEqual(dismissed);
      const nextClosed = await closed(store, { ...next, maybeOptOut: { ...mark, by: 'in-next' } }, NOW + 30);
      await store.archive(nextClosed);
      expect(await store.reopen(dismissed, nextClosed, NOW + 40)).toBe(true);
      expect((await store.byNumber(old.number))?.maybeOptOut).toEqual(dismissed.maybeOptOut);
      expect((await store.byNumber(next.number))?.maybeOptOut?.by).toBe('in-next');
      const again = await closed(store, { ...dismissed, lastMessageAt: NOW + 40 }, NOW + 50);
      await store.archive(again);
      expect(await store.reopen(nextClosed, again, NOW + 60)).toBe(true);
      expect((await store.byNumber(next.number))?.maybeOptOut?.by).toBe('in-next');
    });

    test('set while its ticket is reopened stays', async () => {
      const store = stores.tickets();
      const ticket = await closed(store, await opened(store, first()));
      await store.mark(ticket, mark);
      expect(await store.reopen(ticket, ticket, NOW + 20)).toBe(true);
      expect((await store.byNumber(ticket.number))?.maybeOptOut).toEqual(mark);
    });

    test('is listed until the consent says more, of archived tickets too', async () => {
      const store = stores.tickets();
      const at = NOW + 250 * DAY_MS;
      const ticket = await opened(store, first({ lastMessageAt: at }));
      await store.mark(ticket, mark);
      const listed = async (status: Ticket['status']) =>
        (await store.list(status, { limit: 1_000 })).find(({ number }) => number === ticket.number)
          ?.maybeOptOut;
      expect(await listed('open')).toEqual(mark);
      const done = await closed(store, { ...ticket, maybeOptOut: mark }, at + 1);
      await store.archive(done);
      await store.open({ ...first(), customer: ticket.customer }, undefined, done);
      expect(await listed('closed')).toEqual(mark);
      const consent = {
        state: 'stopped',
        at,
        by: 'in-stop',
        businessNumber: ticket.businessNumber,
        stoppedAt: at,
        before: [],
      } as const;
      await stores.customers().setConsent(ticket.customer, { ...consent, before: [] }, undefined);
      expect(await listed('closed')).toBeUndefined();
      expect((await store.byNumber(ticket.number))?.maybeOptOut).toEqual(mark);
    });
  });

  describe('a ticket by its number', () => {
    test('is found wherever it is kept; the customer’s own item is the true one', async () => {
      const store = stores.tickets();
      const ticket = await opened(store, first());
      expect(await store.byNumber(ticket.number)).toEqual(ticket);
      // An opening that died half-way left a copy in the archive.
      await store.archive(closedAs(ticket));
      expect(await store.byNumber(ticket.number)).toEqual(ticket);
      expect(await store.byNumber(ticket.number + 500_000)).toBeUndefined();
    });
  });

  describe('the list', () => {
    test('is read page by page, newest first, the higher number first at one moment; none twice, none left out', async () => {
      const store = stores.tickets();
      const at = NOW + 100 * DAY_MS;
      const tickets = Array.from({ length: 23 }, (_, index) =>
        first({ lastMessageAt: at - Math.floor(index / 6), openedAt: at }),
      );
      await Promise.all(tickets.map((ticket) => opened(store, ticket)));
      const inOrder = tickets
        .toSorted((one, other) => other.lastMessageAt - one.lastMessageAt || other.number - one.number)
        .map(({ number }) => number);
      for (const limit of [1, 2, 5, 23, 100]) {
        const found: number[] = [];
        let after: Ticket | undefined;
        do {
          const page = await store.list('open', { limit, after });
          expect(page.length).toBeLessThanOrEqual(limit);
          found.push(...page.map(({ number }) => number));
          after = page.at(-1);
        } while (after && found.length < inOrder.length);
        expect(found.slice(0, inOrder.length)).toEqual(inOrder);
      }
    });

    test('shows a ticket once, under the status that it has', async () => {
      const store = stores.tickets();
      const at = NOW + 200 * DAY_MS;
      const ticket = await opened(store, first({ lastMessageAt: at }));
      const numbers = async (status: Ticket['status']) =>
        (await store.list(status, { limit: 5 })).map(({ number }) => number);
      expect(await numbers('open')).toContain(ticket.number);
      const done = await closed(store, ticket, at + 1);
      await store.archive(done);
      expect(await numbers('open')).not.toContain(ticket.number);
      expect((await numbers('closed')).filter((number) => number === ticket.number)).toHaveLength(1);
      await store.reopen(done, done, at + 2);
      expect(await numbers('closed')).not.toContain(ticket.number);
    });
  });
});

test('the list of DynamoDB passes over a customer who is known by a consent alone', async () => {
  await tables.put('Tickets', { id: 'customer#447700999999', consent: { state: 'stopped' } });
  const { ticketStore } = await import('../../edge/aws/dynamodb/tickets.ts');
  await expect(ticketStore().list('open', { limit: 1_000 })).resolves.toEqual(expect.any(Array));
});
