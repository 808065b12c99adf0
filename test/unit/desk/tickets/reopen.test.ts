import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { close } from '../../../../desk/tickets/close.ts';
import { MemorySystem } from '../memory/system.ts';
import { inTurnOf, mortal } from '../memory/steps.ts';

const HOUR_MS = 3_600_000;

/** A system in which a text within two hours reopens, with one closed ticket of the customer. */
async function withClosed(
  reopenWithinHours = 2,
): Promise<{ system: MemorySystem; number: number; closedAt: number }> {
  const system = new MemorySystem(0);
  system.settings = { ...system.settings, reopenWithinHours };
  await system.deliver({ messageId: 'first' });
  const number = system.tickets.all()[0]?.number ?? 0;
  system.advance(1_000);
  const { ticket } = await close(number, { agent: 'Jane' }, system.desk());
  return { system, number, closedAt: ticket.closedAt ?? 0 };
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
    const { system, number, closedAt } = await withClosed(hours);
    system.advance(closedAt + afterMs - system.now());
    await system.deliver({ messageId: 'next' });
    const tickets = system.tickets.all();
    const open = tickets.filter(({ status }) => status === 'open');
    expect(open).toHaveLength(1);
    expect(system.messages.inbound.get('in-next')?.ticket).toBe(open[0]?.number);
    if (outcome === 'reopens') {
      expect(tickets).toEqual([expect.objectContaining({ number })]);
      expect(tickets[0]).not.toHaveProperty('closedAt');
      expect(system.phone()).toHaveLength(1);
    } else {
      expect(open[0]?.number).toBeGreaterThan(number);
      expect(system.phone()).toHaveLength(2);
    }
  });

  test('moves the ticket’s activity, so that nobody closes it unseen again', async () => {
    const { system, number, closedAt } = await withClosed();
    await system.deliver({ messageId: 'next' });
    expect(system.tickets.ticket(number)?.lastMessageAt).toBeGreaterThan(closedAt);
  });

  test('is counted from the last close, and the ticket may be reopened again and again', async () => {
    const { system, number } = await withClosed();
    for (const messageId of ['a', 'b', 'c']) {
      system.advance(2 * HOUR_MS - 1);
      await system.deliver({ messageId });
      expect(system.tickets.ticket(number)?.status).toBe('open');
      await close(number, { agent: 'Joe' }, system.desk());
    }
    expect(system.tickets.all()).toHaveLength(1);
    expect(system.phone()).toHaveLength(1);
  });

  test('that is a late duplicate of one that was seen reopens nothing', async () => {
    const { system, number } = await withClosed();
    await system.deliver({ messageId: 'first' });
    expect(system.tickets.all()).toEqual([expect.objectContaining({ number, status: 'closed' })]);
  });

  test('many at once, each twice, and closes between them: one ticket, and none is swallowed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const { system, number } = await withClosed();
        const step = inTurnOf(scheduler);
        const ids = ['a', 'b', 'c', 'a', 'b', 'c'];
        const seenAndClosed = async () => {
          const desk = system.desk(step);
          const seen = (await desk.tickets.byNumber(number))?.lastMessageAt ?? 0;
          const thread = await step(() => system.thread(number).map(({ id }) => id));
          const closed = await close(number, { seen, agent: 'Joe' }, desk).then(
            ({ ticket }) => ticket.status === 'closed',
            () => false,
          );
          return closed ? thread : [];
        };
        const [shown] = await scheduler.waitFor(
          Promise.all([seenAndClosed(), ...ids.map((messageId) => system.webhook({ messageId }, step))]),
        );
        for (const messageId of ids) await system.deliver({ messageId });
        expect(system.tickets.all()).toHaveLength(1);
        const stored = [...system.messages.inbound.values()].filter(({ id }) => id !== 'in-first');
        expect(stored.map(({ ticket }) => ticket)).toEqual([number, number, number]);
        if (system.tickets.ticket(number)?.status !== 'open')
          for (const { id } of stored) expect(shown).toContain(id);
        expect(system.phone()).toHaveLength(1);
      }),
      { numRuns: 500 },
    );
  }, 60_000);

  test('killed at any step, it ends on the open ticket once it comes again', async () => {
    for (let steps = 0; ; steps += 1) {
      const { system, number } = await withClosed();
      const { step, dead } = mortal(steps);
      const ended = await Promise.race([system.webhook({ messageId: 'next' }, step), dead]);
      await system.deliver({ messageId: 'next' });
      expect(system.tickets.all()).toEqual([expect.objectContaining({ number, status: 'open' })]);
      expect(system.messages.inbound.get('in-next')?.ticket).toBe(number);
      expect(system.phone()).toHaveLength(1);
      if (ended !== 'dead') break;
    }
  });
});
