import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  receiptError,
  recordReceipt,
  statusByReceipts,
  supersedes,
  type ReceiptStatus,
} from '../../../../desk/messages/receipts.ts';
import { ReceiptsTable } from '../memory/receipts.ts';
import { atOnce, inTurnOf } from '../memory/steps.ts';

const ALL: ReceiptStatus[] = [
  'accepted',
  'buffered',
  'delivered',
  'expired',
  'failed',
  'rejected',
  'unknown',
];
const FINAL: ReceiptStatus[] = ['delivered', 'expired', 'failed', 'rejected'];

/** What stands after receipts of one part came in this order. */
const standing = (order: ReceiptStatus[]): ReceiptStatus | undefined =>
  order.reduce<ReceiptStatus | undefined>(
    (current, next) => (supersedes(next, current) ? next : current),
    undefined,
  );

describe('receipts of one part', () => {
  test.each(FINAL)('%s is final: nothing comes over it', (final) => {
    for (const next of ALL) expect(supersedes(next, final)).toBe(false);
  });

  test('any first receipt counts', () => {
    for (const first of ALL) expect(supersedes(first, undefined)).toBe(true);
  });

  test('late and doubled ones never take a status back, in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...ALL), { minLength: 1, maxLength: 12 }), (order) => {
        const final = order.find((status) => FINAL.includes(status));
        if (final) expect(standing(order)).toBe(final);
        expect(standing([...order, ...order])).toBe(standing(order));
      }),
    );
  });

  test('what is on its way ranks the same in every order', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray<ReceiptStatus>(['unknown', 'accepted', 'buffered', 'delivered'], {
          minLength: 1,
        }),
        (order) => {
          const ranked = (['delivered', 'buffered', 'accepted', 'unknown'] as const).find((status) =>
            order.includes(status),
          );
          expect(standing(order)).toBe(ranked);
        },
      ),
    );
  });
});

describe('a text of several parts', () => {
  test('is delivered only when all its parts are', () => {
    expect(statusByReceipts(['delivered', 'delivered'], 3)).toBe('sent');
    expect(statusByReceipts(['delivered', 'delivered', 'buffered'], 3)).toBe('sent');
    expect(statusByReceipts(['delivered', 'delivered', 'delivered'], 3)).toBe('delivered');
    expect(statusByReceipts(['delivered'], 1)).toBe('delivered');
  });

  test.each(['failed', 'rejected', 'expired'] as const)(
    'is failed by one part that is %s, whatever the others are',
    (bad) => {
      for (const other of ALL) {
        expect(statusByReceipts([bad, other], 2)).toBe('failed');
        expect(statusByReceipts([other, bad], 2)).toBe('failed');
      }
    },
  );

  test('is at least sent once any receipt came', () => {
    for (const status of ALL)
      expect(['sent', 'delivered', 'failed']).toContain(statusByReceipts([status], 2));
  });
});

describe('a receipt is stored on its text', () => {
  const tableWith = (text: Parameters<ReceiptsTable['texts']['set']>[1]): ReceiptsTable => {
    const table = new ReceiptsTable();
    table.texts.set('ours', text);
    return table;
  };
  const receipt = (partId: string, status: ReceiptStatus) => ({ messageId: 'ours', partId, status, at: 1 });

  test('in every order of webhooks, duplicates and environments, with the same status in the end', async () => {
    const part = fc.record({
      final: fc.constantFrom(...FINAL),
      earlier: fc.array(fc.constantFrom<ReceiptStatus>('unknown', 'accepted', 'buffered'), { maxLength: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(part, { minLength: 1, maxLength: 4 }),
        async (scheduler, parts) => {
          const table = tableWith({ status: 'sending', parts: parts.length });
          const store = table.store(inTurnOf(scheduler));
          const receipts = parts.flatMap(({ final, earlier }, index) =>
            [...earlier, final, final].map((status) => receipt(`part-${index}`, status)),
          );
          await scheduler.waitFor(Promise.all(receipts.map((one) => recordReceipt(one, store))));
          const isDelivered = parts.every(({ final }) => final === 'delivered');
          expect(table.texts.get('ours')?.status).toBe(isDelivered ? 'delivered' : 'failed');
        },
      ),
      { numRuns: 300 },
    );
  });

  test('counts the parts that Vonage accepted, where it said how many', async () => {
    const table = tableWith({ status: 'sent', parts: 1, vonageIds: ['a', 'b'] });
    const store = table.store(atOnce);
    await recordReceipt(receipt('a', 'delivered'), store);
    expect(table.texts.get('ours')?.status).toBe('sent');
    await recordReceipt(receipt('b', 'delivered'), store);
    expect(table.texts.get('ours')?.status).toBe('delivered');
  });

  test('but not on one that is not ours', async () => {
    const store = new ReceiptsTable().store(atOnce);
    expect(await recordReceipt(receipt('a', 'delivered'), store)).toBe(false);
  });

  test('and says why a part failed', () => {
    expect(receiptError(undefined)).toBeUndefined();
    expect(receiptError({ a: { status: 'delivered' } })).toBeUndefined();
    expect(receiptError({ a: { status: 'delivered' }, b: { status: 'expired' } })).toBe('expired');
    expect(receiptError({ a: { status: 'rejected', errorCode: '6' } })).toBe('rejected (error 6)');
  });
});
