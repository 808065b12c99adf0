import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { ACCOUNT_TROUBLES } from '../../../../desk/messages/account-hold.ts';
import type { SendResult } from '../../../../desk/messages/sender.ts';
import { notify } from '../../../../desk/deliveries/notify.ts';
import { CUSTOMER, DELIVERY, hash, House, SUPPORT } from '../memory/house.ts';
import { inTurnOf } from '../memory/steps.ts';

const OTHER = '447700900002';
const MINUTE_MS = 60_000;

const noCredit: SendResult = { kind: 'account-rejected', trouble: 'no-credit', error: 'Vonage status 9' };
const says = (cause: string, customer = CUSTOMER) => ({
  cause,
  customer,
  businessNumber: SUPPORT,
  text: cause,
});

/** A house whose account has no credit: every send meets it, and is counted. */
class Broke extends House {
  broke = true;
  tries = 0;

  constructor(answer: SendResult = noCredit) {
    super(0);
    const { answers } = this;
    const take = answers.shift.bind(answers);
    answers.shift = () => {
      this.tries += 1;
      return this.broke ? answer : take();
    };
  }

  /** The sweep comes by every minute. */
  async minutes(count: number): Promise<void> {
    for (let minute = 0; minute < count; minute += 1) {
      this.advance(MINUTE_MS);
      await this.sweep();
    }
  }
}

describe('an account that Vonage refuses', () => {
  test.each(ACCOUNT_TROUBLES)(
    '%s: the text is held with the reason, and goes once it is mended, once',
    async (trouble) => {
      const house = new Broke({ kind: 'account-rejected', trouble, error: 'refused' });
      expect(await house.outbox().post(says('a'))).toMatchObject({
        outcome: 'held',
        heldFor: trouble,
        message: { status: 'queued', heldFor: trouble },
      });
      expect(house.messages.outbound.get(hash('a'))).toMatchObject({ status: 'queued', heldFor: trouble });
      expect(house.tickets.hold).toMatchObject({ reason: trouble });
      await house.minutes(3);
      expect(house.phone()).toEqual([]);
      house.broke = false;
      await house.minutes(16);
      expect(house.phone()).toEqual(['a']);
      expect(house.tickets.hold).toBeUndefined();
      await house.minutes(16);
      expect(house.phone()).toEqual(['a']);
    },
  );

  test('a first text is taken, its confirmation and those of later texts come when there is credit, in order', async () => {
    const house = new Broke();
    expect(await house.webhook({ messageId: 'one' })).toBe('taken');
    expect(await house.webhook({ messageId: 'one' })).toBe('taken');
    expect(await house.webhook({ messageId: 'other', from: OTHER })).toBe('taken');
    expect(house.tickets.all()).toHaveLength(2);
    await house.minutes(10);
    await house.outbox().post(says('and a reply'));
    house.broke = false;
    await house.minutes(16);
    expect(house.phone()).toEqual([expect.stringMatching(/ticket 1001/), 'and a reply']);
    expect(house.phone(OTHER)).toHaveLength(1);
    // The next one goes at once.
    expect((await house.outbox().post(says('later'))).outcome).toBe('sent');
  });

  test('is asked by one text at a time, less and less often, however many wait', async () => {
    const house = new Broke();
    for (let nth = 0; nth < 100; nth += 1)
      await house.outbox().post(says(`text ${nth}`, `4477009${10_000 + nth}`));
    expect(house.tries).toBe(1);
    await house.minutes(60);
    // After 1, 2, 4, 8, 15 and then every 15 minutes.
    expect(house.tries).toBeLessThanOrEqual(1 + 7);
    expect(house.tries).toBeGreaterThanOrEqual(1 + 5);
    const tries = house.tries;
    house.broke = false;
    await house.minutes(16);
    expect(house.accepted.map(({ text }) => text).toSorted()).toEqual(
      Array.from({ length: 100 }, (_, nth) => `text ${nth}`).toSorted(),
    );
    expect(house.tries).toBe(tries + 100);
  });

  test('a text that comes while the others are being sent does not overtake them', async () => {
    const house = new Broke();
    for (let nth = 0; nth < 5; nth += 1) await house.outbox().post(says(`text ${nth}`));
    house.broke = false;
    expect((await house.outbox().post(says('the newest'))).outcome).toBe('held');
    await house.minutes(1);
    expect(house.phone()).toEqual(['text 0', 'text 1', 'text 2', 'text 3', 'text 4', 'the newest']);
  });

  test('the credit is gone again half-way: the rest waits, in order, nothing twice', async () => {
    const house = new Broke();
    for (let nth = 0; nth < 6; nth += 1) await house.outbox().post(says(`text ${nth}`));
    house.broke = false;
    const sent: SendResult = { kind: 'sent', vonageIds: ['part'] };
    house.answers.push(sent, sent, noCredit);
    await house.minutes(1);
    expect(house.phone()).toEqual(['text 0', 'text 1']);
    expect(house.tickets.hold).toMatchObject({ reason: 'no-credit' });
    await house.minutes(16);
    expect(house.phone()).toEqual(Array.from({ length: 6 }, (_, nth) => `text ${nth}`));
  });

  test('a recipient who is refused for good does not decide for the account', async () => {
    const house = new Broke();
    for (const nth of [0, 1, 2]) await house.outbox().post(says(`text ${nth}`, `4477009${10_000 + nth}`));
    house.broke = false;
    house.answers.push({ kind: 'refused', error: 'Vonage status 7' });
    await house.minutes(1);
    expect(house.accepted).toHaveLength(2);
    expect(house.tickets.hold).toBeUndefined();
  });

  test('Vonage out of reach at the probe decides nothing', async () => {
    const house = new Broke();
    await house.outbox().post(says('a'));
    house.broke = false;
    house.answers.push({ kind: 'later', waitMs: 3_600_000 });
    await house.minutes(1);
    expect(house.tickets.hold).toMatchObject({ reason: 'no-credit' });
    await house.minutes(16);
    expect(house.phone()).toEqual(['a']);
    expect(house.tickets.hold).toBeUndefined();
  });

  test('nothing left to try with, the hold ends by itself', async () => {
    const house = new Broke();
    await house.outbox().post({ ...says('a'), sendBy: house.now() + 1 });
    await house.minutes(2);
    expect(house.messages.outbound.get(hash('a'))).toMatchObject({ status: 'cancelled', error: 'too-late' });
    expect(house.tickets.hold).toBeUndefined();
  });

  test('a notification is held, and its delivery still waits for a reply', async () => {
    const house = new Broke();
    const call = { key: 'one', at: house.now(), from: DELIVERY };
    expect(await notify(CUSTOMER, call, house.desk())).toMatchObject({
      status: 'held',
      heldFor: 'no-credit',
    });
    expect([...house.deliveries.rows.values()][0]?.withdrawn).toBeUndefined();
    house.broke = false;
    await house.minutes(1);
    expect(house.phone()).toHaveLength(1);
  });

  test('many at once, in every order: each goes once when it is mended', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const house = new Broke();
        const turns = inTurnOf(scheduler);
        const causes = Array.from({ length: 6 }, (_, nth) => `text ${nth}`);
        await scheduler.waitFor(Promise.all(causes.map((cause) => house.outbox(turns).post(says(cause)))));
        house.broke = false;
        await house.minutes(4);
        expect(house.phone().toSorted()).toEqual(causes);
      }),
      { numRuns: 50 },
    );
  });
});

describe('a toll-free number, whose carrier blocks who opted out', () => {
  const tollfree = (credit: number | undefined): Broke => {
    const house = new Broke({ ...noCredit, credit });
    house.settings = {
      ...house.settings,
      numbers: { ...house.settings.numbers, [SUPPORT]: { uses: ['support'], optOut: 'tollfree' } },
    };
    return house;
  };

  test('with credit on the account: this recipient is refused, others are not held', async () => {
    const house = tollfree(12.5);
    expect(await house.outbox().post(says('a'))).toMatchObject({
      outcome: 'failed',
      error: 'Vonage status 9',
    });
    expect(house.tickets.hold).toBeUndefined();
    house.broke = false;
    expect((await house.outbox().post(says('b', OTHER))).outcome).toBe('sent');
  });

  test.each([
    ['none', 0],
    ['less than a text may cost', 0.02],
    ['nobody knows how much', undefined],
  ])('with %s on it: held', async (_name, credit) => {
    expect(await tollfree(credit).outbox().post(says('a'))).toMatchObject({ outcome: 'held' });
  });

  test('another number with credit on the account is held all the same: Vonage knows better', async () => {
    const house = tollfree(12.5);
    expect(await house.outbox().post({ ...says('a'), businessNumber: DELIVERY })).toMatchObject({
      outcome: 'held',
    });
  });
});
