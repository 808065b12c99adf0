import { describe, expect, test } from '@jest/globals';
import { firstIdAt, OPEN_AT_MOST_MS, type Choice, type Delivery } from '../../desk/deliveries/delivery.ts';
import { implementations } from './implementations.ts';
import { winners, withTables } from './tables.ts';

const tables = withTables();

const NOW = Date.now();
const OPTION = { digit: '1', label: 'tomorrow', effect: 'tomorrow' };
let last = 0;

function told(more: Partial<Delivery> = {}): Delivery {
  last += 1;
  const createdAt = more.createdAt ?? NOW;
  return {
    id: `${firstIdAt(createdAt)}-${String(last).padStart(6, '0')}`,
    customer: `447700${String(800_000 + last)}`,
    businessNumber: '441632960960',
    createdAt,
    language: 'en',
    day: 'tomorrow',
    window: '8am and 2pm',
    options: [OPTION],
    closesAt: createdAt + 3_600_000,
    transactional: false,
    notification: `fd-${last}`,
    askedBy: [],
    ...more,
  };
}

const chosen = (by: string, version: number): Choice => ({ ...OPTION, by, at: NOW, version });

describe.each(await implementations(tables))('%s', (_where, stores) => {
  describe('a delivery', () => {
    const store = stores.deliveries();

    test('is stored once, as it was first, and found by its customer and by its id', async () => {
      const delivery = told();
      await Promise.all(Array.from({ length: 20 }, () => store.putIfAbsent(delivery)));
      await store.putIfAbsent({ ...delivery, day: 'Sunday' });
      expect(await store.find(delivery.customer, delivery.id)).toEqual(delivery);
      expect(await store.byId(delivery.id)).toEqual(delivery);
      expect(await store.find(delivery.customer, 'none')).toBeUndefined();
      expect(await store.find(told().customer, delivery.id)).toBeUndefined();
      expect(await store.byId('none')).toBeUndefined();
    });

    test('is chosen for by one of fifty replies that saw the same, and again on what was seen', async () => {
      const delivery = told();
      await store.putIfAbsent(delivery);
      expect(
        await winners(50, (index) => store.setChoice(delivery, chosen(`in-${index}`, 1), undefined)),
      ).toBe(1);
      const stands = (await store.find(delivery.customer, delivery.id))?.choice;
      expect(await store.setChoice(delivery, chosen('in-late', 1), undefined)).toBe(false);
      const next = { ...chosen('in-next', 2), sentAt: NOW - 5, again: { by: 'in-again', at: NOW } };
      expect(await winners(50, () => store.setChoice(delivery, next, stands))).toBe(1);
      expect((await store.find(delivery.customer, delivery.id))?.choice).toEqual(next);
    });

    test('that nobody was told of takes no choice, no question and no withdrawal', async () => {
      const delivery = told();
      expect(await store.setChoice(delivery, chosen('in-1', 1), undefined)).toBe(false);
      expect(await store.countRepeat(delivery, 'in-1')).toBe(false);
      await store.withdraw(delivery);
      expect(await store.find(delivery.customer, delivery.id)).toBeUndefined();
    });

    test('is changed under its own customer alone', async () => {
      const delivery = told();
      await store.putIfAbsent(delivery);
      const foreign = { ...delivery, customer: told().customer };
      expect(await store.setChoice(foreign, chosen('in-1', 1), undefined)).toBe(false);
      expect(await store.countRepeat(foreign, 'in-1')).toBe(false);
      await store.withdraw(foreign);
      expect(await store.find(delivery.customer, delivery.id)).toEqual(delivery);
    });

    test('begins without replies that were answered with its options', async () => {
      const delivery = told({ askedBy: ['in-1'] });
      await store.putIfAbsent(delivery);
      expect(await store.find(delivery.customer, delivery.id)).toEqual({ ...delivery, askedBy: [] });
    });

    test('is asked about at most twice, by replies of any number and at once; a repeated one counts once', async () => {
      const delivery = told();
      await store.putIfAbsent(delivery);
      expect(await winners(20, (index) => store.countRepeat(delivery, `in-${index}`))).toBe(2);
      const { askedBy = [] } = (await store.find(delivery.customer, delivery.id)) ?? {};
      expect(askedBy).toHaveLength(2);
      for (const again of askedBy) expect(await store.countRepeat(delivery, again)).toBe(true);
      expect(await store.countRepeat(delivery, 'in-another')).toBe(false);
    });

    test('is withdrawn by the text that told of it alone, and waits for no reply then', async () => {
      const delivery = told();
      await store.putIfAbsent(delivery);
      await store.withdraw({ ...delivery, notification: 'fd-another' });
      expect(await store.newestOpen(delivery.customer, NOW + 1)).toEqual(delivery);
      for (let time = 0; time < 2; time += 1) await store.withdraw(delivery);
      expect(await store.newestOpen(delivery.customer, NOW + 1)).toBeUndefined();
      expect(await store.find(delivery.customer, delivery.id)).toEqual({ ...delivery, withdrawn: true });
    });
  });

  describe('the delivery that a text answers', () => {
    const store = stores.deliveries();

    test('is the newest that the customer was told of and that is open', async () => {
      const { customer } = told();
      const [first, second, later] = [NOW - 30_000, NOW - 20_000, NOW + 50_000].map((createdAt) =>
        told({ customer, createdAt }),
      );
      if (!first || !second || !later) throw new Error('There are three.');
      await Promise.all([first, second, later].map((delivery) => store.putIfAbsent(delivery)));
      expect(await store.newestOpen(customer, NOW)).toEqual(second);
      expect(await store.newestOpen(customer, NOW - 25_000)).toEqual(first);
      expect(await store.newestOpen(customer, NOW + 60_000)).toEqual(later);
      expect(await store.newestOpen(customer, later.closesAt)).toBeUndefined();
      expect(await store.newestOpen(told().customer, NOW)).toBeUndefined();
    });

    test('was made no longer ago than a delivery may stay open', async () => {
      const delivery = told({ createdAt: NOW - OPEN_AT_MOST_MS, closesAt: NOW + 100_000 });
      await store.putIfAbsent(delivery);
      expect(await store.newestOpen(delivery.customer, NOW)).toEqual(delivery);
      expect(await store.newestOpen(delivery.customer, NOW + 1)).toBeUndefined();
    });

    test('is found behind many newer ones that are closed', async () => {
      const { customer } = told();
      const open = told({ customer, createdAt: NOW - 100_000, closesAt: NOW + 100_000 });
      const shut = Array.from({ length: 35 }, (_, index) =>
        told({ customer, createdAt: NOW - 90_000 + index, closesAt: NOW - 1 }),
      );
      await Promise.all([open, ...shut].map((delivery) => store.putIfAbsent(delivery)));
      expect(await store.newestOpen(customer, NOW)).toEqual(open);
    });

    test('may be as old as a delivery stays open at most, and was made before the year 1', async () => {
      const { customer } = told();
      const old = told({ customer, createdAt: NOW - OPEN_AT_MOST_MS + 1_000, closesAt: NOW + 1_000 });
      await store.putIfAbsent(old);
      expect(await store.newestOpen(customer, NOW)).toEqual(old);
      expect(await store.newestOpen(customer, 0)).toEqual(old);
    });
  });

  describe('a call of the shop with an idempotency key', () => {
    const store = stores.idempotency();
    const sent = [{ status: 'sent' as const, id: 'd-1' }];

    test('is remembered as it came first, by one of fifty', async () => {
      const remembered = await Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          store.findOrPut('key-1', { body: `b${index}`, at: NOW + index }),
        ),
      );
      expect(new Set(remembered.map(({ body }) => body)).size).toBe(1);
      expect(await store.find('key-1')).toEqual(remembered[0]);
      expect(await store.find('key-2')).toBeUndefined();
    });

    test('is answered once and for all', async () => {
      await store.complete('key-3', sent);
      expect(await store.find('key-3')).toBeUndefined();
      await store.findOrPut('key-3', { body: 'b', at: NOW });
      await store.complete('key-3', sent);
      await store.complete('key-3', []);
      expect(await store.findOrPut('key-3', { body: 'other', at: NOW })).toEqual({
        body: 'b',
        at: NOW,
        results: sent,
      });
    });
  });
});
