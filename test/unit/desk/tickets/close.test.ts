import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ClientError } from '../../../../desk/client-error.ts';
import { close } from '../../../../desk/tickets/close.ts';
import { reopen } from '../../../../desk/tickets/reopen.ts';
import { replyTo } from '../../../../desk/tickets/reply.ts';
import { writeFirst } from '../../../../desk/tickets/write-first.ts';
import { CUSTOMER, House } from '../memory/house.ts';
import { inTurnOf, mortal, type Step } from '../memory/steps.ts';

const JANE = { agent: 'Jane', key: 'key-of-jane' };

const refused = (error: unknown): ClientError => {
  if (error instanceof ClientError) return error;
  throw error;
};

/** An agent looks at the ticket and its thread, then closes what was seen. */
async function lookAndClose(
  house: House,
  number: number,
  step: Step,
): Promise<{ seen: number; closed: boolean }> {
  const desk = house.desk(step);
  const seen = (await desk.tickets.byNumber(number))?.lastMessageAt ?? 0;
  await step(() => house.thread(number));
  const outcome = await close(number, { seen, agent: 'Jane' }, desk).catch(refused);
  return { seen, closed: !(outcome instanceof ClientError) };
}

async function withTicket(tickMs = 1): Promise<{ house: House; number: number; at: number }> {
  const house = new House(tickMs);
  await house.deliver({ messageId: 'first' });
  const [ticket] = house.tickets.all();
  if (!ticket) throw new Error('The first text opened no ticket.');
  return { house, number: ticket.number, at: ticket.lastMessageAt };
}

describe('a ticket', () => {
  test('closes; the next text opens a new one and is answered with its number', async () => {
    const { house, number } = await withTicket();
    await close(number, { agent: 'Jane' }, house.desk());
    await house.deliver({ messageId: 'next' });
    const [old, fresh] = house.tickets.all();
    expect(old).toMatchObject({ number, status: 'closed' });
    expect(fresh).toMatchObject({ status: 'open' });
    expect(fresh?.number).toBeGreaterThan(number);
    expect(house.phone()).toEqual([
      expect.stringContaining(String(number)),
      expect.stringContaining(String(fresh?.number)),
    ]);
  });

  test('that was closed is not opened by late duplicates of its texts, nor after a newer one', async () => {
    const { house, number } = await withTicket();
    await house.deliver({ messageId: 'second' });
    await close(number, { agent: 'Jane' }, house.desk());
    for (const messageId of ['first', 'second', 'first']) await house.deliver({ messageId });
    expect(house.tickets.all()).toEqual([expect.objectContaining({ number, status: 'closed' })]);
    await house.deliver({ messageId: 'third' });
    for (const messageId of ['first', 'second']) await house.deliver({ messageId });
    expect(house.tickets.all()).toHaveLength(2);
    expect(house.messages.inbound.get('in-first')?.ticket).toBe(number);
    expect(house.phone()).toHaveLength(2);
  });

  test('is not closed over a text that came after the agent looked, even in the same millisecond', async () => {
    const { house, number, at } = await withTicket(0);
    await house.deliver({ messageId: 'second' });
    await expect(close(number, { seen: at, agent: 'Jane' }, house.desk())).rejects.toMatchObject({
      status: 409,
    });
    expect(house.tickets.all()).toEqual([expect.objectContaining({ status: 'open' })]);
  });

  test('never swallows a text: it is on an open ticket, or the agent who closed had seen its coming', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.constantFrom(0, 1),
        fc.integer({ min: 1, max: 3 }),
        async (scheduler, tickMs, texts) => {
          const { house, number, at } = await withTicket(tickMs);
          const step = inTurnOf(scheduler);
          const ids = Array.from({ length: texts }, (_, index) => `t${index}`);
          const webhooks = Promise.all(ids.map((messageId) => house.webhook({ messageId }, step)));
          const [{ seen, closed }] = await scheduler.waitFor(
            Promise.all([lookAndClose(house, number, step), webhooks]),
          );
          for (const messageId of ids) await house.deliver({ messageId });
          const stored = ids.map((id) => house.messages.inbound.get(`in-${id}`));
          const left = stored.filter(
            (message) => house.tickets.ticket(message?.ticket ?? 0)?.status !== 'open',
          );
          expect(stored).not.toContain(undefined);
          // Each text that was noted moved what the agent had to see by a millisecond at least.
          expect(left.length).toBeLessThanOrEqual(closed ? seen - at : 0);
          expect(house.tickets.all().length).toBeLessThanOrEqual(2);
          expect(house.phone()).toHaveLength(house.tickets.all().length);
        },
      ),
      { numRuns: 400 },
    );
  }, 60_000);

  test('is never lost when texts, closes and reopens run into each other', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const { house, number } = await withTicket();
        const step = inTurnOf(scheduler);
        const closeCurrent = async () => {
          const desk = house.desk(step);
          const current = (await desk.tickets.customer(CUSTOMER))?.ticket?.number ?? 0;
          return close(current, { agent: 'Joe' }, desk).catch(refused);
        };
        const agents = [
          close(number, { agent: 'Jane' }, house.desk(step)).catch(refused),
          closeCurrent().then(closeCurrent),
          reopen(number, house.desk(step)).catch(refused),
        ];
        const webhooks = ['a', 'b', 'a'].map((messageId) => house.webhook({ messageId }, step));
        await scheduler.waitFor(Promise.all([...agents, ...webhooks]));
        for (const messageId of ['a', 'b']) await house.deliver({ messageId });
        for (const { ticket } of house.messages.inbound.values())
          expect(house.tickets.ticket(ticket ?? 0)).toBeDefined();
        expect(house.tickets.all().filter(({ status }) => status === 'open').length).toBeLessThanOrEqual(1);
        // Whatever number a customer was told exists.
        for (const text of house.phone()) {
          const told = Number(/ticket (\d+)/.exec(text)?.[1]);
          expect(house.tickets.ticket(told)).toBeDefined();
        }
      }),
      { numRuns: 1_000 },
    );
  }, 60_000);

  test('that was closed before its opener got onto it takes the text in when Vonage delivers again', async () => {
    const house = new House();
    // The reads, the number and the opening: then the process dies.
    const { step, dead } = mortal(4);
    await Promise.race([house.webhook({ messageId: 'first' }, step), dead]);
    const number = house.tickets.all()[0]?.number ?? 0;
    expect(house.messages.inbound.size).toBe(0);
    await close(number, { agent: 'Jane' }, house.desk());
    await house.deliver({ messageId: 'first' });
    const stored = house.messages.inbound.get('in-first');
    expect(house.tickets.ticket(stored?.ticket ?? 0)).toMatchObject({ status: 'open' });
    expect(house.phone()).toHaveLength(1);
  });
});

describe('two agents', () => {
  test('one closes, the other answers: the answer goes out on an open ticket or is refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const { house, number } = await withTicket();
        const step = inTurnOf(scheduler);
        const [answered] = await scheduler.waitFor(
          Promise.all([
            replyTo(number, 'We are on it.', JANE, house.desk(step)).catch(refused),
            lookAndClose(house, number, step),
          ]),
        );
        const sent = house.phone().filter((text) => text === 'We are on it.').length;
        expect(sent).toBe(answered instanceof ClientError ? 0 : 1);
        if (answered instanceof ClientError) expect(answered.status).toBe(409);
      }),
      { numRuns: 200 },
    );
  });

  test('close with different words at once: the customer reads one of them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const { house, number } = await withTicket();
        const step = inTurnOf(scheduler);
        const closing = ['Bye from Jane', 'Bye from Joe'].map((text) =>
          close(number, { text, agent: text }, house.desk(step)).catch(refused),
        );
        await scheduler.waitFor(Promise.all(closing));
        expect(house.phone().filter((text) => text.startsWith('Bye'))).toHaveLength(1);
      }),
      { numRuns: 200 },
    );
  });

  test('a close that died before its words went out says them when it is made again, once', async () => {
    for (let steps = 0; steps < 8; steps += 1) {
      const { house, number } = await withTicket();
      const { step, dead } = mortal(steps);
      await Promise.race([
        close(number, { text: 'Goodbye', agent: 'Jane' }, house.desk(step)).catch(refused),
        dead,
      ]);
      house.messages.outbound.forEach(
        (text) =>
          text.status === 'sending' &&
          house.accepted.some(({ clientRef }) => clientRef === text.id) &&
          house.messages.receiptFor(text.id),
      );
      house.advance(61_000);
      await close(number, { text: 'Goodbye', agent: 'Jane' }, house.desk());
      await close(number, { text: 'Goodbye', agent: 'Jane' }, house.desk());
      expect(house.phone().filter((text) => text === 'Goodbye')).toHaveLength(1);
      expect(house.tickets.ticket(number)?.status).toBe('closed');
    }
  });

  test('write first at once: one ticket, both texts, no confirmation; the same call again sends nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const house = new House();
        const step = inTurnOf(scheduler);
        const calls = [JANE, { agent: 'Joe', key: 'key-of-joe' }, JANE];
        await scheduler.waitFor(
          Promise.all(
            calls.map((by) => writeFirst(`+${CUSTOMER}`, `From ${by.agent}`, by, house.desk(step))),
          ),
        );
        expect(house.tickets.all()).toHaveLength(1);
        expect(house.phone().sort()).toEqual(['From Jane', 'From Joe']);
      }),
      { numRuns: 100 },
    );
  });

  test('a first text sent again after its ticket was closed is not sent twice', async () => {
    const { house, number } = await withTicket();
    await writeFirst(CUSTOMER, 'Hello again', JANE, house.desk());
    await close(number, { agent: 'Joe' }, house.desk());
    await writeFirst(CUSTOMER, 'Hello again', JANE, house.desk());
    expect(house.phone().filter((text) => text === 'Hello again')).toHaveLength(1);
  });

  test('reopening is refused while a newer ticket is open; an unknown ticket is 404', async () => {
    const { house, number } = await withTicket();
    await close(number, { agent: 'Jane' }, house.desk());
    await house.deliver({ messageId: 'next' });
    await expect(reopen(number, house.desk())).rejects.toMatchObject({ status: 409 });
    await expect(reopen(9_999, house.desk())).rejects.toMatchObject({ status: 404 });
    const fresh = house.tickets.all().at(-1)?.number ?? 0;
    await close(fresh, { agent: 'Jane' }, house.desk());
    expect(await reopen(number, house.desk())).toMatchObject({ number, status: 'open' });
    expect(house.tickets.all().map(({ status }) => status)).toEqual(['open', 'closed']);
    await house.deliver({ messageId: 'last' });
    expect(house.messages.inbound.get('in-last')?.ticket).toBe(number);
  });

  test.each(['', 'Jane', '0', '+44', '07700900001', '+447700900001; DROP', CUSTOMER.repeat(5)])(
    'nobody writes first to %p',
    async (customer) => {
      const house = new House();
      await expect(writeFirst(customer, 'Hello', JANE, house.desk())).rejects.toMatchObject({ status: 400 });
      expect(house.tickets.all()).toEqual([]);
    },
  );

  test('nobody writes first to our own number, or before a number is configured', async () => {
    const house = new House();
    await expect(writeFirst('+441632960960', 'Hello', JANE, house.desk())).rejects.toMatchObject({
      status: 400,
    });
    house.settings = { ...house.settings, numbers: {} };
    await expect(writeFirst(CUSTOMER, 'Hello', JANE, house.desk())).rejects.toMatchObject({ status: 503 });
  });
});
