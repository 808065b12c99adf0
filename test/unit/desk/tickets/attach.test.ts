import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CUSTOMER, House } from '../memory/house.ts';
import { inTurnOf } from '../memory/steps.ts';

/** Every webhook at once, each step of each in the scheduler's order; what is answered 503 comes again afterwards. */
async function together(
  house: House,
  scheduler: fc.Scheduler,
  messageIds: string[],
  over: object = {},
): Promise<void> {
  const step = inTurnOf(scheduler);
  const answers = Promise.all(messageIds.map((messageId) => house.webhook({ messageId, ...over }, step)));
  await scheduler.waitFor(answers);
  for (const messageId of messageIds) await house.deliver({ messageId, ...over });
}

describe('first texts', () => {
  test('open one ticket, are stored on it and are answered once with its number', async () => {
    const house = new House();
    await house.deliver({ messageId: 'a' });
    await house.deliver({ messageId: 'b' });
    const [ticket, ...others] = house.tickets.all();
    expect(others).toEqual([]);
    expect(house.phone()).toEqual([expect.stringContaining(String(ticket?.number))]);
    expect(house.phone()[0]).toMatch(/24 hours/);
    expect([...house.messages.inbound.values()].map((message) => message.ticket)).toEqual([
      ticket?.number,
      ticket?.number,
    ]);
  });

  test('fifty at once of one customer open one ticket with one confirmation, in every order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.constantFrom(0, 1), async (scheduler, tickMs) => {
        const house = new House(tickMs);
        const ids = Array.from({ length: 50 }, (_, index) => `m${index}`);
        await together(house, scheduler, ids);
        expect(house.tickets.all()).toHaveLength(1);
        expect(house.phone()).toHaveLength(1);
        const number = house.tickets.all()[0]?.number;
        expect([...house.messages.inbound.values()].map(({ ticket }) => ticket)).toEqual(
          ids.map(() => number),
        );
        expect(house.tickets.customers.get(CUSTOMER)?.pendingConfirmation).toBeUndefined();
      }),
      { numRuns: 15 },
    );
  }, 60_000);

  test('the same webhook five times, in every order, is one message, one ticket, one confirmation', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.constantFrom(0, 1), async (scheduler, tickMs) => {
        const house = new House(tickMs);
        await together(house, scheduler, ['m', 'm', 'm', 'm', 'm']);
        expect(house.messages.inbound.size).toBe(1);
        expect(house.tickets.all()).toHaveLength(1);
        expect(house.phone()).toHaveLength(1);
      }),
      { numRuns: 150 },
    );
  });

  test('of many customers at once each have a ticket of their own', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const house = new House();
        const step = inTurnOf(scheduler);
        const customers = Array.from({ length: 8 }, (_, index) => `44770090010${index}`);
        const texts = customers.flatMap((from) => [
          { messageId: `${from}-1`, from },
          { messageId: `${from}-2`, from },
        ]);
        await scheduler.waitFor(Promise.all(texts.map((text) => house.webhook(text, step))));
        for (const text of texts) await house.deliver(text);
        const numbers = house.tickets.all().map(({ number }) => number);
        expect(new Set(numbers).size).toBe(8);
        for (const customer of customers) expect(house.phone(customer)).toHaveLength(1);
      }),
      { numRuns: 40 },
    );
  });

  test('tickets are numbered upwards and shortly', async () => {
    const house = new House();
    for (const from of ['447700900011', '447700900012', '447700900013'])
      await house.deliver({ messageId: from, from });
    const numbers = house.tickets.all().map(({ number }) => number);
    expect(numbers).toEqual([...numbers].sort((one, other) => one - other));
    expect(Math.max(...numbers)).toBeLessThan(100_000);
  });

  test('a second text that meets a debt of the first pays it, and is taken whatever becomes of the sending', async () => {
    for (const answer of [
      'lost',
      { kind: 'later', waitMs: 60_000 },
      { kind: 'refused', error: 'Vonage status 7' },
    ] as const) {
      const house = new House();
      const { tickets } = house.desk();
      await tickets.open(
        {
          number: 1_001,
          customer: CUSTOMER,
          businessNumber: '447700900000',
          status: 'open',
          openedAt: 1,
          openedBy: 'in-first',
          lastMessageAt: 1,
        },
        'confirm',
        undefined,
      );
      house.answers.push(answer);
      expect(await house.webhook({ messageId: 'second' })).toBe('taken');
      expect([...house.messages.outbound.values()]).toHaveLength(1);
    }
  });
});
