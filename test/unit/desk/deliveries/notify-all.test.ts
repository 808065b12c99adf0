import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { notifyAll, type NotifyAllDesk, type ShopRequest } from '../../../../desk/deliveries/notify-all.ts';
import { ClientError } from '../../../../desk/client-error.ts';
import { CUSTOMER, DELIVERY, House, SUPPORT } from '../memory/house.ts';
import { atOnce, inTurnOf, mortal, type Step } from '../memory/steps.ts';

const OTHER = '447700900002';
const customers = (count: number) =>
  Array.from({ length: count }, (_, index) => `447700900${String(200 + index)}`);

function deskOf(house: House, step: Step = atOnce): NotifyAllDesk {
  let ids = 0;
  return {
    ...house.desk(step),
    idempotency: house.deliveries.callStore(step),
    newId: () => `call-${(ids += 1)}`,
    onFailure: () => undefined,
  };
}

const ask = (house: House, call: Partial<ShopRequest>, desk = deskOf(house)) =>
  notifyAll({ numbers: [CUSTOMER], notification: {}, ...call }, desk);

const statuses = (results: { status: string }[]) => results.map(({ status }) => status);

/** The customer texts STOP. */
const stop = (house: House, from: string) =>
  house.deliver({ messageId: `stop-${from}`, from, to: DELIVERY, text: 'STOP' });

const refused = async (work: Promise<unknown>): Promise<ClientError> => {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  if (error instanceof ClientError) return error;
  throw new Error('It was not refused.');
};

const stored = (house: House) => [
  house.deliveries.rows.size,
  house.messages.outbound.size,
  house.deliveries.remembered.size,
];

describe('each number of a call', () => {
  test('answers for itself: one that is wrong stops no other', async () => {
    const house = new House();
    await stop(house, OTHER);
    house.accepted.length = 0;
    const results = await ask(house, {
      numbers: [CUSTOMER, 'no number', OTHER, SUPPORT, '+12684601234', '447700900003'],
    });
    expect(statuses(results)).toEqual(['sent', 'invalid', 'opted-out', 'refused', 'refused', 'sent']);
    for (const { status, error } of results)
      expect(error).toEqual(status === 'sent' ? undefined : expect.stringMatching(/^[A-Z].*\.$/));
    expect(house.accepted.map(({ to }) => to).toSorted()).toEqual([CUSTOMER, '447700900003']);
  });

  test('is notified once, however often and in whatever form it is written', async () => {
    const house = new House();
    const results = await ask(house, {
      numbers: ['+44 7700 900001', '00447700900001', CUSTOMER, ' x ', 'x'],
    });
    expect(results).toMatchObject([
      { number: CUSTOMER, status: 'sent' },
      { number: 'x', status: 'invalid' },
    ]);
    expect(house.phone()).toHaveLength(1);
  });

  test('is never made of a piece of what was written', async () => {
    const house = new House();
    const results = await ask(house, { numbers: [`+${CUSTOMER}${' '.repeat(30)}x`, 'y'.repeat(900)] });
    expect(statuses(results)).toEqual(['invalid', 'invalid']);
    for (const { number } of results) expect(number.length).toBeLessThanOrEqual(40);
    expect(house.accepted).toEqual([]);
  });

  test('of a customer who opted out leaves nothing behind', async () => {
    const house = new House();
    await stop(house, CUSTOMER);
    const before = stored(house);
    expect(await ask(house, {})).toMatchObject([{ status: 'opted-out', reason: 'opted-out' }]);
    expect(stored(house)).toEqual(before);
  });

  test('whose customer opts out at the last moment waits for no reply', async () => {
    const house = new House();
    const desk = deskOf(house);
    const results = await ask(
      house,
      {},
      {
        ...desk,
        customers: {
          ...desk.customers,
          find: async () => {
            await stop(house, CUSTOMER);
            return undefined;
          },
        },
      },
    );
    expect(statuses(results)).toEqual(['opted-out']);
    expect([...house.deliveries.rows.values()]).toMatchObject([{ withdrawn: true }]);
    await house.deliver({ messageId: 'one', text: '1', to: DELIVERY });
    expect([...house.deliveries.rows.values()][0]?.choice).toBeUndefined();
  });

  test('that Vonage refuses waits for no reply: the one before it still does', async () => {
    const house = new House();
    await ask(house, {});
    house.advance(60_000);
    house.answers.push({ kind: 'refused', error: 'Vonage status 6' });
    expect(await ask(house, {}, { ...deskOf(house), newId: () => 'second' })).toMatchObject([
      { status: 'failed', reason: 'vonage', id: expect.any(String) },
    ]);
    house.advance(60_000);
    await house.deliver({ messageId: 'one', text: '1', to: DELIVERY });
    expect([...house.deliveries.rows.values()].map(({ choice }) => choice?.digit)).toEqual(['1', undefined]);
  });

  test('whose store does not answer fails alone, and is sent by the same call made again', async () => {
    const house = new House();
    const desk = deskOf(house);
    const repeat = { key: 'order', body: 'hash' };
    const numbers = [OTHER, CUSTOMER];
    for (const broken of [
      {
        customers: {
          ...desk.customers,
          find: (number: string) => (number === OTHER ? down() : desk.customers.find(number)),
        },
      },
      {
        deliveries: {
          ...desk.deliveries,
          putIfAbsent: (one: { customer: string }) => (one.customer === OTHER ? down() : Promise.resolve()),
        },
      },
    ] as Partial<NotifyAllDesk>[]) {
      const results = await ask(house, { numbers, repeat }, { ...desk, ...broken });
      expect(results).toMatchObject([{ status: 'failed', reason: 'not-stored' }, { status: 'sent' }]);
    }
    expect(statuses(await ask(house, { numbers, repeat }))).toEqual(['sent', 'sent']);
    expect(house.accepted).toHaveLength(2);
  });

  test('over its limit of a day is refused, and says so', async () => {
    const house = new House();
    house.settings = { ...house.settings, limits: { ...house.settings.limits, textsPerRecipient: 1 } };
    await ask(house, {});
    expect(await ask(house, {}, { ...deskOf(house), newId: () => 'again' })).toMatchObject([
      { status: 'refused', reason: 'recipient-limit' },
    ]);
  });
});

const down = (): Promise<never> => Promise.reject(new Error('The table is down.'));

describe('the words', () => {
  test.each([
    ['the call’s', 'zh', 'ja', 'en', '明天'],
    ['the customer’s, where the call says nothing', undefined, 'ja', 'en', '明日'],
    ['the number’s, where nobody knows the customer', undefined, undefined, 'zh', '明天'],
  ] as const)(
    'are in %s language, and so is the acknowledgement',
    async (_name, called, customer, number, day) => {
      const house = new House();
      house.settings = {
        ...house.settings,
        numbers: { [DELIVERY]: { uses: ['delivery'], language: number } },
      };
      if (customer) await house.desk().customers.setLanguage(CUSTOMER, customer);
      await ask(house, { notification: called ? { language: called } : {} });
      expect(house.phone()[0]).toContain(day);
      expect(house.phone()[0]).not.toMatch(/tomorrow|8am/);
      await house.deliver({ messageId: 'one', text: '3', to: DELIVERY });
      await house.deliver({ messageId: 'two', text: '7', to: DELIVERY });
      const language = called ?? customer ?? number;
      expect(house.phone().slice(1)).toEqual([
        expect.stringContaining(language === 'ja' ? '郵便局' : '邮局'),
        expect.stringContaining(`1 (${day})`),
      ]);
      expect([...house.deliveries.rows.values()][0]?.choice?.effect).toBe('post-office');
    },
  );

  test('are the shop’s own', async () => {
    const house = new House();
    const options = [
      { digit: '0', label: 'leave it at the door', effect: 'door' },
      { digit: '9', label: 'not at all', effect: 'return' },
    ];
    await ask(house, { notification: { day: 'Monday', window: '6pm and 7pm', options } });
    expect(house.phone()[0]).toMatch(
      /Monday between 6pm and 7pm.*0 \(leave it at the door\) or 9 \(not at all\)/,
    );
    await house.deliver({ messageId: 'a', text: '1', to: DELIVERY });
    await house.deliver({ messageId: 'b', text: '9', to: DELIVERY });
    expect([...house.deliveries.rows.values()][0]?.choice).toMatchObject({ digit: '9', effect: 'return' });
    expect(house.phone()[2]).toContain('not at all');
  });

  test('that take too many parts are refused for the whole call, before anything is stored', async () => {
    const house = new House();
    const label = 'ü'.repeat(59) + '€';
    const options = [...'123456789'].map((digit) => ({ digit, label, effect: label }));
    const parts = (count: number) =>
      (house.settings = { ...house.settings, limits: { ...house.settings.limits, parts: count } });
    parts(4);
    const call = { numbers: [CUSTOMER, OTHER], notification: { options }, repeat: { key: 'k', body: 'b' } };
    expect(await refused(ask(house, call))).toMatchObject({ status: 400, reason: 'text-too-long' });
    expect(stored(house)).toEqual([0, 0, 0]);
    parts(5);
    expect(statuses(await ask(house, call))).toEqual(['sent', 'sent']);
  });
});

describe('when the window closes', () => {
  const DAY = 86_400_000;
  test.each([-DAY, -1, 0, 60 * DAY + 60_000, 3_650 * DAY])(
    '%i ms from now is refused, nothing is stored',
    async (ms) => {
      const house = new House(0);
      const notification = { closesAt: house.now() + ms };
      expect(await refused(ask(house, { notification, repeat: { key: 'k', body: 'b' } }))).toMatchObject({
        status: 400,
      });
      expect(stored(house)).toEqual([0, 0, 0]);
    },
  );

  test('is what the shop says, or a week from now', async () => {
    const house = new House(0);
    await ask(house, { notification: { closesAt: house.now() + 60 * DAY } });
    await ask(house, { numbers: [OTHER] });
    expect(
      [...house.deliveries.rows.values()].map(({ closesAt, createdAt }) => closesAt - createdAt),
    ).toEqual([60 * DAY, 7 * DAY]);
  });

  test('may have passed when the same call comes again: it is answered the same', async () => {
    const house = new House();
    const call = { notification: { closesAt: house.now() + 60_000 }, repeat: { key: 'k', body: 'b' } };
    const first = await ask(house, call);
    house.advance(120_000);
    expect(await ask(house, call)).toEqual(first);
  });
});

describe('quiet hours', () => {
  /** The houses begin at 2027-01-15 08:00 UTC. */
  const quiet = (house: House) =>
    (house.settings = { ...house.settings, quietHours: { from: '01:00', to: '09:00', zone: 'UTC' } });

  test('hold a notification until they are over; the sweep sends it then, once', async () => {
    const house = new House();
    quiet(house);
    const [result] = await ask(house, {});
    expect(result).toMatchObject({ status: 'held', until: 1_800_003_600_000, id: expect.any(String) });
    house.advance(3_000_000);
    await house.sweep();
    expect(house.phone()).toEqual([]);
    house.advance(600_000);
    await house.sweep();
    await house.sweep();
    expect(house.phone()).toHaveLength(1);
  });

  test('do not hold what the shop marks transactional', async () => {
    const house = new House();
    quiet(house);
    expect(statuses(await ask(house, { notification: { transactional: true } }))).toEqual(['sent']);
  });
});

describe('what Vonage does not take in time', () => {
  test('is queued after a few have waited, far from the gateway’s patience, and sent by the sweep, once', async () => {
    const house = new House(0);
    house.settings = { ...house.settings, limits: { ...house.settings.limits, textsPerDay: 1_000 } };
    house.answers.push(...Array.from({ length: 500 }, () => ({ kind: 'later' }) as const));
    const began = house.now();
    const results = await ask(house, { numbers: customers(100) });
    expect(results.map(({ status }) => status)).toEqual(Array.from({ length: 100 }, () => 'queued'));
    expect(house.now() - began).toBeLessThan(15_000);
    expect(new Set(results.map(({ id }) => id)).size).toBe(100);
    expect(house.deliveries.rows.size).toBe(100);
    house.answers.length = 0;
    house.advance(60_000);
    await house.sweep();
    await house.sweep();
    expect(house.accepted.map(({ to }) => to).toSorted()).toEqual(customers(100));
  });

  test('is not tried for everybody: the first few tell', async () => {
    const house = new House(0);
    house.answers.push(...Array.from({ length: 100 }, () => ({ kind: 'later', waitMs: 60_000 }) as const));
    const results = await ask(house, { numbers: customers(100) });
    expect(results.map(({ status }) => status)).toEqual(Array.from({ length: 100 }, () => 'queued'));
    expect(house.answers.length).toBeGreaterThan(90);
  });

  test('slow but taken: the first are sent, the rest queued', async () => {
    const house = new House(0);
    const desk = deskOf(house);
    const slow = {
      ...desk.outbox,
      post: (...args: Parameters<typeof desk.outbox.post>) => {
        if (!args[1]?.queue) house.advance(1_000);
        return desk.outbox.post(...args);
      },
    };
    const results = await ask(house, { numbers: customers(40) }, { ...desk, outbox: slow });
    const sent = results.filter(({ status }) => status === 'sent').length;
    expect(sent).toBeGreaterThan(5);
    expect(sent).toBeLessThan(20);
    expect(results.filter(({ status }) => status === 'queued')).toHaveLength(40 - sent);
  });

  test('not even stored in time is not promised', async () => {
    const house = new House(0);
    const desk = deskOf(house);
    const stuck = {
      ...desk.deliveries,
      putIfAbsent: (...args: Parameters<typeof desk.deliveries.putIfAbsent>) => {
        house.advance(5_000);
        return desk.deliveries.putIfAbsent(...args);
      },
    };
    const began = house.now();
    const results = await ask(house, { numbers: customers(20) }, { ...desk, deliveries: stuck });
    expect(results.at(-1)).toMatchObject({ status: 'failed', reason: 'not-stored' });
    expect(house.now() - began).toBeLessThan(50_000);
    expect(house.deliveries.rows.size).toBeLessThan(20);
  });
});

describe('the same call', () => {
  const repeat = { key: 'order-1', body: 'hash' };
  const numbers = [CUSTOMER, 'nobody', OTHER];

  test('sends nothing again and is answered the same, whatever happened since', async () => {
    const house = new House();
    house.answers.push({ kind: 'later', waitMs: 60_000 });
    const first = await ask(house, { numbers, repeat });
    expect(statuses(first)).toEqual(['queued', 'invalid', 'sent']);
    house.advance(60_000);
    await house.sweep();
    await stop(house, OTHER);
    const texts = house.accepted.length;
    expect(await ask(house, { numbers, repeat })).toEqual(first);
    expect(house.accepted).toHaveLength(texts);
    expect(house.deliveries.rows.size).toBe(2);
  });

  test('remembers no number', async () => {
    const house = new House();
    await ask(house, { numbers, repeat });
    expect(JSON.stringify([...house.deliveries.remembered])).not.toMatch(new RegExp(`${CUSTOMER}"|${OTHER}`));
  });

  test('with another body is refused', async () => {
    const house = new House();
    await ask(house, { numbers, repeat });
    const other = ask(house, { numbers: ['447700900009'], repeat: { ...repeat, body: 'other' } });
    expect(await refused(other)).toMatchObject({ status: 422 });
    expect(house.phone('447700900009')).toEqual([]);
  });

  test('made several times at once sends once; two bodies at once are not both taken', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const house = new House();
        const desk = deskOf(house, inTurnOf(scheduler));
        const calls = [1, 2, 3].map(() => ask(house, { numbers, repeat }, desk));
        const other = ask(house, { numbers: ['447700900009'], repeat: { ...repeat, body: 'other' } }, desk);
        const results = await scheduler.waitFor(Promise.allSettled([...calls, other]));
        const taken = results.filter(({ status }) => status === 'fulfilled').length;
        expect([1, 3]).toContain(taken);
        expect([house.phone(CUSTOMER).length, house.phone('447700900009').length]).toEqual(
          taken === 3 ? [1, 0] : [0, 1],
        );
        expect(new Set(house.accepted.map(({ to }) => to)).size).toBe(house.accepted.length);
      }),
      { numRuns: 100 },
    );
  });

  test('made again after it died, at whichever step, ends as if it had not', async () => {
    for (let steps = 0; steps < 60; steps += 1) {
      const house = new House();
      house.answers.push({ kind: 'later' });
      const { step, dead } = mortal(steps);
      await Promise.race([ask(house, { numbers, repeat }, deskOf(house, step)), dead]);
      // Without the receipts, a text that Vonage took just before may go twice.
      for (const { clientRef } of house.accepted) house.messages.receiptFor(clientRef);
      house.advance(61_000);
      expect(statuses(await ask(house, { numbers, repeat }))).toEqual(['sent', 'invalid', 'sent']);
      await house.sweep();
      expect(house.accepted.map(({ to }) => to).toSorted()).toEqual([CUSTOMER, OTHER]);
      expect(house.deliveries.rows.size).toBe(2);
    }
  });

  test('is two calls without a key', async () => {
    const house = new House();
    const desk = deskOf(house);
    await ask(house, {}, desk);
    await ask(house, {}, desk);
    expect(house.phone()).toHaveLength(2);
  });
});
