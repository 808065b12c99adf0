import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { statusByReceipts, supersedes, type ReceiptStatus } from '../../../desk/messages/receipts.ts';

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
