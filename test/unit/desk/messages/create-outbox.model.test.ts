import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { SendResult } from '../../../../desk/messages/sender.ts';
import { CUSTOMER, hash, House, SUPPORT } from '../memory/house.ts';
import { mortal, type Step } from '../memory/steps.ts';

const CAUSES = ['confirm:1', 'ack:2', 'reply:3'];

/** What can happen to texts: each is one environment's work, which may die after some of its steps. */
type Happening =
  | { kind: 'post'; cause: string; diesAfter: number | undefined }
  | { kind: 'sweep'; diesAfter: number | undefined }
  | { kind: 'answer'; answer: SendResult | 'lost' }
  | { kind: 'receipts' }
  | { kind: 'time'; ms: number };

const diesAfter = fc.option(fc.integer({ min: 0, max: 7 }), { nil: undefined, freq: 3 });
const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('post' as const),
      cause: fc.constantFrom(...CAUSES),
      diesAfter,
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('sweep' as const), diesAfter }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('answer' as const),
      answer: fc.constantFrom<SendResult | 'lost'>(
        'lost',
        { kind: 'unknown' },
        { kind: 'later' },
        { kind: 'later', waitMs: 30_000 },
        { kind: 'refused', error: 'Vonage status 7' },
      ),
    }),
  },
  { weight: 1, arbitrary: fc.constant<Happening>({ kind: 'receipts' }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('time' as const),
      ms: fc.constantFrom(100, 5_000, 61_000, 130_000),
    }),
  },
);

const post = (house: House, cause: string, step?: Step) =>
  house.outbox(step).post({ cause, customer: CUSTOMER, businessNumber: SUPPORT, text: `text of ${cause}` });

const due = (house: House) => house.messages.due(house.now());

/** Plays on until the end, or until the environment dies. */
async function inEnvironment(
  after: number | undefined,
  work: (step?: Step) => Promise<unknown>,
): Promise<void> {
  if (after === undefined) return void (await work());
  const { step, dead } = mortal(after);
  await Promise.race([work(step), dead]);
}

/** Texts of one cause that Vonage took, and how often nobody could know so: an answer lost, or a death before noting. */
function windows(house: House): { sent: Map<string, number>; unknown: Map<string, number> } {
  const sent = new Map<string, number>();
  for (const { clientRef } of house.accepted) sent.set(clientRef, (sent.get(clientRef) ?? 0) + 1);
  const unknown = new Map<string, number>();
  for (const { id, attempts, status } of house.messages.outbound.values()) {
    // Each attempt but the last may have ended unnoted; a text that was never taken over had one.
    unknown.set(id, Math.max(0, attempts - (status === 'sending' ? 0 : 1)));
  }
  return { sent, unknown };
}

test('whatever happens, every text is settled in the end, and sent twice only where nobody could know', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 4, maxLength: 40 }), async (happenings) => {
      const house = new House();
      const posted = new Set<string>();
      for (const what of happenings) {
        if (what.kind === 'time') house.advance(what.ms);
        else if (what.kind === 'answer') house.answers.push(what.answer);
        else if (what.kind === 'receipts')
          for (const { clientRef } of house.accepted) house.messages.receiptFor(clientRef);
        else if (what.kind === 'post') {
          await inEnvironment(what.diesAfter, (step) => post(house, what.cause, step));
          if (house.messages.outbound.has(hash(what.cause))) posted.add(what.cause);
        } else {
          await inEnvironment(what.diesAfter, async (step) => {
            for (const id of due(house)) await house.outbox(step).resume(id.id);
          });
        }
        const { sent, unknown } = windows(house);
        for (const [id, times] of sent) expect(times).toBeLessThanOrEqual(1 + (unknown.get(id) ?? 0));
      }

      house.answers.length = 0;
      for (let minute = 0; minute < 6; minute += 1) {
        house.advance(61_000);
        await house.sweep();
      }
      for (const cause of posted) {
        expect(['sent', 'delivered', 'failed']).toContain(house.messages.outbound.get(hash(cause))?.status);
      }
      expect(due(house)).toEqual([]);
      // Refused for good, or accepted: nothing is forgotten in between.
      for (const text of house.messages.outbound.values()) {
        const accepted = house.accepted.some(({ clientRef }) => clientRef === text.id);
        expect(accepted || text.status === 'failed').toBe(true);
      }
    }),
    { numRuns: 400 },
  );
});

test('without a death or a lost answer, no text goes twice, however often it is posted and swept', async () => {
  const calm = happening.filter(
    (what) =>
      !('diesAfter' in what && what.diesAfter !== undefined) &&
      !(what.kind === 'answer' && (what.answer === 'lost' || what.answer.kind === 'unknown')),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(calm, { minLength: 4, maxLength: 40 }), async (happenings) => {
      const house = new House();
      for (const what of happenings) {
        if (what.kind === 'time') house.advance(what.ms);
        else if (what.kind === 'answer') house.answers.push(what.answer);
        else if (what.kind === 'post') await post(house, what.cause);
        else if (what.kind === 'sweep') await house.sweep();
      }
      const refs = house.accepted.map(({ clientRef }) => clientRef);
      expect(new Set(refs).size).toBe(refs.length);
    }),
    { numRuns: 300 },
  );
});
