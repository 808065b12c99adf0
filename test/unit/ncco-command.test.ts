import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkNcco } from '../../desk/ncco/check.ts';
import { diff } from '../../ops/ncco/diff.ts';
import { told } from '../../ops/ncco/words.ts';
import { versionsOf, withNext } from '../../ops/ncco/versions.ts';

const version = (number: number, ncco: string) => ({ version: number, ncco, by: 'kim' });

describe('the versions on an item', () => {
  test('never fill it: old ones make room by number and by size, the one before always stays', () => {
    const large = 'x'.repeat(100_000);
    const after = withNext([version(3, large), version(2, 'small'), version(1, large)], {
      ncco: large,
      by: 'ann',
    });
    expect(after.map((one) => one.version)).toEqual([4, 3]);
  });

  test('that somebody broke by hand are left out, the others stand', () => {
    const item = { ncco: '[]', versions: [{ version: 'x' }, null, version(1, '[]')] };
    expect(versionsOf(item).map((one) => one.version)).toEqual([1]);
    for (const versions of ['x', 7, {}, undefined]) {
      expect(versionsOf({ ncco: '[1]', versions })).toEqual([
        { version: 1, ncco: '[1]', by: expect.any(String) },
      ]);
    }
    expect(versionsOf(undefined)).toEqual([]);
  });

  test('know an NCCO again that DynamoDB gave back with its keys in another order', () => {
    const kept = version(5, '[{"action":"talk","text":"Hi"}]');
    expect(versionsOf({ ncco: [{ text: 'Hi', action: 'talk' }], versions: [kept] })).toEqual([kept]);
  });
});

test('a diff leads from the one text to the other, and names no line that stays', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = diff(before.join('\n'), after.join('\n'));
      const side = (sign: string) =>
        lines.filter((line) => !line.startsWith(sign)).map((line) => line.slice(2));
      expect(side('+')).toEqual(before);
      expect(side('-')).toEqual(after);
    }),
  );
  expect(diff('x\ny', 'x\ny')).toEqual(['  x', '  y']);
});

test.each<[object, string]>([
  [{ action: 'talk', text: 'Hi', loop: 0, language: 'ja-JP' }, 'hears "Hi" (ja-JP, again and again)'],
  [{ action: 'stream', streamUrl: ['https://a.example/m'], loop: 2 }, 'hears https://a.example/m (2 times)'],
  [{ action: 'input', type: ['speech'] }, 'speaks'],
  [
    { action: 'connect', endpoint: [{ type: 'phone', number: '447700900123' }], randomFromNumber: true },
    'rings the phone 447700900123 for 60 s, which sees one of our numbers',
  ],
  [
    { action: 'connect', endpoint: [{ type: 'vbc', extension: '7' }], timeout: 5 },
    'rings the extension 7 for 5 s',
  ],
  [{ action: 'connect', endpoint: [{ type: 'sip', domain: 'acme' }] }, 'rings SIP acme for 60 s'],
  [
    { action: 'connect', endpoint: [{ type: 'websocket', uri: 'wss://a.example' }] },
    'rings the websocket wss://a.example for 60 s',
  ],
  [{ action: 'record', beepStart: true, endOnKey: '#' }, 'is recorded (after a beep, until #)'],
  [{ action: 'conversation', name: 'room', record: true }, 'joins the conversation room (recorded)'],
  [{ action: 'notify', payload: {}, eventUrl: ['https://a.example'] }, '(https://a.example is told)'],
  [{ action: 'wait' }, 'waits 10 s'],
  [{ action: 'transfer', conversationId: 'CON-1' }, 'moves to the conversation CON-1'],
  [{ action: 'pay', amount: 5, currency: 'gbp' }, 'pays 5 gbp'],
])('%j in words', (action, words) => {
  const checked = checkNcco([action]);
  expect('ncco' in checked && checked.ncco.map(told)).toEqual([words]);
});
