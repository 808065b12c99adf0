import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { close } from '../../../../desk/tickets/close.ts';
import { House } from '../memory/house.ts';
import { inTurnOf, mortal } from '../memory/steps.ts';

const HOUR_MS = 3_600_000;

/** A house in which a text within two hours reopens, with one closed ticket of the customer. */
async function withClosed(
  reopenWithinHours = 2,
): Promise<{ house: House; number: number; closedAt: number }> {
  const house = new House(0);
  house.settings = { ...house.settings, reopenWithinHours };
  await house.deliver({ messageId: 'first' });
  const number = house.tickets.all()[0]?.number ?? 0;
  house.advance(1_000);
  const { ticket } = await close(number, { agent: 'Jane' }, house.desk());
  return { house, number, closedAt: ticket.closedAt ?? 0 };
}

describe('a text after a close', () => {
  test.each([
    ['at once', 2, 0, 'reopens'],
    ['to the last millisecond of the window', 2, 2 * HOUR_MS, 'reopens'],
    ['a millisecond later', 2, 2 * HOUR_MS + 1, 'opens'],
    ['of half an hour, in it', 0.5, HOUR_MS / 2, 'reopens'],
    ['of half an hour, after it', 0.5, HOUR_MS / 2 + 1, 'opens'],
    ['where there is no window, at once', 0, 0, 'opens'],
  ])('%s', async (_name, hours, afterMs, outcome) => {
    const { house, number, closedAt } = await withClosed(hours);
    house.advance(closedAt + afterMs - house.now());
    await house.deliver({ messageId: 'next' });
    const tickets = house.tickets.all();
    const open = tickets.filter(({ status }) => status === 'open');
    expect(open).toHaveLength(1);
    expect(house.messages.inbound.get('in-next')?.ticket).toBe(open[0]?.number);
    if (outcome === 'reopens') {
      expect(tickets).toEqual([expect.objectContaining({ number })]);
      expect(tickets[0]).not.toHaveProperty('closedAt');
      expect(house.phone()).toHaveLength(1);
    } else {
      expect(open[0]?.number).toBeGreaterThan(number);
      expect(house.phone()).toHaveLength(2);
    }
  });

  test('moves the ticket’s activity, so that nobody closes it unseen again', async () => {
    const { house, number, closedAt } = await withClosed();
    await house.deliver({ messageId: 'next' });
    expect(house.tickets.ticket(number)?.lastMessageAt).toBeGreaterThan(closedAt);
  });

  test('is counted from the last close, and the ticket may be reopened again and again', async () => {
    const { house, number } = await withClosed();
    for (const messageId of ['a', 'b', 'c']) {
      house.advance(2 * HOUR_MS - 1);
      await house.deliver({ messageId });
      expect(house.tickets.ticket(number)?.status).toBe('open');
      await close(number, { agent: 'Joe' }, house.desk());
    }
    expect(house.tickets.all()).toHaveLength(1);
    expect(house.phone()).toHaveLength(1);
  });

  test('that is a late duplicate of one that was seen reopens nothing', async () => {
    const { house, number } = await withClosed();
    await house.deliver({ messageId: 'first' });
    expect(house.tickets.all()).toEqual([expect.objectContaining({ number, status: 'closed' })]);
  });

  test('many at once, each twice, and closes between them: one ticket, and none is swallowed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const { house, number } = await withClosed();
        const step = inTurnOf(scheduler);
        const ids = ['a', 'b', 'c', 'a', 'b', 'c'];
        const seenAndClosed = async () => {
          const desk = house.desk(step);
          const seen = (await desk.tickets.byNumber(number))?.lastMessageAt ?? 0;
          const thread = await step(() => house.thread(number).map(({ id }) => id));
          const closed = await close(number, { seen, agent: 'Joe' }, desk).then(
            ({ ticket }) => ticket.status === 'closed',
            () => false,
          );
          return closed ? thread : [];
        };
        const [shown] = await scheduler.waitFor(
          Promise.all([seenAndClosed(), ...ids.map((messageId) => house.webhook({ messageId }, step))]),
        );
        for (const messageId of ids) await house.deliver({ messageId });
        expect(house.tickets.all()).toHaveLength(1);
        const stored = [...house.messages.inbound.values()].filter(({ id }) => id !== 'in-first');
        expect(stored.map(({ ticket }) => ticket)).toEqual([number, number, number]);
        if (house.tickets.ticket(number)?.status !== 'open')
          for (const { id } of stored) expect(shown).toContain(id);
        expect(house.phone()).toHaveLength(1);
      }),
      { numRuns: 500 },
    );
  }, 60_000);

  test('killed at any step, it ends on the open ticket once it comes again', async () => {
    for (let steps = 0; ; steps += 1) {
      const { house, number } = await withClosed();
      const { step, dead } = mortal(steps);
      const ended = await Promise.race([house.webhook({ messageId: 'next' }, step), dead]);
      await house.deliver({ messageId: 'next' });
      expect(house.tickets.all()).toEqual([expect.objectContaining({ number, status: 'open' })]);
      expect(house.messages.inbound.get('in-next')?.ticket).toBe(number);
      expect(house.phone()).toHaveLength(1);
      if (ended !== 'dead') break;
    }
  });
});
