import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseInboundText } from '../../../../edge/vonage/inbound-text.ts';
import type { InboundText } from '../../../../desk/inbound.ts';

const now = Date.UTC(2026, 10, 21, 10, 0, 0);
const refusal = (status: number, reason: string): unknown =>
  expect.objectContaining({ name: 'ClientError', status, reason });

const sms = {
  'api-key': 'abcd1234',
  msisdn: '447700900001',
  to: '447700900000',
  messageId: '0A0000000123ABCD1',
  text: 'My order is late',
  type: 'text',
  keyword: 'MY',
  'message-timestamp': '2026-11-21 09:59:58',
};
const fromSms = (more: Record<string, string> = {}): InboundText =>
  parseInboundText({ api: 'sms', params: { ...sms, ...more } }, now);

const messages = {
  to: '447700900000',
  from: '447700900001',
  channel: 'sms',
  message_uuid: 'aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab',
  timestamp: '2026-11-21T09:59:58Z',
  usage: { price: '0.0333', currency: 'EUR' },
  message_type: 'text',
  text: 'My order is late',
  sms: { num_messages: '2', keyword: 'MY' },
};
const fromMessages = (more: Record<string, unknown> = {}): InboundText =>
  parseInboundText({ api: 'messages', body: { ...messages, ...more } }, now);

const without = <T extends object>(all: T, name: string): T =>
  Object.fromEntries(Object.entries(all).filter(([known]) => known !== name)) as T;

const meant = {
  from: '447700900001',
  to: '447700900000',
  text: 'My order is late',
  sentAt: now - 2_000,
};

test('one text reads the same from either API', () => {
  expect(fromSms()).toEqual({ ...meant, messageId: sms.messageId });
  expect(fromMessages()).toEqual({ ...meant, messageId: messages.message_uuid });
});

describe('when a text was sent', () => {
  test.each<[string, number]>([
    ['2026-11-21 10:00:00', 0],
    ['2026-11-21 09:00:00', -3_600_000],
    ['2026-11-14 10:00:00', -7 * 86_400_000],
    ['2026-11-21 10:05:00', 300_000],
  ])('by the SMS API: %s is %i ms from now', (written, offset) => {
    expect(fromSms({ 'message-timestamp': written }).sentAt).toBe(now + offset);
  });

  test.each<[string, number]>([
    ['2026-11-21T10:00:00Z', 0],
    ['2026-11-21T10:00:00.250Z', 250],
    ['2026-11-21T19:00:00+09:00', 0],
    ['2026-11-21T02:30:00-07:30', 0],
    ['2026-11-21T10:05:00.000Z', 300_000],
  ])('by the Messages API: %s is %i ms from now', (written, offset) => {
    expect(fromMessages({ timestamp: written }).sentAt).toBe(now + offset);
  });

  test.each([
    ['in the future beyond any clock’s error', '2026-11-21 10:05:01'],
    ['in another century', '3026-11-21 10:00:00'],
    ['empty', ''],
    ['30 February', '2026-02-30 10:00:00'],
    ['the hour 24', '2026-11-20 24:00:00'],
    ['the minute 60', '2026-11-21 09:60:00'],
    ['zeros', '0000-00-00 00:00:00'],
    ['a day only', '2026-11-21'],
    ['two digits for the year', '26-11-21 10:00:00'],
    ['American', '11/21/2026 10:00:00'],
    ['seconds', '1795255200'],
    ['padded', ' 2026-11-21 10:00:00'],
    ['followed by something', '2026-11-21 10:00:00 UTC'],
    ['long', '2026-11-21 10:00:00'.repeat(1_000)],
    ['a prototype', '__proto__'],
  ])('is not known where it is %s; the text is taken all the same', (_name, written) => {
    for (const inbound of [
      fromSms({ 'message-timestamp': written }),
      fromMessages({ timestamp: written.replace(/^(\S+) (\S+)$/, '$1T$2Z') }),
    ]) {
      expect(inbound).not.toHaveProperty('sentAt');
      expect(inbound.text).toBe('My order is late');
    }
  });

  test.each([undefined, null, now, true, {}, ['2026-11-21T10:00:00Z']])(
    'is not known where the Messages API says %p',
    (timestamp) => {
      expect(fromMessages({ timestamp })).not.toHaveProperty('sentAt');
    },
  );

  test('and is absent where nothing is said', () => {
    expect(parseInboundText({ api: 'sms', params: without(sms, 'message-timestamp') }, now)).toEqual({
      ...without(meant, 'sentAt'),
      messageId: sms.messageId,
    });
  });

  test('is the moment that is written, never more than five minutes from now, or unknown', () => {
    const two = (max: number) => fc.integer({ min: 0, max }).map((value) => String(value).padStart(2, '0'));
    const written = fc
      .tuple(fc.integer({ min: 2024, max: 2028 }), two(13), two(32), two(25), two(61), two(61))
      .map(([year, month, day, hour, minute, second]) => {
        return `${year}-${month}-${day} ${hour}:${minute}:${second}`;
      });
    fc.assert(
      fc.property(written, (text) => {
        const { sentAt } = fromSms({ 'message-timestamp': text });
        if (sentAt === undefined) return;
        expect(sentAt).toBeLessThanOrEqual(now + 300_000);
        expect(new Date(sentAt).toISOString().slice(0, 19)).toBe(text.replace(' ', 'T'));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('a part of a split text', () => {
  const split = { concat: 'true', 'concat-ref': '42', 'concat-total': '3', 'concat-part': '1' };

  test.each([
    [{}, { ref: '42', total: 3, number: 1 }],
    [{ 'concat-part': '3' }, { ref: '42', total: 3, number: 3 }],
    [{ 'concat-total': '2' }, { ref: '42', total: 2, number: 1 }],
    [
      { 'concat-total': '255', 'concat-part': '255' },
      { ref: '42', total: 255, number: 255 },
    ],
    [
      { 'concat-total': '03', 'concat-part': '02' },
      { ref: '42', total: 3, number: 2 },
    ],
    [{ 'concat-ref': '08B5' }, { ref: '08B5', total: 3, number: 1 }],
    [{ 'concat-ref': '9'.repeat(20) }, { ref: '9'.repeat(20), total: 3, number: 1 }],
  ])('%j', (more, part) => {
    expect(fromSms({ ...split, ...more }).part).toEqual(part);
  });

  test.each<[string, string[]]>([
    ['concat', ['false', '', '1', 'TRUE', 'yes']],
    ['concat-ref', ['', '9'.repeat(21), 'a b', 'a#b', 'a\0b', '日']],
    ['concat-total', ['', '0', '1', '256', '999', '1000', '-3', '3.5', '3x', ' 3', '0x3', 'Infinity', '３']],
    ['concat-part', ['', '0', '4', '255', '-1', '1.0', '1e0', 'one', '__proto__']],
  ])('that does not say %s properly is a text of its own', (name, values) => {
    for (const value of values) {
      expect(fromSms({ ...split, [name]: value })).toEqual({ ...meant, messageId: sms.messageId });
    }
    const params = without({ ...sms, ...split }, name);
    expect(parseInboundText({ api: 'sms', params }, now)).toEqual({ ...meant, messageId: sms.messageId });
  });

  test('says a place that exists, whatever comes', () => {
    const written = fc.oneof(fc.nat(300).map(String), fc.string());
    fc.assert(
      fc.property(written, written, written, (ref, total, number) => {
        const { part, text } = fromSms({
          concat: 'true',
          'concat-ref': ref,
          'concat-total': total,
          'concat-part': number,
        });
        expect(text).toBe(sms.text);
        if (!part) return;
        expect(part.total).toBeLessThanOrEqual(255);
        expect(part.number).toBeGreaterThanOrEqual(1);
        expect(part.number).toBeLessThanOrEqual(part.total);
      }),
    );
  });

  test('is no matter of the Messages API, which puts them together', () => {
    expect(fromMessages(split)).toEqual({ ...meant, messageId: messages.message_uuid });
  });
});

describe('what has no text', () => {
  test('a binary message is taken, empty', () => {
    const params = {
      ...without(without(sms, 'text'), 'keyword'),
      type: 'binary',
      data: '0011223344',
      udh: '06050415811581',
    };
    expect(parseInboundText({ api: 'sms', params }, now)).toEqual({
      ...meant,
      text: '',
      messageId: sms.messageId,
    });
  });

  test.each([
    ['a picture', { message_type: 'image', image: { url: 'https://example.test/a.jpg' }, text: undefined }],
    ['something unknown', { message_type: 'unsupported', text: undefined }],
    ['null', { text: null }],
    ['no type', { message_type: undefined, text: undefined }],
    ['a type that is none', { message_type: ['text'], text: '' }],
  ])('%s is taken, empty', (_name, more) => {
    expect(fromMessages(more)).toEqual({ ...meant, text: '', messageId: messages.message_uuid });
  });

  test('a picture with words keeps its words', () => {
    expect(fromMessages({ message_type: 'image', text: 'Look' }).text).toBe('Look');
  });
});

describe('numbers', () => {
  test.each([
    ['+447700900001', '447700900001'],
    ['ACME-Bank', 'ACME-Bank'],
    ['+ACME', '+ACME'],
    ['+', '+'],
    ['++44', '++44'],
    ['60111', '60111'],
    ['00447700900001', '447700900001'],
    [' 447700900001', '447700900001'],
    ['anonymous', 'anonymous'],
    ['07700900001', '07700900001'],
  ])('the sender %p is %p, by either API', (from, as) => {
    expect(fromMessages({ from }).from).toBe(as);
    expect(fromSms({ msisdn: from }).from).toBe(as);
  });

  test.each(['+447700900000', '00447700900000', ' 447700900000', '447700900000'])(
    'ours, written %p, is ours',
    (to) => {
      expect(fromMessages({ to }).to).toBe('447700900000');
      expect(fromSms({ to }).to).toBe('447700900000');
    },
  );

  test('a short code of ours stays one', () => {
    expect(fromSms({ to: '60111' }).to).toBe('60111');
    expect(fromMessages({ to: '+60111' }).to).toBe('60111');
  });

  test('and its receiver has no plus either', () => {
    expect(fromMessages({ to: '+447700900000' }).to).toBe('447700900000');
  });
});

describe('refused', () => {
  const wrong: Record<string, unknown[]> = {
    message_uuid: [undefined, null, '', 'm'.repeat(101), 42, true, {}, ['a']],
    from: [undefined, null, '', '4'.repeat(41), 447700900001, {}, ['447700900001']],
    to: [undefined, null, '', 'ACME', '1'.repeat(16), '12', '++44', 447700900000, {}, [], '447700900000\n'],
    text: [42, true, {}, ['Hello']],
  };
  test.each(Object.entries(wrong))('a Messages API text with another %s', (name, values) => {
    for (const value of values) {
      expect(() => fromMessages({ [name]: value })).toThrow(refusal(400, 'inbound-incomplete'));
    }
  });

  test.each([undefined, null, '', 'whatsapp', 'SMS', 'mms', 7, ['sms'], { type: 'sms' }])(
    'the channel %p',
    (channel) => {
      expect(() => fromMessages({ channel })).toThrow(refusal(400, 'wrong-channel'));
    },
  );

  test('a text that no phone can have sent', () => {
    expect(() => fromMessages({ text: 'x'.repeat(10_001) })).toThrow(refusal(413, 'text-too-long'));
    expect(() => fromSms({ text: 'x'.repeat(10_001) })).toThrow(refusal(413, 'text-too-long'));
    expect(fromMessages({ text: 'x'.repeat(10_000) }).text).toHaveLength(10_000);
  });

  test('fields named like prototypes mean nothing', () => {
    const body = JSON.parse(
      JSON.stringify(messages).replace('{', '{"__proto__":{"text":"evil"},"constructor":1,'),
    ) as Record<string, unknown>;
    expect(parseInboundText({ api: 'messages', body }, now)).toEqual({
      ...meant,
      messageId: messages.message_uuid,
    });
    expect(() => parseInboundText({ api: 'messages', body: without(body, 'to') }, now)).toThrow(
      refusal(400, 'inbound-incomplete'),
    );
  });

  test('whatever comes is read or refused', () => {
    const name = fc.constantFrom(...Object.keys(messages));
    fc.assert(
      fc.property(fc.dictionary(name, fc.anything()), (more) => {
        try {
          expect(typeof fromMessages(more).text).toBe('string');
        } catch (error) {
          expect(error).toMatchObject({ name: 'ClientError' });
        }
      }),
    );
  });
});
