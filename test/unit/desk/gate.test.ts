import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Settings } from '../../../desk/settings.ts';
import { CUSTOMER, DELIVERY, hash, House } from './memory/house.ts';
import { inTurnOf } from './memory/steps.ts';

const text = (cause: string, customer = CUSTOMER) => ({
  cause,
  customer,
  ours: DELIVERY,
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
      { outcome: 'barred', reason: 'recipient-limit' },
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

  test('all numbers together get so many in a day', async () => {
    const house = houseWith({ textsPerDay: 3 });
    const outcomes = [];
    for (let nth = 0; nth < 5; nth += 1) {
      outcomes.push((await house.outbox().post(text(`cause-${nth}`, `44770090010${nth}`))).reason);
    }
    expect(outcomes).toEqual([undefined, undefined, undefined, 'daily-limit', 'daily-limit']);
  });

  test('a text of too many parts never leaves', async () => {
    const house = houseWith({ parts: 2 });
    const long = { ...text('a'), text: 'x'.repeat(307) };
    expect(await house.outbox().post(long)).toMatchObject({ outcome: 'barred', reason: 'text-too-long' });
    expect((await house.outbox().post({ ...text('b'), text: 'x'.repeat(306) })).outcome).toBe('sent');
    expect(house.accepted).toHaveLength(1);
  });
});

describe('countries', () => {
  test.each([
    ['a premium destination of SMS pumping', '37060012345', ['GB'], 'country-not-allowed'],
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
    expect(held).toMatchObject({ outcome: 'held', message: { heldUntil: morning } });
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
