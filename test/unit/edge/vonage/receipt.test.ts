import { describe, expect, test } from '@jest/globals';
import { parseReceipt } from '../../../../edge/vonage/receipt.ts';

const partId = 'aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab';
const refusal = (status: number, reason: string): unknown =>
  expect.objectContaining({ name: 'ClientError', status, reason });

describe('receipts of the Messages API', () => {
  const status = {
    message_uuid: partId,
    to: '447700900001',
    from: '447700900000',
    timestamp: '2026-11-21T10:00:00Z',
    status: 'delivered',
    channel: 'sms',
    client_ref: 'fd0123456789',
    usage: { price: '0.0333', currency: 'EUR' },
    sms: { count_total: '1' },
  };
  const receipt = (more: Record<string, unknown> = {}) =>
    parseReceipt({ api: 'messages', body: { ...status, ...more } });

  test.each([
    ['submitted', 'accepted'],
    ['delivered', 'delivered'],
    ['rejected', 'rejected'],
    ['undeliverable', 'failed'],
  ])('%s is %s', (theirs, ours) => {
    expect(receipt({ status: theirs })).toMatchObject({
      partId: partId,
      messageId: 'fd0123456789',
      status: ours,
    });
  });

  test.each<[unknown, string | undefined]>([
    [{ type: 'https://developer.vonage.com/api-errors/messages#1000', title: '1000' }, '1000'],
    [{ type: 'https://developer.vonage.com/api-errors/messages#1120', title: 'Invalid sender' }, '1120'],
    [{ type: 'https://developer.vonage.com/api-errors/messages#1020', title: 1020 }, '1020'],
    [{ title: '9'.repeat(11) }, undefined],
    [{ title: { toString: 1 }, type: ['#1'] }, undefined],
    [{}, undefined],
    [null, undefined],
    ['1000', undefined],
    [['1000'], undefined],
    [undefined, undefined],
  ])('the error %j has the code %p', (error, code) => {
    expect(receipt({ status: 'rejected', error }).errorCode).toBe(code);
  });

  test.each<[string, unknown[]]>([
    ['message_uuid', [undefined, null, '', '__proto__', '#part', 'm'.repeat(101), 42, ['a'], {}]],
    ['status', [undefined, null, '', 'read', 'DELIVERED', 'accepted', '__proto__', 1, ['delivered'], {}]],
    ['client_ref', ['x'.repeat(101), 42, ['fd0'], {}]],
  ])('another %s is refused', (name, values) => {
    for (const value of values) {
      expect(() => receipt({ [name]: value })).toThrow(refusal(400, 'receipt-incomplete'));
    }
  });

  test.each([undefined, null, ''])('without a reference (%p) it is of no text of ours', (reference) => {
    expect(receipt({ client_ref: reference }).messageId).toBeUndefined();
  });
});
