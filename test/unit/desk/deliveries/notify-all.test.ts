import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { notifyAll, type NotifyAllDesk, type ShopRequest } from '../../../../desk/deliveries/notify-all.ts';
import { ClientError } from '../../../../desk/client-error.ts';
import { CUSTOMER, DELIVERY, MemorySystem, SUPPORT } from '../memory/system.ts';
import { atOnce, inTurnOf, mortal, type Step } from '../memory/steps.ts';

const OTHER = '447700900002';
const customers = (count: number) =>
  Array.from({ length: count }, (_, index) => `447700900${String(200 + index)}`);

function deskOf(system: MemorySystem, step: Step = atOnce): NotifyAllDesk {
  let ids = 0;
  return {
    ...system.desk(step),
    idempotency: system.deliveries.callStore(step),
    newId: () => `call-${(ids += 1)}`,
    onFailure: () => undefined,
  };
}

const ask = (system: MemorySystem, call: Partial<ShopRequest>, desk = deskOf(system)) =>
  notifyAll({ numbers: [CUSTOMER], notification: {}, ...call }, desk);

const statuses = (results: { status: string }[]) => results.map(({ status }) => status);

/** The customer texts STOP. */
const stop = (system: MemorySystem, from: string) =>
  system.deliver({ messageId: `stop-${from}`, from, to: DELIVERY, text: 'STOP' });

const refused = async (work: Promise<unknown>): Promise<ClientError> => {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  if (error instanceof ClientError) return error;
  throw new Error('It was not refused.');
};

const stored = (system: MemorySystem) => [
  system.deliveries.rows.size,
  system.messages.outbound.size,
  system.deliveries.remembered.size,
];

describe('each number of a call', () => {
  test('answers for itself: one that is wrong stops no other', async () => {
    const system = new MemorySystem();
    await stop(system, OTHER);
    system.accepted.length = 0;
    const results = await ask(system, {
      numbers: [CUSTOMER, 'no number', OTHER, SUPPORT, '+12684601234', '447700900003'],
    });
    expect(statuses(results)).toEqual(['sent', 'invalid', 'opted-out', 'refused', 'refused', 'sent']);
    for (const { status, error } of results)
      expect(error).toEqual(status === 'sent' ? undefined : expect.stringMatching(/^[A-Z].*\.$/));
    expect(system.accepted.map(({ to }) => to).toSorted()).toEqual([CUSTOMER, '447700900003']);
  });

  test('is notified once, however often and in whatever form it is written', async () => {
    const system = new MemorySystem();
    const results = await ask(system, {
      numbers: ['+44 7700 900001', '00447700900001', CUSTOMER, ' x ', 'x'],
    });
    expect(results).toMatchObject([
      { number: CUSTOMER, status: 'sent' },
      { number: 'x', status: 'invalid' },
    ]);
    expect(system.phone()).toHaveLength(1);
  });

  test('is never made of a piece of what was written', async () => {
    const system = new MemorySystem();
    const results = await ask(system, { numbers: [`+${CUSTOMER}${' '.repeat(30)}x`, 'y'.repeat(900)] });
    expect(statuses(results)).toEqual(['invalid', 'invalid']);
    for (const { number } of results) expect(number.length).toBeLessThanOrEqual(40);
    expect(system.accepted).toEqual([]);
  });

  test('of a customer who opted out leaves nothing behind', async () => {
    const system = new MemorySystem();
    await stop(system, CUSTOMER);
    const before = stored(system);
    expect(await ask(system, {})).toMatchObject([{ status: 'opted-out', reason: 'opted-out' }]);
    expect(stored(system)).toEqual(before);
  });

  test('whose customer opts out at the last moment waits for no reply', async () => {
    const system = new MemorySystem();
    const desk = deskOf(system);
    const results = await ask(
      system,
      {},
      {
        ...desk,
        customers: {
          ...desk.customers,
          find: async () => {
            await stop(system, CUSTOMER);
            return undefined;
          },
        },
      },
    );
    expect(statuses(results)).toEqual(['opted-out']);
    expect([...system.deliveries.rows.values()]).toMatchObject([{ withdrawn: true }]);
    await system.deliver({ messageId: 'one', text: '1', to: DELIVERY });
    expect([...system.deliveries.rows.values()][0]?.choice).toBeUndefined();
  });

  test('that Vonage refuses waits for no reply: the one before it still does', async () => {
    const system = new MemorySystem();
    await ask(system, {});
    system.advance(60_000);
    system.answers.push({ kind: 'refused', error: 'Vonage status 6' });
    expect(await ask(system, {}, { ...deskOf(system), newId: () => 'second' })).toMatchObject([
      { status: 'failed', reason: 'vonage', id: expect.any(String) },
    ]);
    system.advance(60_000);
    await system.deliver({ messageId: 'one', text: '1', to: DELIVERY });
    expect([...system.deliveries.rows.values()].map(({ choice }) => choice?.digit)).toEqual(['1', undefined]);
  });

  test('whose store does not answer fails alone, and is sent by the same call made again', async () => {
    const system = new MemorySystem();
    const desk = deskOf(system);
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
      const results = await ask(system, { numbers, repeat }, { ...desk, ...broken });
      expect(results).toMatchObject([{ status: 'failed', reason: 'not-stored' }, { status: 'sent' }]);
    }
    expect(statuses(await ask(system, { numbers, repeat }))).toEqual(['sent', 'sent']);
    expect(system.accepted).toHaveLength(2);
  });

  test('over its limit of a day is refused, and says so', async () => {
    const system = new MemorySystem();
    system.settings = { ...system.settings, limits: { ...system.settings.limits, textsPerRecipient: 1 } };
    await ask(system, {});
    expect(await ask(system, {}, { ...deskOf(system), newId: () => 'again' })).toMatchObject([
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
      const system = new MemorySystem();
      system.settings = {
        ...system.settings,
        numbers: { [DELIVERY]: { uses: ['delivery'], language: number } },
      };
      if (customer) await system.desk().customers.setLanguage(CUSTOMER, customer);
      await ask(system, { notification: called ? { language: called } : {} });
      expect(system.phone()[0]).toContain(day);
      expect(system.phone()[0]).not.toMatch(/tomorrow|8am/);
      await system.deliver({ messageId: 'one', text: '3', to: DELIVERY });
      await system.deliver({ messageId: 'two', text: '7', to: DELIVERY });
      const language = called ?? customer ?? number;
      expect(system.phone().slice(1)).toEqual([
        expect.stringContaining(language === 'ja' ? '郵便局' : '邮局'),
        expect.stringContaining(`1 (${day})`),
      ]);
      expect([...system.deliveries.rows.values()][0]?.choice?.effect).toBe('post-office');
    },
  );

  test('are the shop’s own', async () => {
    const system = new MemorySystem();
    const options = [
      { digit: '0', label: 'leave it at the door', effect: 'door' },
      { digit: '9', label: 'not at all', effect: 'return' },
    ];
    await ask(system, { notification: { day: 'Monday', window: '6pm and 7pm', options } });
    expect(system.phone()[0]).toMatch(
      /Monday between 6pm and 7pm.*0 \(leave it at the door\) or 9 \(not at all\)/,
    );
    await system.deliver({ messageId: 'a', text: '1', to: DELIVERY });
    await system.deliver({ messageId: 'b', text: '9', to: DELIVERY });
    expect([...system.deliveries.rows.values()][0]?.choice).toMatchObject({ digit: '9', effect: 'return' });
    expect(system.phone()[2]).toContain('not at all');
  });

  test('that take too many parts are refused for the whole call, before anything is stored', async () => {
    const system = new MemorySystem();
    const label = 'ü'.repeat(59) + '€';
    const options = [...'123456789'].map((digit) => ({ digit, label, effect: label }));
    const parts = (count: number) =>
      (system.settings = { ...system.settings, limits: { ...system.settings.limits, parts: count } });
    parts(4);
    const call = { numbers: [CUSTOMER, OTHER], notification: { options }, repeat: { key: 'k', body: 'b' } };
    expect(await refused(ask(system, call))).toMatchObject({ status: 400, reason: 'text-too-long' });
    expect(stored(system)).toEqual([0, 0, 0]);
    parts(5);
    expect(statuses(await ask(system, call))).toEqual(['sent', 'sent']);
  });
});

describe('when the window closes', () => {
  const DAY = 86_400_000;
  test.each([-DAY, -1, 0, 60 * DAY + 60_000, 3_650 * DAY])(
    '%i ms from now is refused, nothing is stored',
    async (ms) => {
      const system = new MemorySystem(0);
      const notification = { closesAt: system.now() + ms };
      expect(await refused(ask(system, { notification, repeat: { key: 'k', body: 'b' } }))).toMatchObject({
        status: 400,
      });
      expect(stored(system)).toEqual([0, 0, 0]);
    },
  );

  test('is what the shop says, or a week from now', async () => {
    const system = new MemorySystem(0);
    await ask(system, { notification: { closesAt: system.now() + 60 * DAY } });
    await ask(system, { numbers: [OTHER] });
    expect(
      [...system.deliveries.rows.values()].map(({ closesAt, createdAt }) => closesAt - createdAt),
    ).toEqual([60 * DAY, 7 * DAY]);
  });

  test('may have passed when the same call comes again: it is answered the same', async () => {
    const system = new MemorySystem();
    const call = { notification: { closesAt: system.now() + 60_000 }, repeat: { key: 'k', body: 'b' } };
    const first = await ask(system, call);
    system.advance(120_000);
    expect(await ask(system, call)).toEqual(first);
  });
});

describe('quiet hours', () => {
  /** The houses begin at 2027-01-15 08:00 UTC. */
  const quiet = (system: MemorySystem) =>
    (system.settings = { ...system.settings, quietHours: { from: '01:00', to: '09:00', zone: 'UTC' } });

  test('hold a notification until they are over; the sweep sends it then, once', async () => {
    const system = new MemorySystem();
    quiet(system);
    const [result] = await ask(system, {});
    expect(result).toMatchObject({ status: 'held', until: 1_800_003_600_000, id: expect.any(String) });
    system.advance(3_000_000);
    await system.sweep();
    expect(system.phone()).toEqual([]);
    system.advance(600_000);
    await system.sweep();
    await system.sweep();
    expect(system.phone()).toHaveLength(1);
  });

  test('do not hold what the shop marks transactional', async () => {
    const system = new MemorySystem();
    quiet(system);
    expect(statuses(await ask(system, { notification: { transactional: true } }))).toEqual(['sent']);
  });
});

describe('what Vonage does not take in time', () => {
  test('is queued after a few have waited, far from the gateway’s patience, and sent by the sweep, once', async () => {
    const system = new MemorySystem(0);
    system.settings = { ...system.settings, limits: { ...system.settings.limits, textsPerDay: 1_000 } };
    system.answers.push(...Array.from({ length: 500 }, () => ({ kind: 'later' }) as const));
    const began = system.now();
    const results = await ask(system, { numbers: customers(100) });
    expect(results.map(({ status }) => status)).toEqual(Array.from({ length: 100 }, () => 'queued'));
    expect(system.now() - began).toBeLessThan(15_000);
    expect(new Set(results.map(({ id }) => id)).size).toBe(100);
    expect(system.deliveries.rows.size).toBe(100);
    system.answers.length = 0;
    system.advance(60_000);
    await system.sweep();
    await system.sweep();
    expect(system.accepted.map(({ to }) => to).toSorted()).toEqual(customers(100));
  });

  test('is not tried for everybody: the first few tell', async () => {
    const system = new MemorySystem(0);
    system.answers.push(...Array.from({ length: 100 }, () => ({ kind: 'later', waitMs: 60_000 }) as const));
    const results = await ask(system, { numbers: customers(100) });
    expect(results.map(({ status }) => status)).toEqual(Array.from({ length: 100 }, () => 'queued'));
    expect(system.answers.length).toBeGreaterThan(90);
  });

  test('slow but taken: the first are sent, the rest queued', async () => {
    const system = new MemorySystem(0);
    const desk = deskOf(system);
    const slow = {
      ...desk.outbox,
      post: (...args: Parameters<typeof desk.outbox.post>) => {
        if (!args[1]?.queue) system.advance(1_000);
        return desk.outbox.post(...args);
      },
    };
    const results = await ask(system, { numbers: customers(40) }, { ...desk, outbox: slow });
    const sent = results.filter(({ status }) => status === 'sent').length;
    expect(sent).toBeGreaterThan(5);
    expect(sent).toBeLessThan(20);
    expect(results.filter(({ status }) => status === 'queued')).toHaveLength(40 - sent);
  });

  test('not even stored in time is not promised', async () => {
    const system = new MemorySystem(0);
    const desk = deskOf(system);
    const stuck = {
      ...desk.deliveries,
      putIfAbsent: (...args: Parameters<typeof desk.deliveries.putIfAbsent>) => {
        system.advance(5_000);
        return desk.deliveries.putIfAbsent(...args);
      },
    };
    const began = system.now();
    const results = await ask(system, { numbers: customers(20) }, { ...desk, deliveries: stuck });
    expect(results.at(-1)).toMatchObject({ status: 'failed', reason: 'not-stored' });
    expect(system.now() - began).toBeLessThan(50_000);
    expect(system.deliveries.rows.size).toBeLessThan(20);
  });
});

describe('the same call', () => {
  const repeat = { key: 'order-1', body: 'hash' };
  const numbers = [CUSTOMER, 'nobody', OTHER];

  test('sends nothing again and is answered the same, whatever happened since', async () => {
    const system = new MemorySystem();
    system.answers.push({ kind: 'later', waitMs: 60_000 });
    const first = await ask(system, { numbers, repeat });
    expect(statuses(first)).toEqual(['queued', 'invalid', 'sent']);
    system.advance(60_000);
    await system.sweep();
    await stop(system, OTHER);
    const texts = system.accepted.length;
    expect(await ask(system, { numbers, repeat })).toEqual(first);
    expect(system.accepted).toHaveLength(texts);
    expect(system.deliveries.rows.size).toBe(2);
  });

  test('remembers no number', async () => {
    const system = new MemorySystem();
    await ask(system, { numbers, repeat });
    expect(JSON.stringify([...system.deliveries.remembered])).not.toMatch(
      new RegExp(`${CUSTOMER}"|${OTHER}`),
    );
  });

  test('with another body is refused', async () => {
    const system = new MemorySystem();
    await ask(system, { numbers, repeat });
    const other = ask(system, { numbers: ['447700900009'], repeat: { ...repeat, body: 'other' } });
    expect(await refused(other)).toMatchObject({ status: 422 });
    expect(system.phone('447700900009')).toEqual([]);
  });

  test('made several times at once sends once; two bodies at once are not both taken', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const system = new MemorySystem();
        const desk = deskOf(system, inTurnOf(scheduler));
        const calls = [1, 2, 3].map(() => ask(system, { numbers, repeat }, desk));
        const other = ask(system, { numbers: ['447700900009'], repeat: { ...repeat, body: 'other' } }, desk);
        const results = await scheduler.waitFor(Promise.allSettled([...calls, other]));
        const taken = results.filter(({ status }) => status === 'fulfilled').length;
        expect([1, 3]).toContain(taken);
        expect([system.phone(CUSTOMER).length, system.phone('447700900009').length]).toEqual(
          taken === 3 ? [1, 0] : [0, 1],
        );
        expect(new Set(system.accepted.map(({ to }) => to)).size).toBe(system.accepted.length);
      }),
      { numRuns: 100 },
    );
  });

  test('made again after it died, at whichever step, ends as if it had not', async () => {
    for (let steps = 0; steps < 60; steps += 1) {
      const system = new MemorySystem();
      system.answers.push({ kind: 'later' });
      const { step, dead } = mortal(steps);
      await Promise.race([ask(system, { numbers, repeat }, deskOf(system, step)), dead]);
      // Without the receipts, a text that Vonage took just before may go twice.
      for (const { clientRef } of system.accepted) system.messages.receiptFor(clientRef);
      system.advance(61_000);
      expect(statuses(await ask(system, { numbers, repeat }))).toEqual(['sent', 'invalid', 'sent']);
      await system.sweep();
      expect(system.accepted.map(({ to }) => to).toSorted()).toEqual([CUSTOMER, OTHER]);
      expect(system.deliveries.rows.size).toBe(2);
    }
  });

  test('is two calls without a key', async () => {
    const system = new MemorySystem();
    const desk = deskOf(system);
    await ask(system, {}, desk);
    await ask(system, {}, desk);
    expect(system.phone()).toHaveLength(2);
  });
});
