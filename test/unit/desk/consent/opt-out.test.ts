import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dismiss, optOut } from '../../../../desk/consent/opt-out.ts';
import { notify } from '../../../../desk/deliveries/notify.ts';
import { isMaybeOptOut } from '../../../../desk/tickets/maybe-opt-out.ts';
import { close } from '../../../../desk/tickets/close.ts';
import { reopen } from '../../../../desk/tickets/reopen.ts';
import { CUSTOMER, DELIVERY, House, SUPPORT } from '../memory/house.ts';
import { atOnce, inTurnOf, mortal } from '../memory/steps.ts';

const REFUSAL = 'please stop texting me';
const JANE = { agent: 'Jane', key: 'k1' };

const consentIn = (house: House) => house.tickets.customers.get(CUSTOMER)?.consent;
const marks = (house: House) => house.tickets.all().map((ticket) => isMaybeOptOut(ticket, consentIn(house)));
const numberIn = (house: House, index = 0) => house.tickets.all()[index]?.number ?? 0;

async function withMark(): Promise<House> {
  const house = new House();
  await house.deliver({ messageId: 'a', text: REFUSAL });
  return house;
}

describe('a text that sounds like an opt-out', () => {
  test('opens a ticket as any other, marked; nothing is obeyed', async () => {
    const house = await withMark();
    expect(marks(house)).toEqual([true]);
    expect(house.tickets.all()[0]?.maybeOptOut).toMatchObject({ by: 'in-a' });
    expect(consentIn(house)).toBeUndefined();
    expect(house.phone()).toEqual([expect.stringContaining(String(numberIn(house)))]);
  });

  test('marks an open ticket; another text marks none', async () => {
    const house = new House();
    await house.deliver({ messageId: 'a', text: 'please stop by the shop' });
    expect(marks(house)).toEqual([false]);
    await house.deliver({ messageId: 'b', text: 'もう送らないでください' });
    await house.deliver({ messageId: 'c', text: 'Where is it?' });
    expect(marks(house)).toEqual([true]);
    expect(house.tickets.all()[0]?.maybeOptOut?.by).toBe('in-b');
  });

  test('marks nothing for a sender that gets no texts anyway', async () => {
    const house = new House();
    for (const from of ['ACME', DELIVERY]) await house.deliver({ messageId: from, from, text: REFUSAL });
    expect(house.tickets.all().map(({ maybeOptOut }) => maybeOptOut)).toEqual([undefined, undefined]);
  });

  test('is marked whenever the function that takes it dies, and once it is taken', async () => {
    for (let steps = 0; steps < 30; steps += 1) {
      for (const before of [[], ['zero']]) {
        const house = new House();
        for (const messageId of before) await house.deliver({ messageId });
        const { step, dead } = mortal(steps);
        const ended = await Promise.race([house.webhook({ messageId: 'a', text: REFUSAL }, step), dead]);
        if (ended === 'taken') expect(marks(house)).toContain(true);
        await house.deliver({ messageId: 'later', text: 'Hello?' });
        house.advance(61_000);
        await house.deliver({ messageId: 'a', text: REFUSAL });
        expect(marks(house)).toContain(true);
      }
    }
  });

  test('in parts is read as a whole, in every order', async () => {
    for (const order of [
      [1, 2],
      [2, 1],
    ]) {
      const house = new House();
      for (const number of order)
        await house.deliver({
          messageId: `p${number}`,
          text: number === 1 ? 'I have asked you twice: please stop tex' : 'ting me. Thank you.',
          part: { ref: '1', total: 2, number },
        });
      expect(marks(house)).toEqual([true]);
    }
  });

  test('keeps its mark through close, archive and reopening; the next ticket has none', async () => {
    const house = await withMark();
    const first = numberIn(house);
    await close(first, { agent: 'Jane' }, house.desk());
    await house.deliver({ messageId: 'b', text: 'Hello' });
    expect(marks(house)).toEqual([true, false]);
    const closed = await house.tickets.store(atOnce).list('closed', { limit: 5 });
    expect(closed.map((ticket) => isMaybeOptOut(ticket, undefined))).toEqual([true]);

    await close(numberIn(house, 1), { agent: 'Jane' }, house.desk());
    await reopen(first, house.desk());
    expect(marks(house)).toEqual([true, false]);
    expect(house.tickets.customers.get(CUSTOMER)?.ticket).toMatchObject({ number: first, status: 'open' });
  });

  test.each(['STOP', 'START'])('is settled by a %s that the customer sends after it', async (word) => {
    const house = await withMark();
    await house.deliver({ messageId: 'b', text: word });
    expect(marks(house)).toEqual([false]);
    const listed = await house.tickets.store(atOnce).list('open', { limit: 5 });
    expect(listed[0]?.maybeOptOut).toBeUndefined();
  });

  test('counts after a START that is older, in whatever order they come', async () => {
    const start = { messageId: 's', text: 'START', sentAt: 1_800_000_000_000 };
    const refusal = { messageId: 'r', text: REFUSAL, sentAt: 1_800_000_060_000 };
    for (const texts of [
      [start, refusal],
      [refusal, start],
    ]) {
      const house = new House();
      await house.deliver({ messageId: 'zero' });
      for (const text of texts) await house.deliver(text);
      expect(marks(house)).toEqual([true]);
    }
  });
});

describe('on a number for deliveries', () => {
  async function told(): Promise<House> {
    const house = new House();
    await notify(CUSTOMER, { key: 'shop', at: 1_800_000_000_000, from: DELIVERY }, house.desk());
    house.accepted.length = 0;
    return house;
  }

  test('it reaches an agent, and the options are not repeated', async () => {
    const house = await told();
    for (let times = 0; times < 2; times += 1)
      await house.deliver({ messageId: 'a', text: '别再发了', to: DELIVERY });
    expect(marks(house)).toEqual([true]);
    expect(house.tickets.all()[0]?.businessNumber).toBe(DELIVERY);
    expect(house.phone().join()).not.toMatch(/tomorrow/);
    expect([...house.deliveries.rows.values()][0]).toMatchObject({ askedBy: [] });
    await house.deliver({ messageId: 'b', text: '2', to: DELIVERY });
    expect([...house.deliveries.rows.values()][0]?.choice?.digit).toBe('2');
  });

  test('that shows only in its last part, it reaches an agent too, once', async () => {
    const house = await told();
    const parts = ['I have been asking for days and days. Please do not ', 'text me again.'];
    for (const number of [1, 2, 2, 1])
      await house.deliver({
        messageId: `p${number}`,
        text: parts[number - 1] ?? '',
        to: DELIVERY,
        part: { ref: '1', total: 2, number },
      });
    expect(marks(house)).toEqual([true]);
    expect(house.thread(numberIn(house)).map(({ text }) => text)).toContain(parts.join(''));
  });
});

describe('an agent who opts a customer out', () => {
  test('is kept in the history by name; nothing more is sent, and no text says so', async () => {
    const house = await withMark();
    const sent = house.phone().length;
    const { consent } = await optOut(numberIn(house), JANE, house.desk());
    expect(consent).toMatchObject({ state: 'stopped', agent: 'Jane', businessNumber: SUPPORT, before: [] });
    expect(consentIn(house)).toEqual(consent);
    expect(marks(house)).toEqual([false]);
    expect(house.phone()).toHaveLength(sent);
    expect(await notify(CUSTOMER, { key: 'x', at: house.now(), from: DELIVERY }, house.desk())).toMatchObject(
      { status: 'opted-out' },
    );
  });

  test('stops what is queued already', async () => {
    const house = await withMark();
    house.answers.push({ kind: 'later', waitMs: 60_000 });
    await notify(CUSTOMER, { key: 'x', at: house.now(), from: DELIVERY }, house.desk());
    const sent = house.phone().length;
    await optOut(numberIn(house), JANE, house.desk());
    house.advance(120_000);
    await house.sweep();
    expect(house.phone()).toHaveLength(sent);
    expect([...house.messages.outbound.values()].at(-1)).toMatchObject({
      status: 'cancelled',
      error: 'opted-out',
    });
  });

  test('needs no mark, and finds a ticket in the archive', async () => {
    const house = new House();
    await house.deliver({ messageId: 'a' });
    await close(numberIn(house), { agent: 'Joe' }, house.desk());
    await house.deliver({ messageId: 'b' });
    await optOut(numberIn(house), JANE, house.desk());
    expect(consentIn(house)?.state).toBe('stopped');
  });

  test('changes nothing for one who has opted out: the cause stays the customer’s own', async () => {
    const house = await withMark();
    await house.deliver({ messageId: 'b', text: 'STOP' });
    const before = structuredClone(consentIn(house));
    await optOut(numberIn(house), JANE, house.desk());
    expect(consentIn(house)).toEqual(before);
  });

  test('is overruled by a later START, also of the same second, and not by an earlier one that is late', async () => {
    const house = await withMark();
    const second = Math.floor(house.now() / 1_000) * 1_000;
    await optOut(numberIn(house), JANE, house.desk());
    await house.deliver({ messageId: 'old', text: 'START', sentAt: second - 5_000 });
    expect(consentIn(house)?.state).toBe('stopped');
    await house.deliver({ messageId: 'new', text: 'START', sentAt: second });
    expect(consentIn(house)).toMatchObject({ state: 'started', by: 'in-new' });
    expect(consentIn(house)?.agent).toBeUndefined();
    expect(consentIn(house)?.before).toMatchObject([{ state: 'stopped', agent: 'Jane' }]);
    // The same action made again is an old one; another agent's is a new one.
    await optOut(numberIn(house), JANE, house.desk());
    expect(consentIn(house)?.state).toBe('started');
    house.advance(2_000);
    await optOut(numberIn(house), { agent: 'Joe', key: 'k2' }, house.desk());
    expect(consentIn(house)).toMatchObject({ state: 'stopped', agent: 'Joe' });
    expect(consentIn(house)?.before).toHaveLength(2);
  });

  test('is one change among the customer’s own words, in every interleaving', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const house = await withMark();
        const step = inTurnOf(scheduler);
        const number = numberIn(house);
        await scheduler.waitFor(
          Promise.all([
            optOut(number, JANE, house.desk(step)).catch(() => undefined),
            optOut(number, { agent: 'Joe', key: 'k2' }, house.desk(step)).catch(() => undefined),
            house.webhook({ messageId: 's', text: 'STOP' }, step),
          ]),
        );
        await house.deliver({ messageId: 's', text: 'STOP' });
        expect(consentIn(house)).toMatchObject({ state: 'stopped', before: [] });
        await house.deliver({ messageId: 't', text: 'START' });
        expect(consentIn(house)).toMatchObject({ state: 'started', by: 'in-t' });
      }),
      { numRuns: 100 },
    );
  });

  test('is refused for an unknown ticket, and for a sender that is no phone', async () => {
    const house = new House();
    await house.deliver({ messageId: 'a', from: 'ACME' });
    await expect(optOut(1, JANE, house.desk())).rejects.toMatchObject({ status: 404 });
    await expect(optOut(numberIn(house), JANE, house.desk())).rejects.toMatchObject({ status: 409 });
    await expect(dismiss(1, 'Jane', house.desk())).rejects.toMatchObject({ status: 404 });
  });
});

describe('an agent who dismisses the mark', () => {
  test('clears it for good: a duplicate does not bring it back, a newer refusal does', async () => {
    const house = await withMark();
    const { ticket } = await dismiss(numberIn(house), 'Jane', house.desk());
    expect(ticket.maybeOptOut).toMatchObject({ by: 'in-a', dismissedBy: 'Jane' });
    await dismiss(numberIn(house), 'Joe', house.desk());
    await house.deliver({ messageId: 'a', text: REFUSAL });
    expect(marks(house)).toEqual([false]);
    expect(house.tickets.all()[0]?.maybeOptOut?.dismissedBy).toBe('Jane');
    expect(consentIn(house)).toBeUndefined();
    await house.deliver({ messageId: 'b', text: REFUSAL });
    expect(marks(house)).toEqual([true]);
  });

  test('does so in the archive too', async () => {
    const house = await withMark();
    await close(numberIn(house), { agent: 'Joe' }, house.desk());
    await house.deliver({ messageId: 'b' });
    await dismiss(numberIn(house), 'Jane', house.desk());
    expect(marks(house)).toEqual([false, false]);
  });

  test('changes nothing where there is none, and opts nobody in again', async () => {
    const house = new House();
    await house.deliver({ messageId: 'a' });
    await dismiss(numberIn(house), 'Jane', house.desk());
    expect(house.tickets.all()[0]?.maybeOptOut).toBeUndefined();
    await house.deliver({ messageId: 'b', text: 'STOP' });
    await expect(dismiss(numberIn(house), 'Jane', house.desk())).rejects.toMatchObject({
      status: 409,
      reason: 'opted-out',
    });
  });
});
