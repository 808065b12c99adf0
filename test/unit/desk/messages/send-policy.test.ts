import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Settings } from '../../../../desk/settings.ts';
import { CUSTOMER, DELIVERY, hash, House } from '../memory/house.ts';
import { inTurnOf } from '../memory/steps.ts';

const text = (cause: string, customer = CUSTOMER) => ({
  cause,
  customer,
  businessNumber: DELIVERY,
  text: 'Your parcel.',
});

function houseWith(limits: Partial<Settings['limits']>): House {
  const house = new House();
  house.settings = { ...house.settings, limits: { ...house.settings.limits, ...limits } };
  return house;
}

describe('limits', () => {
  test('one number gets so many texts in a day, and more on the next', async () => {
    const house = houseWith({ textsPerRecipient: 2 });
    const outcomes = [];
    for (const cause of ['a', 'b', 'c']) outcomes.push(await house.outbox().post(text(cause)));
    expect(outcomes).toMatchObject([
      { outcome: 'sent' },
      { outcome: 'sent' },
      { outcome: 'blocked', reason: 'recipient-limit' },
    ]);
    expect(house.messages.outbound.get(hash('c'))).toMatchObject({
      status: 'cancelled',
      error: 'recipient-limit',
    });
    expect((await house.outbox().post(text('d', '447700900077'))).outcome).toBe('sent');
    house.advance(86_400_000);
    expect((await house.outbox().post(text('e'))).outcome).toBe('sent');
    expect(house.phone()).toHaveLength(3);
  });

  test('a text that is tried again counts once', async () => {
    const house = houseWith({ textsPerRecipient: 1 });
    house.answers.push({ kind: 'later', waitMs: 60_000 }, { kind: 'later', waitMs: 60_000 });
    await house.outbox().post(text('a'));
    for (let round = 0; round < 2; round += 1) {
      house.advance(61_000);
      await house.sweep();
    }
    expect(house.phone()).toHaveLength(1);
  });

  test('however many are sent at once, no more than the limit reach one number', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const house = houseWith({ textsPerRecipient: 3 });
        const turns = inTurnOf(scheduler);
        const posts = Array.from({ length: 8 }, (_, index) =>
          house.outbox(turns).post(text(`cause-${index}`)),
        );
        await scheduler.waitFor(Promise.all(posts));
        expect(house.phone()).toHaveLength(3);
      }),
      { numRuns: 50 },
    );
  });

  test('all numbers together get so many in a day; the shop’s notifications beyond it are refused', async () => {
    const house = houseWith({ textsPerDay: 3 });
    const outcomes = [];
    for (let nth = 0; nth < 5; nth += 1) {
      const notification = { ...text(`cause-${nth}`, `44770090010${nth}`), origin: 'shop' as const };
      outcomes.push((await house.outbox().post(notification)).reason);
    }
    expect(outcomes).toEqual([undefined, undefined, undefined, 'daily-limit', 'daily-limit']);
  });

  test('what a customer or an agent asked for beyond it waits for the next day, and goes then in its order', async () => {
    const house = houseWith({ textsPerDay: 2 });
    const asked = (nth: number) => ({ ...text(`cause-${nth}`), text: `text ${nth}` });
    const outcomes = [];
    for (let nth = 0; nth < 4; nth += 1) outcomes.push(await house.outbox().post(asked(nth)));
    // The house's clock begins at 2027-01-15 08:00 UTC.
    const tomorrow = Date.UTC(2027, 0, 16);
    const held = {
      outcome: 'held',
      heldFor: 'daily-limit',
      message: { heldUntil: tomorrow, heldFor: 'daily-limit', status: 'queued' },
    };
    expect(outcomes).toMatchObject([{ outcome: 'sent' }, { outcome: 'sent' }, held, held]);
    expect(await house.outbox().post(asked(3))).toMatchObject({ outcome: 'held', heldFor: 'daily-limit' });
    house.advance(15 * 3_600_000);
    await house.sweep();
    expect(house.phone()).toHaveLength(2);
    house.advance(3_600_000 + 1_000);
    await house.sweep();
    expect(house.phone()).toEqual(['text 0', 'text 1', 'text 2', 'text 3']);
  });

  test('nothing that is held is lost while each day has less room than is asked for', async () => {
    const house = houseWith({ textsPerDay: 1 });
    for (let nth = 0; nth < 4; nth += 1) await house.outbox().post(text(`cause-${nth}`));
    for (let day = 0; day < 3; day += 1) {
      house.advance(86_400_000);
      await house.sweep();
    }
    expect(house.phone()).toHaveLength(4);
  });

  test('texts that nobody asked for have an allowance of their own', async () => {
    const house = houseWith({ textsPerDay: 1, unsolicitedPerDay: 2 });
    const unasked = (nth: number) => ({
      ...text(`call-${nth}`, `44770090010${nth}`),
      origin: 'call' as const,
    });
    const outcomes = [];
    for (let nth = 0; nth < 3; nth += 1) outcomes.push((await house.outbox().post(unasked(nth))).reason);
    expect(outcomes).toEqual([undefined, undefined, 'unsolicited-limit']);
    expect((await house.outbox().post(text('asked'))).outcome).toBe('sent');
    house.advance(86_400_000);
    expect((await house.outbox().post(unasked(4))).outcome).toBe('sent');
  });

  test('who opts out just then is told so all the same, within reason', async () => {
    const house = houseWith({ textsPerDay: 10 });
    for (let nth = 0; nth < 10; nth += 1) await house.outbox().post(text(`cause-${nth}`));
    const stop = (nth: number) => ({
      ...text(`stop-${nth}`, `44770090020${nth}`),
      confirmsStop: true as const,
      sendBy: house.now() + 300_000,
    });
    expect((await house.outbox().post(stop(1))).outcome).toBe('sent');
    expect((await house.outbox().post(stop(2))).outcome).toBe('held');
    house.advance(86_400_000);
    await house.sweep();
    expect(house.phone('447700900202')).toEqual([]);
  });

  test('a text of too many parts never leaves', async () => {
    const house = houseWith({ parts: 2 });
    const long = { ...text('a'), text: 'x'.repeat(307) };
    expect(await house.outbox().post(long)).toMatchObject({ outcome: 'blocked', reason: 'text-too-long' });
    expect((await house.outbox().post({ ...text('b'), text: 'x'.repeat(306) })).outcome).toBe('sent');
    expect(house.accepted).toHaveLength(1);
  });
});

describe('a text that is of use for a time', () => {
  test.each([
    ['in time', 290_000, 'sent', undefined],
    ['too late', 301_000, 'blocked', 'too-late'],
  ] as const)('%s', async (_name, waited, outcome, reason) => {
    const house = new House();
    const sendBy = house.now() + 300_000;
    const stop = { ...text('stop'), confirmsStop: true as const, sendBy };
    house.answers.push({ kind: 'later', waitMs: 3_600_000 });
    expect((await house.outbox().post(stop)).outcome).toBe('queued');
    house.advance(waited);
    await house.sweep();
    expect(await house.outbox().post(stop)).toMatchObject({ outcome, ...(reason && { reason }) });
    expect(house.phone()).toHaveLength(outcome === 'sent' ? 1 : 0);
  });
});

describe('countries', () => {
  test.each([
    ['a premium destination of SMS pumping', '37060012345', ['GB'], 'country-not-allowed'],
    ['a short code, which is no country’s', '62442', ['GB'], 'no-phone-number'],
    ['a sender’s name', 'ACME', ['GB'], 'no-phone-number'],
    ['an allowed country', '37060012345', ['LT'], undefined],
    ['our own numbers’ country, whatever the list says', CUSTOMER, [], undefined],
    ['a Caribbean number that looks American', '18765551234', ['US'], 'country-not-allowed'],
  ])('%s', async (_name, customer, countries, reason) => {
    const house = houseWith({ countries });
    expect((await house.outbox().post(text('a', customer))).reason).toBe(reason);
  });
});

describe('quiet hours', () => {
  // The house's clock begins at 2027-01-15 08:00 UTC.
  const morning = Date.UTC(2027, 0, 16, 8);

  test('hold what may wait until morning; the sweep sends it then', async () => {
    const house = new House();
    house.settings = { ...house.settings, quietHours: { from: '21:00', to: '08:00' } };
    house.advance(14 * 3_600_000);
    const held = await house.outbox().post({ ...text('a'), quiet: true });
    expect(held).toMatchObject({
      outcome: 'held',
      heldFor: 'quiet-hours',
      message: { heldUntil: morning, heldFor: 'quiet-hours' },
    });
    expect((await house.outbox().post({ ...text('a'), quiet: true })).outcome).toBe('held');
    expect((await house.outbox().post(text('b'))).outcome).toBe('sent');

    house.advance(8 * 3_600_000);
    await house.sweep();
    expect(house.phone()).toHaveLength(1);
    house.advance(2 * 3_600_000 + 1_000);
    await house.sweep();
    expect(house.phone()).toHaveLength(2);
  });
});
