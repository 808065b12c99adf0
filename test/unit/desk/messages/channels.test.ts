import { describe, expect, test } from '@jest/globals';
import { addressOf, CHANNEL_NAMES } from '../../../../desk/messages/channel.ts';
import { channelOf } from '../../../../desk/messages/channels.ts';
import { sms } from '../../../../desk/messages/sms/channel.ts';
import { DEFAULT_SETTINGS } from '../../../../desk/settings.ts';
import { messageOf, outboundOf } from '../../../../edge/aws/dynamodb/message-item.ts';

const item = {
  id: 'fd1',
  direction: 'outbound',
  customer: '447700900001',
  ours: '447700900000',
  text: 'Hello',
  type: 'text',
  parts: 1,
  attempts: 1,
  at: 1,
  status: 'sent',
};

describe('a stored text', () => {
  test('without a channel is SMS to the customer’s number', () => {
    for (const message of [messageOf(item), outboundOf(item)]) {
      expect(channelOf(message)).toBe(sms);
      expect(addressOf(message)).toBe(item.customer);
    }
  });

  test.each(CHANNEL_NAMES)('of channel %s keeps it, with the address on it', (channel) => {
    const stored = { ...item, channel, address: '447700900002' };
    for (const message of [messageOf(stored), outboundOf(stored)]) {
      expect(message).toMatchObject({ customer: item.customer, channel, address: '447700900002' });
      expect(addressOf(message)).toBe('447700900002');
    }
  });
});

describe('SMS', () => {
  test('composes a text with its encoding and parts, and sends it without the parts', () => {
    const content = sms.compose('cafe\u0301 ✓');
    expect(content).toEqual({ text: 'café ✓', type: 'unicode', parts: 1 });
    expect(sms.payload(content)).toEqual({ text: 'café ✓', type: 'unicode' });
  });

  test('is too long by parts', () => {
    const limits = { ...DEFAULT_SETTINGS.limits, parts: 2 };
    expect(sms.isTooLong(sms.compose('x'.repeat(306)), limits)).toBe(false);
    expect(sms.isTooLong(sms.compose('x'.repeat(307)), limits)).toBe(true);
  });

  test.each([
    ['447700900001', undefined],
    ['62442', 'no-phone-number'],
    ['ACME', 'no-phone-number'],
    ['18765551234', 'country-not-allowed'],
  ])('to %s: %s', (address, problem) => {
    expect(sms.addressProblem(address, DEFAULT_SETTINGS)).toBe(problem);
  });
});
