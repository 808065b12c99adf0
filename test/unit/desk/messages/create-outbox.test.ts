import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Intent } from '../../../../desk/messages/outbox.ts';
import type { SendResult } from '../../../../desk/messages/sender.ts';
import { CUSTOMER, hash, MemorySystem, SUPPORT } from '../memory/system.ts';
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
    const system = new MemorySystem();
    for (let times = 0; times < 3; times += 1)
      expect((await system.outbox().post(intent)).outcome).toBe('sent');
    expect(system.accepted).toEqual([
      { from: SUPPORT, to: CUSTOMER, text: intent.text, type: 'text', clientRef: hash(intent.cause) },
    ]);
    expect(system.accepted[0]?.clientRef.length).toBeLessThanOrEqual(40);
  });

  test('sends once however many post and resume at once, whatever Vonage answers in between', async () => {
    const answer = fc.constantFrom<SendResult>(
      later,
      { kind: 'later', waitMs: 700 },
      { kind: 'sent', vonageIds: ['a'] },
    );
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(answer, { maxLength: 12 }), async (scheduler, answers) => {
        const system = new MemorySystem();
        system.answers.push(...answers);
        const step = inTurnOf(scheduler);
        const posts = Array.from({ length: 4 }, () => system.outbox(step).post(intent));
        const resumes = Array.from({ length: 2 }, () => system.outbox(step).resume(hash(intent.cause)));
        await scheduler.waitFor(Promise.all([...posts, ...resumes]));
        for (let minutes = 0; minutes < 5; minutes += 1) {
          system.advance(60_000);
          await system.sweep();
        }
        expect(system.phone()).toEqual([intent.text]);
        expect(system.messages.outbound.get(hash(intent.cause))?.status).toBe('sent');
      }),
      { numRuns: 300 },
    );
  });

  test('tries a throttled text again within its budget, then leaves it to the sweep', async () => {
    const system = new MemorySystem();
    system.answers.push(later, later);
    expect((await system.outbox().post(intent)).outcome).toBe('sent');

    const busy = new MemorySystem();
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
    const system = new MemorySystem();
    system.answers.push({ kind: 'later', waitMs: 3_600_000 });
    const began = system.now();
    expect((await system.outbox().post(intent)).outcome).toBe('queued');
    expect(system.now() - began).toBeLessThan(2_000);
  });

  test('what Vonage refuses is failed for good and says why', async () => {
    const system = new MemorySystem();
    system.answers.push({ kind: 'refused', error: 'Vonage status 7' });
    expect(await system.outbox().post(intent)).toMatchObject({ outcome: 'failed', error: 'Vonage status 7' });
    system.advance(3_600_000);
    await system.sweep();
    expect(await system.outbox().post(intent)).toMatchObject({ outcome: 'failed', error: 'Vonage status 7' });
    expect(system.accepted).toEqual([]);
  });

  test('a send whose answer was lost waits for its receipt; with the receipt it is never repeated', async () => {
    const system = new MemorySystem();
    system.answers.push('lost');
    expect((await system.outbox().post(intent)).outcome).toBe('unknown');
    system.advance(60_000);
    expect((await system.outbox().post(intent)).outcome).toBe('busy');
    system.messages.receiptFor(hash(intent.cause));
    system.advance(3_600_000);
    await system.sweep();
    expect((await system.outbox().post(intent)).outcome).toBe('sent');
    expect(system.phone()).toHaveLength(1);
  });

  test('the one window: no answer and no receipt sends it a second time, not a third', async () => {
    const system = new MemorySystem();
    system.answers.push('lost');
    await system.outbox().post(intent);
    for (let minutes = 0; minutes < 30; minutes += 1) {
      system.advance(60_000);
      await system.sweep();
    }
    expect(system.phone()).toHaveLength(2);
  });

  test('a dead sender’s lease is respected until it has run out, then one of many takes over', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const system = new MemorySystem();
        const { step, dead } = mortal(1);
        await Promise.race([system.outbox(step).post(intent), dead]);
        system.advance(30_000);
        expect((await system.outbox().post(intent)).outcome).toBe('busy');
        system.advance(31_000);
        const turns = inTurnOf(scheduler);
        await scheduler.waitFor(
          Promise.all([1, 2, 3, 4].map(() => system.outbox(turns).resume(hash(intent.cause)))),
        );
        expect(system.phone()).toEqual([intent.text]);
      }),
      { numRuns: 50 },
    );
  });

  test('a sender that lost its lease does not note over the one that took it', async () => {
    const system = new MemorySystem();
    const store = system.messages.outboxStore((act) => Promise.resolve().then(act));
    system.answers.push('lost');
    await system.outbox().post(intent);
    system.advance(121_000);
    await system.sweep();
    await store.recordAttempt(hash(intent.cause), 'environment-1', { status: 'queued', dueAt: 0 });
    expect(system.messages.outbound.get(hash(intent.cause))?.status).toBe('sent');
  });

  test('never leaves a send under way behind it when what runs beside it fails', async () => {
    const system = new MemorySystem();
    const slow: Step = (act) => new Promise((resolve) => setImmediate(resolve)).then(act);
    const failing = system
      .outbox(slow)
      .post(intent, { onStored: () => Promise.reject(new Error('The table does not answer.')) });
    await expect(failing).rejects.toThrow('The table does not answer.');
    expect(system.messages.outbound.get(hash(intent.cause))?.status).toBe('sent');
    expect((await system.outbox().post(intent)).outcome).toBe('sent');
    expect(system.phone()).toHaveLength(1);
  });

  test('runs what waits for the intent only when the intent is stored', async () => {
    const system = new MemorySystem();
    let stored = false;
    await system.outbox().post(intent, {
      onStored: () => Promise.resolve(void (stored = system.messages.outbound.has(hash(intent.cause)))),
    });
    expect(stored).toBe(true);
  });

  test('knows nothing of an id that was never posted', async () => {
    const system = new MemorySystem();
    expect(['sent', 'failed']).not.toContain((await system.outbox().resume('fd-unknown')).outcome);
    expect(system.accepted).toEqual([]);
  });

  test('sends emoji, Japanese and Chinese unchanged as unicode', async () => {
    for (const text of ['届きました 🎁', '您的包裹', '👨‍👩‍👧‍👦']) {
      const system = new MemorySystem();
      await system.outbox().post({ ...intent, text });
      expect(system.accepted).toMatchObject([{ text, type: 'unicode' }]);
    }
  });
});
