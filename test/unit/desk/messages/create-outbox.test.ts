import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Intent } from '../../../../desk/messages/outbox.ts';
import type { SendResult } from '../../../../desk/messages/sender.ts';
import { CUSTOMER, hash, House, SUPPORT } from '../memory/house.ts';
import { inTurnOf, mortal, type Step } from '../memory/steps.ts';

const intent: Intent = {
  cause: 'confirm:1042',
  customer: CUSTOMER,
  businessNumber: SUPPORT,
  text: 'Your ticket is 1042.',
};
const later: SendResult = { kind: 'later' };

describe('the outbox', () => {
  test('sends one text for one cause, with a client-ref that tells nothing', async () => {
    const house = new House();
    for (let times = 0; times < 3; times += 1)
      expect((await house.outbox().post(intent)).outcome).toBe('sent');
    expect(house.accepted).toEqual([
      { from: SUPPORT, to: CUSTOMER, text: intent.text, type: 'text', clientRef: hash(intent.cause) },
    ]);
    expect(house.accepted[0]?.clientRef.length).toBeLessThanOrEqual(40);
  });

  test('sends once however many post and resume at once, whatever Vonage answers in between', async () => {
    const answer = fc.constantFrom<SendResult>(
      later,
      { kind: 'later', waitMs: 700 },
      { kind: 'sent', vonageIds: ['a'] },
    );
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(answer, { maxLength: 12 }), async (scheduler, answers) => {
        const house = new House();
        house.answers.push(...answers);
        const step = inTurnOf(scheduler);
        const posts = Array.from({ length: 4 }, () => house.outbox(step).post(intent));
        const resumes = Array.from({ length: 2 }, () => house.outbox(step).resume(hash(intent.cause)));
        await scheduler.waitFor(Promise.all([...posts, ...resumes]));
        for (let minutes = 0; minutes < 5; minutes += 1) {
          house.advance(60_000);
          await house.sweep();
        }
        expect(house.phone()).toEqual([intent.text]);
        expect(house.messages.outbound.get(hash(intent.cause))?.status).toBe('sent');
      }),
      { numRuns: 300 },
    );
  });

  test('tries a throttled text again within its budget, then leaves it to the sweep', async () => {
    const house = new House();
    house.answers.push(later, later);
    expect((await house.outbox().post(intent)).outcome).toBe('sent');

    const busy = new House();
    busy.answers.push(...Array.from({ length: 40 }, () => later));
    const began = busy.now();
    expect((await busy.outbox().post(intent)).outcome).toBe('queued');
    expect(busy.now() - began).toBeLessThan(3_000);
    busy.answers.length = 0;
    await busy.sweep();
    expect(busy.phone()).toEqual([]);
    busy.advance(60_000);
    await busy.sweep();
    await busy.sweep();
    expect(busy.phone()).toEqual([intent.text]);
  });

  test('a wait that Vonage asks for and that is too long is not waited for', async () => {
    const house = new House();
    house.answers.push({ kind: 'later', waitMs: 3_600_000 });
    const began = house.now();
    expect((await house.outbox().post(intent)).outcome).toBe('queued');
    expect(house.now() - began).toBeLessThan(2_000);
  });

  test('what Vonage refuses is failed for good and says why', async () => {
    const house = new House();
    house.answers.push({ kind: 'refused', error: 'Vonage status 7' });
    expect(await house.outbox().post(intent)).toMatchObject({ outcome: 'failed', error: 'Vonage status 7' });
    house.advance(3_600_000);
    await house.sweep();
    expect(await house.outbox().post(intent)).toMatchObject({ outcome: 'failed', error: 'Vonage status 7' });
    expect(house.accepted).toEqual([]);
  });

  test('a send whose answer was lost waits for its receipt; with the receipt it is never repeated', async () => {
    const house = new House();
    house.answers.push('lost');
    expect((await house.outbox().post(intent)).outcome).toBe('unknown');
    house.advance(60_000);
    expect((await house.outbox().post(intent)).outcome).toBe('busy');
    house.messages.receiptFor(hash(intent.cause));
    house.advance(3_600_000);
    await house.sweep();
    expect((await house.outbox().post(intent)).outcome).toBe('sent');
    expect(house.phone()).toHaveLength(1);
  });

  test('the one window: no answer and no receipt sends it a second time, not a third', async () => {
    const house = new House();
    house.answers.push('lost');
    await house.outbox().post(intent);
    for (let minutes = 0; minutes < 30; minutes += 1) {
      house.advance(60_000);
      await house.sweep();
    }
    expect(house.phone()).toHaveLength(2);
  });

  test('a dead sender’s lease is respected until it has run out, then one of many takes over', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const house = new House();
        const { step, dead } = mortal(1);
        await Promise.race([house.outbox(step).post(intent), dead]);
        house.advance(30_000);
        expect((await house.outbox().post(intent)).outcome).toBe('busy');
        house.advance(31_000);
        const turns = inTurnOf(scheduler);
        await scheduler.waitFor(
          Promise.all([1, 2, 3, 4].map(() => house.outbox(turns).resume(hash(intent.cause)))),
        );
        expect(house.phone()).toEqual([intent.text]);
      }),
      { numRuns: 50 },
    );
  });

  test('a sender that lost its lease does not note over the one that took it', async () => {
    const house = new House();
    const store = house.messages.outboxStore((act) => Promise.resolve().then(act));
    house.answers.push('lost');
    await house.outbox().post(intent);
    house.advance(121_000);
    await house.sweep();
    await store.recordAttempt(hash(intent.cause), 'environment-1', { status: 'queued', dueAt: 0 });
    expect(house.messages.outbound.get(hash(intent.cause))?.status).toBe('sent');
  });

  test('never leaves a send under way behind it when what runs beside it fails', async () => {
    const house = new House();
    const slow: Step = (act) => new Promise((resolve) => setImmediate(resolve)).then(act);
    const failing = house
      .outbox(slow)
      .post(intent, { onStored: () => Promise.reject(new Error('The table does not answer.')) });
    await expect(failing).rejects.toThrow('The table does not answer.');
    expect(house.messages.outbound.get(hash(intent.cause))?.status).toBe('sent');
    expect((await house.outbox().post(intent)).outcome).toBe('sent');
    expect(house.phone()).toHaveLength(1);
  });

  test('runs what waits for the intent only when the intent is stored', async () => {
    const house = new House();
    let stored = false;
    await house.outbox().post(intent, {
      onStored: () => Promise.resolve(void (stored = house.messages.outbound.has(hash(intent.cause)))),
    });
    expect(stored).toBe(true);
  });

  test('knows nothing of an id that was never posted', async () => {
    const house = new House();
    expect(['sent', 'failed']).not.toContain((await house.outbox().resume('fd-unknown')).outcome);
    expect(house.accepted).toEqual([]);
  });

  test('sends emoji, Japanese and Chinese unchanged as unicode', async () => {
    for (const text of ['届きました 🎁', '您的包裹', '👨‍👩‍👧‍👦']) {
      const house = new House();
      await house.outbox().post({ ...intent, text });
      expect(house.accepted).toMatchObject([{ text, type: 'unicode' }]);
    }
  });
});
