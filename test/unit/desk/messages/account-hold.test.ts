import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { ACCOUNT_TROUBLES } from '../../../../desk/messages/account-hold.ts';
import type { SendResult } from '../../../../desk/messages/sender.ts';
import { notify } from '../../../../desk/deliveries/notify.ts';
import { CUSTOMER, DELIVERY, hash, MemorySystem, SUPPORT } from '../memory/system.ts';
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

/** A system whose account has no credit: every send meets it, and is counted. */
class Broke extends MemorySystem {
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
      const system = new Broke({ kind: 'account-rejected', trouble, error: 'refused' });
      expect(await system.outbox().post(says('a'))).toMatchObject({
        outcome: 'held',
        heldFor: trouble,
        message: { status: 'queued', heldFor: trouble },
      });
      expect(system.messages.outbound.get(hash('a'))).toMatchObject({ status: 'queued', heldFor: trouble });
      expect(system.tickets.hold).toMatchObject({ reason: trouble });
      await system.minutes(3);
      expect(system.phone()).toEqual([]);
      system.broke = false;
      await system.minutes(16);
      expect(system.phone()).toEqual(['a']);
      expect(system.tickets.hold).toBeUndefined();
      await system.minutes(16);
      expect(system.phone()).toEqual(['a']);
    },
  );

  test('a first text is taken, its confirmation and those of later texts come when there is credit, in order', async () => {
    const system = new Broke();
    expect(await system.webhook({ messageId: 'one' })).toBe('taken');
    expect(await system.webhook({ messageId: 'one' })).toBe('taken');
    expect(await system.webhook({ messageId: 'other', from: OTHER })).toBe('taken');
    expect(system.tickets.all()).toHaveLength(2);
    await system.minutes(10);
    await system.outbox().post(says('and a reply'));
    system.broke = false;
    await system.minutes(16);
    expect(system.phone()).toEqual([expect.stringMatching(/ticket 1001/), 'and a reply']);
    expect(system.phone(OTHER)).toHaveLength(1);
    // The next one goes at once.
    expect((await system.outbox().post(says('later'))).outcome).toBe('sent');
  });

  test('is asked by one text at a time, less and less often, however many wait', async () => {
    const system = new Broke();
    for (let nth = 0; nth < 100; nth += 1)
      await system.outbox().post(says(`text ${nth}`, `4477009${10_000 + nth}`));
    expect(system.tries).toBe(1);
    await system.minutes(60);
    // After 1, 2, 4, 8, 15 and then every 15 minutes.
    expect(system.tries).toBeLessThanOrEqual(1 + 7);
    expect(system.tries).toBeGreaterThanOrEqual(1 + 5);
    const tries = system.tries;
    system.broke = false;
    await system.minutes(16);
    expect(system.accepted.map(({ text }) => text).toSorted()).toEqual(
      Array.from({ length: 100 }, (_, nth) => `text ${nth}`).toSorted(),
    );
    expect(system.tries).toBe(tries + 100);
  });

  test('a text that comes while the others are being sent does not overtake them', async () => {
    const system = new Broke();
    for (let nth = 0; nth < 5; nth += 1) await system.outbox().post(says(`text ${nth}`));
    system.broke = false;
    expect((await system.outbox().post(says('the newest'))).outcome).toBe('held');
    await system.minutes(1);
    expect(system.phone()).toEqual(['text 0', 'text 1', 'text 2', 'text 3', 'text 4', 'the newest']);
  });

  test('the credit is gone again half-way: the rest waits, in order, nothing twice', async () => {
    const system = new Broke();
    for (let nth = 0; nth < 6; nth += 1) await system.outbox().post(says(`text ${nth}`));
    system.broke = false;
    const sent: SendResult = { kind: 'sent', vonageIds: ['part'] };
    system.answers.push(sent, sent, noCredit);
    await system.minutes(1);
    expect(system.phone()).toEqual(['text 0', 'text 1']);
    expect(system.tickets.hold).toMatchObject({ reason: 'no-credit' });
    await system.minutes(16);
    expect(system.phone()).toEqual(Array.from({ length: 6 }, (_, nth) => `text ${nth}`));
  });

  test('a recipient who is refused for good does not decide for the account', async () => {
    const system = new Broke();
    for (const nth of [0, 1, 2]) await system.outbox().post(says(`text ${nth}`, `4477009${10_000 + nth}`));
    system.broke = false;
    system.answers.push({ kind: 'refused', error: 'Vonage status 7' });
    await system.minutes(1);
    expect(system.accepted).toHaveLength(2);
    expect(system.tickets.hold).toBeUndefined();
  });

  test('Vonage out of reach at the probe decides nothing', async () => {
    const system = new Broke();
    await system.outbox().post(says('a'));
    system.broke = false;
    system.answers.push({ kind: 'later', waitMs: 3_600_000 });
    await system.minutes(1);
    expect(system.tickets.hold).toMatchObject({ reason: 'no-credit' });
    await system.minutes(16);
    expect(system.phone()).toEqual(['a']);
    expect(system.tickets.hold).toBeUndefined();
  });

  test('nothing left to try with, the hold ends by itself', async () => {
    const system = new Broke();
    await system.outbox().post({ ...says('a'), sendBy: system.now() + 1 });
    await system.minutes(2);
    expect(system.messages.outbound.get(hash('a'))).toMatchObject({ status: 'cancelled', error: 'too-late' });
    expect(system.tickets.hold).toBeUndefined();
  });

  test('a notification is held, and its delivery still waits for a reply', async () => {
    const system = new Broke();
    const call = { key: 'one', at: system.now(), from: DELIVERY };
    expect(await notify(CUSTOMER, call, system.desk())).toMatchObject({
      status: 'held',
      heldFor: 'no-credit',
    });
    expect([...system.deliveries.rows.values()][0]?.withdrawn).toBeUndefined();
    system.broke = false;
    await system.minutes(1);
    expect(system.phone()).toHaveLength(1);
  });

  test('many at once, in every order: each goes once when it is mended', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const system = new Broke();
        const turns = inTurnOf(scheduler);
        const causes = Array.from({ length: 6 }, (_, nth) => `text ${nth}`);
        await scheduler.waitFor(Promise.all(causes.map((cause) => system.outbox(turns).post(says(cause)))));
        system.broke = false;
        await system.minutes(4);
        expect(system.phone().toSorted()).toEqual(causes);
      }),
      { numRuns: 50 },
    );
  });
});

describe('a toll-free number, whose carrier blocks who opted out', () => {
  const tollfree = (credit: number | undefined): Broke => {
    const system = new Broke({ ...noCredit, credit });
    system.settings = {
      ...system.settings,
      numbers: { ...system.settings.numbers, [SUPPORT]: { uses: ['support'], optOut: 'tollfree' } },
    };
    return system;
  };

  test('with credit on the account: this recipient is refused, others are not held', async () => {
    const system = tollfree(12.5);
    expect(await system.outbox().post(says('a'))).toMatchObject({
      outcome: 'failed',
      error: 'Vonage status 9',
    });
    expect(system.tickets.hold).toBeUndefined();
    system.broke = false;
    expect((await system.outbox().post(says('b', OTHER))).outcome).toBe('sent');
  });

  test.each([
    ['none', 0],
    ['less than a text may cost', 0.02],
    ['nobody knows how much', undefined],
  ])('with %s on it: held', async (_name, credit) => {
    expect(await tollfree(credit).outbox().post(says('a'))).toMatchObject({ outcome: 'held' });
  });

  test('another number with credit on the account is held all the same: Vonage knows better', async () => {
    const system = tollfree(12.5);
    expect(await system.outbox().post({ ...says('a'), businessNumber: DELIVERY })).toMatchObject({
      outcome: 'held',
    });
  });
});
