import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dismiss, optOut } from '../../../../desk/consent/opt-out.ts';
import { notify } from '../../../../desk/deliveries/notify.ts';
import { isMaybeOptOut } from '../../../../desk/tickets/maybe-opt-out.ts';
import { close } from '../../../../desk/tickets/close.ts';
import { reopen } from '../../../../desk/tickets/reopen.ts';
import { CUSTOMER, DELIVERY, MemorySystem, SUPPORT } from '../memory/system.ts';
import { atOnce, inTurnOf, mortal } from '../memory/steps.ts';

const REFUSAL = 'please stop texting me';
const JANE = { agent: 'Jane', key: 'k1' };

const consentIn = (system: MemorySystem) => system.tickets.customers.get(CUSTOMER)?.consent;
const marks = (system: MemorySystem) =>
  system.tickets.all().map((ticket) => isMaybeOptOut(ticket, consentIn(system)));
const numberIn = (system: MemorySystem, index = 0) => system.tickets.all()[index]?.number ?? 0;

async function withMark(): Promise<MemorySystem> {
  const system = new MemorySystem();
  await system.deliver({ messageId: 'a', text: REFUSAL });
  return system;
}

describe('a text that sounds like an opt-out', () => {
  test('opens a ticket as any other, marked; nothing is obeyed', async () => {
    const system = await withMark();
    expect(marks(system)).toEqual([true]);
    expect(system.tickets.all()[0]?.maybeOptOut).toMatchObject({ by: 'in-a' });
    expect(consentIn(system)).toBeUndefined();
    expect(system.phone()).toEqual([expect.stringContaining(String(numberIn(system)))]);
  });

  test('marks an open ticket; another text marks none', async () => {
    const system = new MemorySystem();
    await system.deliver({ messageId: 'a', text: 'please stop by the shop' });
    expect(marks(system)).toEqual([false]);
    await system.deliver({ messageId: 'b', text: 'もう送らないでください' });
    await system.deliver({ messageId: 'c', text: 'Where is it?' });
    expect(marks(system)).toEqual([true]);
    expect(system.tickets.all()[0]?.maybeOptOut?.by).toBe('in-b');
  });

  test('marks nothing for a sender that gets no texts anyway', async () => {
    const system = new MemorySystem();
    for (const from of ['ACME', DELIVERY]) await system.deliver({ messageId: from, from, text: REFUSAL });
    expect(system.tickets.all().map(({ maybeOptOut }) => maybeOptOut)).toEqual([undefined, undefined]);
  });

  test('is marked whenever the function that takes it dies, and once it is taken', async () => {
    for (let steps = 0; steps < 30; steps += 1) {
      for (const before of [[], ['zero']]) {
        const system = new MemorySystem();
        for (const messageId of before) await system.deliver({ messageId });
        const { step, dead } = mortal(steps);
        const ended = await Promise.race([system.webhook({ messageId: 'a', text: REFUSAL }, step), dead]);
        if (ended === 'taken') expect(marks(system)).toContain(true);
        await system.deliver({ messageId: 'later', text: 'Hello?' });
        system.advance(61_000);
        await system.deliver({ messageId: 'a', text: REFUSAL });
        expect(marks(system)).toContain(true);
      }
    }
  });

  test('in parts is read as a whole, in every order', async () => {
    for (const order of [
      [1, 2],
      [2, 1],
    ]) {
      const system = new MemorySystem();
      for (const number of order)
        await system.deliver({
          messageId: `p${number}`,
          text: number === 1 ? 'I have asked you twice: please stop tex' : 'ting me. Thank you.',
          part: { ref: '1', total: 2, number },
        });
      expect(marks(system)).toEqual([true]);
    }
  });

  test('keeps its mark through close, archive and reopening; the next ticket has none', async () => {
    const system = await withMark();
    const first = numberIn(system);
    await close(first, { agent: 'Jane' }, system.desk());
    await system.deliver({ messageId: 'b', text: 'Hello' });
    expect(marks(system)).toEqual([true, false]);
    const closed = await system.tickets.store(atOnce).list('closed', { limit: 5 });
    expect(closed.map((ticket) => isMaybeOptOut(ticket, undefined))).toEqual([true]);

    await close(numberIn(system, 1), { agent: 'Jane' }, system.desk());
    await reopen(first, system.desk());
    expect(marks(system)).toEqual([true, false]);
    expect(system.tickets.customers.get(CUSTOMER)?.ticket).toMatchObject({ number: first, status: 'open' });
  });

  test.each(['STOP', 'START'])('is settled by a %s that the customer sends after it', async (word) => {
    const system = await withMark();
    await system.deliver({ messageId: 'b', text: word });
    expect(marks(system)).toEqual([false]);
    const listed = await system.tickets.store(atOnce).list('open', { limit: 5 });
    expect(listed[0]?.maybeOptOut).toBeUndefined();
  });

  test('counts after a START that is older, in whatever order they come', async () => {
    const start = { messageId: 's', text: 'START', sentAt: 1_800_000_000_000 };
    const refusal = { messageId: 'r', text: REFUSAL, sentAt: 1_800_000_060_000 };
    for (const texts of [
      [start, refusal],
      [refusal, start],
    ]) {
      const system = new MemorySystem();
      await system.deliver({ messageId: 'zero' });
      for (const text of texts) await system.deliver(text);
      expect(marks(system)).toEqual([true]);
    }
  });
});

describe('on a number for deliveries', () => {
  async function told(): Promise<MemorySystem> {
    const system = new MemorySystem();
    await notify(CUSTOMER, { key: 'shop', at: 1_800_000_000_000, from: DELIVERY }, system.desk());
    system.accepted.length = 0;
    return system;
  }

  test('it reaches an agent, and the options are not repeated', async () => {
    const system = await told();
    for (let times = 0; times < 2; times += 1)
      await system.deliver({ messageId: 'a', text: '别再发了', to: DELIVERY });
    expect(marks(system)).toEqual([true]);
    expect(system.tickets.all()[0]?.businessNumber).toBe(DELIVERY);
    expect(system.phone().join()).not.toMatch(/tomorrow/);
    expect([...system.deliveries.rows.values()][0]).toMatchObject({ askedBy: [] });
    await system.deliver({ messageId: 'b', text: '2', to: DELIVERY });
    expect([...system.deliveries.rows.values()][0]?.choice?.digit).toBe('2');
  });

  test('that shows only in its last part, it reaches an agent too, once', async () => {
    const system = await told();
    const parts = ['I have been asking for days and days. Please do not ', 'text me again.'];
    for (const number of [1, 2, 2, 1])
      await system.deliver({
        messageId: `p${number}`,
        text: parts[number - 1] ?? '',
        to: DELIVERY,
        part: { ref: '1', total: 2, number },
      });
    expect(marks(system)).toEqual([true]);
    expect(system.thread(numberIn(system)).map(({ text }) => text)).toContain(parts.join(''));
  });
});

describe('an agent who opts a customer out', () => {
  test('is kept in the history by name; nothing more is sent, and no text says so', async () => {
    const system = await withMark();
    const sent = system.phone().length;
    const { consent } = await optOut(numberIn(system), JANE, system.desk());
    expect(consent).toMatchObject({ state: 'stopped', agent: 'Jane', businessNumber: SUPPORT, before: [] });
    expect(consentIn(system)).toEqual(consent);
    expect(marks(system)).toEqual([false]);
    expect(system.phone()).toHaveLength(sent);
    expect(
      await notify(CUSTOMER, { key: 'x', at: system.now(), from: DELIVERY }, system.desk()),
    ).toMatchObject({ status: 'opted-out' });
  });

  test('stops what is queued already', async () => {
    const system = await withMark();
    system.answers.push({ kind: 'later', waitMs: 60_000 });
    await notify(CUSTOMER, { key: 'x', at: system.now(), from: DELIVERY }, system.desk());
    const sent = system.phone().length;
    await optOut(numberIn(system), JANE, system.desk());
    system.advance(120_000);
    await system.sweep();
    expect(system.phone()).toHaveLength(sent);
    expect([...system.messages.outbound.values()].at(-1)).toMatchObject({
      status: 'cancelled',
      error: 'opted-out',
    });
  });

  test('needs no mark, and finds a ticket in the archive', async () => {
    const system = new MemorySystem();
    await system.deliver({ messageId: 'a' });
    await close(numberIn(system), { agent: 'Joe' }, system.desk());
    await system.deliver({ messageId: 'b' });
    await optOut(numberIn(system), JANE, system.desk());
    expect(consentIn(system)?.state).toBe('stopped');
  });

  test('changes nothing for one who has opted out: the cause stays the customer’s own', async () => {
    const system = await withMark();
    await system.deliver({ messageId: 'b', text: 'STOP' });
    const before = structuredClone(consentIn(system));
    await optOut(numberIn(system), JANE, system.desk());
    expect(consentIn(system)).toEqual(before);
  });

  test('is overruled by a later START, also of the same second, and not by an earlier one that is late', async () => {
    const system = await withMark();
    const second = Math.floor(system.now() / 1_000) * 1_000;
    await optOut(numberIn(system), JANE, system.desk());
    await system.deliver({ messageId: 'old', text: 'START', sentAt: second - 5_000 });
    expect(consentIn(system)?.state).toBe('stopped');
    await system.deliver({ messageId: 'new', text: 'START', sentAt: second });
    expect(consentIn(system)).toMatchObject({ state: 'started', by: 'in-new' });
    expect(consentIn(system)?.agent).toBeUndefined();
    expect(consentIn(system)?.before).toMatchObject([{ state: 'stopped', agent: 'Jane' }]);
    // The same action made again is an old one; another agent's is a new one.
    await optOut(numberIn(system), JANE, system.desk());
    expect(consentIn(system)?.state).toBe('started');
    system.advance(2_000);
    await optOut(numberIn(system), { agent: 'Joe', key: 'k2' }, system.desk());
    expect(consentIn(system)).toMatchObject({ state: 'stopped', agent: 'Joe' });
    expect(consentIn(system)?.before).toHaveLength(2);
  });

  test('is one change among the customer’s own words, in every interleaving', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const system = await withMark();
        const step = inTurnOf(scheduler);
        const number = numberIn(system);
        await scheduler.waitFor(
          Promise.all([
            optOut(number, JANE, system.desk(step)).catch(() => undefined),
            optOut(number, { agent: 'Joe', key: 'k2' }, system.desk(step)).catch(() => undefined),
            system.webhook({ messageId: 's', text: 'STOP' }, step),
          ]),
        );
        await system.deliver({ messageId: 's', text: 'STOP' });
        expect(consentIn(system)).toMatchObject({ state: 'stopped', before: [] });
        await system.deliver({ messageId: 't', text: 'START' });
        expect(consentIn(system)).toMatchObject({ state: 'started', by: 'in-t' });
      }),
      { numRuns: 100 },
    );
  });

  test('is refused for an unknown ticket, and for a sender that is no phone', async () => {
    const system = new MemorySystem();
    await system.deliver({ messageId: 'a', from: 'ACME' });
    await expect(optOut(1, JANE, system.desk())).rejects.toMatchObject({ status: 404 });
    await expect(optOut(numberIn(system), JANE, system.desk())).rejects.toMatchObject({ status: 409 });
    await expect(dismiss(1, 'Jane', system.desk())).rejects.toMatchObject({ status: 404 });
  });
});

describe('an agent who dismisses the mark', () => {
  test('clears it for good: a duplicate does not bring it back, a newer refusal does', async () => {
    const system = await withMark();
    const { ticket } = await dismiss(numberIn(system), 'Jane', system.desk());
    expect(ticket.maybeOptOut).toMatchObject({ by: 'in-a', dismissedBy: 'Jane' });
    await dismiss(numberIn(system), 'Joe', system.desk());
    await system.deliver({ messageId: 'a', text: REFUSAL });
    expect(marks(system)).toEqual([false]);
    expect(system.tickets.all()[0]?.maybeOptOut?.dismissedBy).toBe('Jane');
    expect(consentIn(system)).toBeUndefined();
    await system.deliver({ messageId: 'b', text: REFUSAL });
    expect(marks(system)).toEqual([true]);
  });

  test('does so in the archive too', async () => {
    const system = await withMark();
    await close(numberIn(system), { agent: 'Joe' }, system.desk());
    await system.deliver({ messageId: 'b' });
    await dismiss(numberIn(system), 'Jane', system.desk());
    expect(marks(system)).toEqual([false, false]);
  });

  test('changes nothing where there is none, and opts nobody in again', async () => {
    const system = new MemorySystem();
    await system.deliver({ messageId: 'a' });
    await dismiss(numberIn(system), 'Jane', system.desk());
    expect(system.tickets.all()[0]?.maybeOptOut).toBeUndefined();
    await system.deliver({ messageId: 'b', text: 'STOP' });
    await expect(dismiss(numberIn(system), 'Jane', system.desk())).rejects.toMatchObject({
      status: 409,
      reason: 'opted-out',
    });
  });
});
