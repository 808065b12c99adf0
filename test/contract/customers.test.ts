import { describe, expect, test } from '@jest/globals';
import type { Consent } from '../../desk/consent/consent.ts';
import { newHold, claimedHold } from '../../desk/messages/account-hold.ts';
import { implementations } from './implementations.ts';
import { winners, withTables } from './tables.ts';

const tables = withTables();

const NOW = Date.now();
const DAY = new Date(NOW).toISOString().slice(0, 10);
let last = 0;
const somebody = (): string => `447700${String(700_000 + (last += 1))}`;

const said = (state: Consent['state'], by: string, before: Consent['before'] = []): Consent => ({
  state,
  at: NOW,
  sentAt: NOW - 1_000,
  by,
  businessNumber: '447700900000',
  stoppedAt: NOW,
  before,
});

describe.each(await implementations(tables))('%s', (_where, stores) => {
  describe('consent', () => {
    const store = stores.customers();

    test('is changed by one of fifty who saw the same; the others are told', async () => {
      const customer = somebody();
      expect(
        await winners(50, (index) => store.setConsent(customer, said('stopped', `in-${index}`), undefined)),
      ).toBe(1);
      const { consent } = (await store.find(customer)) ?? {};
      if (!consent) throw new Error('A consent stands.');
      const { before: _before, stoppedAt: _at, ...change } = consent;
      const next = said('started', 'in-start', [change]);
      expect(await winners(20, () => store.setConsent(customer, next, consent))).toBe(1);
      expect(await store.setConsent(customer, said('stopped', 'in-late'), consent)).toBe(false);
      expect(await store.setConsent(customer, said('stopped', 'in-late'), undefined)).toBe(false);
      expect(await store.find(customer)).toEqual({ msisdn: customer, consent: next });
    });

    test('keeps the agent who changed it, also in its history', async () => {
      const customer = somebody();
      const byAgent = { ...said('stopped', 'opt-out:1001:k'), agent: 'Jane' };
      expect(await store.setConsent(customer, byAgent, undefined)).toBe(true);
      expect((await store.find(customer))?.consent).toEqual(byAgent);
      const { before: _before, stoppedAt: _at, ...change } = byAgent;
      const next = said('started', 'in-start', [change]);
      expect(await store.setConsent(customer, next, byAgent)).toBe(true);
      expect((await store.find(customer))?.consent).toEqual(next);
    });

    test('does not touch a language, nor that the consent; nobody is known before', async () => {
      const customer = somebody();
      expect(await store.find(customer)).toBeUndefined();
      await store.setLanguage(customer, 'ja');
      await store.setConsent(customer, said('stopped', 'in-1'), undefined);
      await store.setLanguage(customer, 'zh');
      expect(await store.find(customer)).toEqual({
        msisdn: customer,
        language: 'zh',
        consent: said('stopped', 'in-1'),
      });
    });
  });

  describe('the count of a day', () => {
    const store = stores.customers();

    test('lets as many through as the limit says, of fifty at once, each counted once', async () => {
      const customer = somebody();
      expect(await winners(50, (index) => store.count(customer, DAY, `text-${index}`, 7))).toBe(7);
      const { sent } = await store.standing(customer, DAY);
      expect(sent).toHaveLength(7);
      for (const id of sent) expect(await store.count(customer, DAY, id, 7)).toBe(true);
      expect((await store.standing(customer, DAY)).sent.toSorted()).toEqual(sent.toSorted());
      expect(await store.count(customer, DAY, 'text-another', 7)).toBe(false);
      expect(await store.count(customer, DAY, 'text-another', 8)).toBe(true);
    });

    test('adds up over all customers, is each customer’s own, and begins anew each day', async () => {
      const day = '2031-02-03';
      const customers = [somebody(), somebody(), somebody()];
      await Promise.all(
        customers.flatMap((customer) =>
          Array.from({ length: 10 }, (_, index) => store.count(customer, day, `${customer}-${index}`, 50)),
        ),
      );
      const [one = ''] = customers;
      expect(await store.standing(one, day)).toMatchObject({ sentToAll: 30, customer: undefined });
      expect((await store.standing(one, day)).sent).toHaveLength(10);
      expect(await store.standing(one, '2031-02-04')).toEqual({
        customer: undefined,
        sent: [],
        sentToAll: 0,
      });
    });

    test('stands beside what the customer said', async () => {
      const customer = somebody();
      await store.setConsent(customer, said('stopped', 'in-1'), undefined);
      const { customer: known } = await store.standing(customer, DAY);
      expect(known).toEqual({ msisdn: customer, consent: said('stopped', 'in-1') });
    });

    test('of texts that nobody asked for is one of its own, but for the customer', async () => {
      const day = '2031-03-04';
      const customer = somebody();
      expect(await store.count(customer, day, 'called', 2, 'unsolicited')).toBe(true);
      expect(await store.count(customer, day, 'asked', 2)).toBe(true);
      expect(await store.count(customer, day, 'more', 2, 'unsolicited')).toBe(false);
      expect((await store.standing(customer, day)).sentToAll).toBe(1);
      expect((await store.standing(somebody(), day, 'unsolicited')).sentToAll).toBeGreaterThanOrEqual(1);
      // A text for which there was no room any more counts for all, too.
      expect((await store.standing(customer, day, 'unsolicited')).sentToAll).toBe(2);
      expect((await store.standing(customer, day, 'unsolicited')).sent.toSorted()).toEqual([
        'asked',
        'called',
      ]);
    });
  });

  describe('the hold of our account', () => {
    const holds = stores.holds();

    test('is set by one, seen with the customer, changed and ended by whoever saw it as it is', async () => {
      const hold = newHold('no-credit', NOW);
      expect(await winners(20, () => holds.replace(hold, undefined))).toBe(1);
      expect(await holds.find()).toEqual(hold);
      expect((await stores.customers().standing(somebody(), DAY)).hold).toEqual(hold);
      const next = claimedHold(hold, NOW + 60_000);
      expect(await winners(20, () => holds.replace(next, hold))).toBe(1);
      expect(await holds.replace(undefined, hold)).toBe(false);
      expect(await holds.replace(undefined, next)).toBe(true);
      expect(await holds.find()).toBeUndefined();
      expect(await holds.replace(undefined, next)).toBe(false);
      expect((await stores.customers().standing(somebody(), DAY)).hold).toBeUndefined();
    });
  });
});

test('a hold that somebody broke by hand holds nothing back', async () => {
  const { customerStore } = await import('../../edge/aws/dynamodb/customers.ts');
  const { holdStore } = await import('../../edge/aws/dynamodb/account-hold.ts');
  const holds = holdStore();
  await tables.put('Tickets', { id: 'hold#vonage', reason: 'because' });
  expect((await customerStore().standing(somebody(), DAY)).hold).toBeUndefined();
  expect(await holds.replace(newHold('no-credit', NOW), undefined)).toBe(true);
  expect(await holds.find()).toMatchObject({ reason: 'no-credit' });
});
