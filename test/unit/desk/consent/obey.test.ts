import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { notify } from '../../../../desk/deliveries/notify.ts';
import type { OptOutMode } from '../../../../desk/settings.ts';
import { close } from '../../../../desk/tickets/close.ts';
import { CUSTOMER, DELIVERY, hash, House, SUPPORT } from '../memory/house.ts';
import { inTurnOf, mortal } from '../memory/steps.ts';

const consentIn = (house: House) => house.tickets.customers.get(CUSTOMER)?.consent;

function houseIn(optOut: OptOutMode): House {
  const house = new House();
  const numbers = { ...house.settings.numbers, [SUPPORT]: { uses: ['support' as const], optOut } };
  house.settings = { ...house.settings, numbers };
  return house;
}

describe('STOP', () => {
  test('is confirmed once and noted with its time, its text and the number that it came to', async () => {
    const house = new House();
    await house.deliver({ messageId: 'a', text: 'Stop.' });
    expect(house.phone()).toEqual([expect.stringMatching(/START/)]);
    expect(consentIn(house)).toMatchObject({ state: 'stopped', by: 'in-a', businessNumber: SUPPORT });
    expect(consentIn(house)?.at).toBe(house.messages.inbound.get('in-a')?.at);
  });

  test('opens no ticket, and shows in the thread of an open one', async () => {
    const house = new House();
    await house.deliver({ messageId: 'a', text: 'stop' });
    expect(house.tickets.all()).toEqual([]);

    const other = new House();
    await other.deliver({ messageId: 'a' });
    await other.deliver({ messageId: 'b', text: 'stop' });
    expect(other.tickets.all()).toHaveLength(1);
    expect(other.messages.inbound.get('in-b')).toMatchObject({
      ticket: other.tickets.all()[0]?.number,
      keyword: 'stop',
    });
  });

  test('said again and again is answered once', async () => {
    const house = new House();
    for (const messageId of ['a', 'b', 'c', 'a']) await house.deliver({ messageId, text: 'STOP' });
    expect(house.phone()).toHaveLength(1);
    expect(house.messages.inbound.size).toBe(3);
    expect(consentIn(house)).toMatchObject({ by: 'in-a', before: [] });
  });

  test('silences tickets, deliveries, HELP and agents; the texts are kept', async () => {
    const house = new House();
    await house.deliver({ messageId: 'a', text: 'stop' });
    await house.deliver({ messageId: 'b', text: 'My parcel is wet' });
    await house.deliver({ messageId: 'c', text: 'help' });
    await notify(CUSTOMER, { key: 'shop', at: house.now(), from: DELIVERY }, house.desk());
    const [ticket] = house.tickets.all();
    await close(ticket?.number ?? 0, { text: 'Done', agent: 'Jane' }, house.desk()).catch(() => undefined);
    expect(house.phone()).toHaveLength(1);
    expect([...house.messages.inbound.keys()]).toEqual(['in-a', 'in-b', 'in-c']);
  });

  test('cancels what is queued, and what was queued stays cancelled after START', async () => {
    const house = new House();
    house.answers.push({ kind: 'later', waitMs: 60_000 });
    await house.webhook({ messageId: 'a' });
    expect(house.phone()).toEqual([]);
    await house.deliver({ messageId: 'b', text: 'STOP' });
    await house.deliver({ messageId: 'c', text: 'START' });
    house.advance(300_000);
    await house.sweep();
    await house.deliver({ messageId: 'a' });
    expect(house.phone()).toHaveLength(2);
    expect(house.phone().join()).not.toMatch(/24 hours/);
    const number = house.tickets.all()[0]?.number;
    expect(house.messages.outbound.get(hash(`confirm:${number}`))).toMatchObject({
      status: 'cancelled',
      error: 'opted-out',
    });
  });

  test.each(['assist', 'tollfree'] as const)(
    'on a number of mode %s is noted, not answered',
    async (mode) => {
      const house = houseIn(mode);
      await house.deliver({ messageId: 'a', text: 'STOP' });
      expect(house.phone()).toEqual([]);
      expect(consentIn(house)?.state).toBe('stopped');
      await house.deliver({ messageId: 'b', text: 'START' });
      expect(house.phone()).toEqual([]);
      expect(consentIn(house)?.state).toBe('started');
    },
  );

  test('of a sender that is no number, or one of ours, is an ordinary text without an answer', async () => {
    for (const from of ['ACME', SUPPORT]) {
      const house = new House();
      await house.deliver({ messageId: 'a', from, text: 'STOP' });
      expect(house.accepted).toEqual([]);
      expect(house.messages.inbound.size).toBe(1);
      expect(house.tickets.customers.get(from)?.consent).toBeUndefined();
    }
  });

  test('its confirmation is sent after a kill at any step, and only once', async () => {
    for (let steps = 0; ; steps += 1) {
      const house = new House();
      const { step, dead } = mortal(steps);
      const text = { messageId: 'a', text: 'STOP' };
      const ended = await Promise.race([house.webhook(text, step), dead]);
      for (const { id, status } of house.messages.outbound.values())
        if (status === 'sending' && house.accepted.length > 0) house.messages.receiptFor(id);
      await house.deliver(text);
      expect(house.phone()).toHaveLength(1);
      expect(consentIn(house)).toMatchObject({ state: 'stopped', by: 'in-a' });
      if (ended !== 'dead') return;
    }
  });
});

describe('START', () => {
  test('after a STOP brings the texts back, is confirmed once, and the history is kept', async () => {
    const house = new House();
    await house.deliver({ messageId: 'a', text: 'STOP' });
    await house.deliver({ messageId: 'b', text: 'START' });
    await house.deliver({ messageId: 'c', text: 'START' });
    expect(house.phone()).toHaveLength(3);
    expect(house.phone()[2]).toMatch(/ticket 1\d{3}/);
    expect(consentIn(house)).toMatchObject({
      state: 'started',
      by: 'in-b',
      before: [{ state: 'stopped', by: 'in-a', businessNumber: SUPPORT }],
    });
  });

  test('of somebody who never stopped is an ordinary text, and is noted', async () => {
    const house = new House();
    await house.deliver({ messageId: 'a', text: 'start' });
    expect(house.tickets.all()).toHaveLength(1);
    expect(consentIn(house)).toMatchObject({ state: 'started', by: 'in-a' });
  });
});

describe('HELP', () => {
  test('says who we are, once an hour, and opens no ticket', async () => {
    const house = new House();
    for (const messageId of ['a', 'b', 'a']) await house.deliver({ messageId, text: 'HELP' });
    expect(house.phone()).toEqual([expect.stringMatching(/ACME/)]);
    house.advance(3_600_000);
    await house.deliver({ messageId: 'c', text: 'help' });
    expect(house.phone()).toHaveLength(2);
    expect(house.tickets.all()).toEqual([]);
  });

  test('is left to Vonage where Vonage assists', async () => {
    const house = houseIn('assist');
    await house.deliver({ messageId: 'a', text: 'HELP' });
    expect(house.phone()).toEqual([]);
  });
});

describe('the order of what was said', () => {
  const said = (messageId: string, text: string, second: number) => ({
    messageId,
    text,
    sentAt: 1_800_000_000_000 + second * 1_000,
  });

  test('is that of the customer, in whatever order, however often and however concurrently it arrives', async () => {
    const texts = [said('a', 'STOP', 0), said('b', 'START', 5), said('c', 'STOP', 9), said('d', 'START', 20)];
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.shuffledSubarray([...texts, ...texts], { minLength: 8 }),
        fc.integer({ min: 1, max: 4 }),
        async (scheduler, order, kept) => {
          const house = new House();
          const meant = texts.slice(0, kept);
          const arriving = order.filter(({ messageId }) =>
            meant.some((text) => text.messageId === messageId),
          );
          const step = inTurnOf(scheduler);
          await scheduler.waitFor(Promise.all(arriving.map((text) => house.webhook(text, step))));
          for (const text of arriving) await house.deliver(text);
          expect(consentIn(house)?.sentAt).toBe(meant.at(-1)?.sentAt);
          expect(consentIn(house)?.state).toBe(kept % 2 === 1 ? 'stopped' : 'started');
          expect(house.accepted.filter(({ text }) => !/24 hours/.test(text)).length).toBeLessThanOrEqual(
            kept,
          );
        },
      ),
      { numRuns: 150 },
    );
  });

  test('a copy of an old STOP that comes late does not undo a START', async () => {
    const house = new House();
    await house.deliver({ messageId: 'a', text: 'STOP' });
    await house.deliver({ messageId: 'b', text: 'START' });
    await house.deliver({ messageId: 'a', text: 'STOP' });
    expect(consentIn(house)).toMatchObject({ state: 'started', by: 'in-b' });
    expect(house.phone()).toHaveLength(2);
  });

  test('somebody who changes mind all day keeps the newest hundred changes', async () => {
    const house = new House();
    for (let turn = 0; turn < 130; turn += 1) {
      await house.deliver({ messageId: `m${turn}`, text: turn % 2 ? 'START' : 'STOP' });
    }
    expect(consentIn(house)?.before).toHaveLength(100);
    expect(consentIn(house)?.before.at(-1)?.by).toBe('in-m128');
  });
});
