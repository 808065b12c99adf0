import { describe, expect, test } from '@jest/globals';
import type { Language } from '../../../../../../contract/languages.ts';
import { shortcutOf } from '../../../../../../web/desk/src/keyboard.ts';
import { maskNumber, parseNumber, formatNumber } from '../../../../../../web/desk/src/phone-number.ts';
import { parseRoute, ticketHash } from '../../../../../../web/desk/src/route.ts';
import { credentialsIn, isLoopback } from '../../../../../../web/desk/src/sign-in/from-console.ts';
import {
  isProviderRedirect,
  storePendingSignIn,
  takePendingSignIn,
} from '../../../../../../web/desk/src/sign-in/pending-sign-in.ts';
import { measureText } from '../../../../../../web/desk/src/thread/text-size.ts';
import { en } from '../../../../../../web/desk/src/words/en.ts';
import { ja } from '../../../../../../web/desk/src/words/ja.ts';
import { languageOf, localeOf } from '../../../../../../web/desk/src/words/language.ts';
import { timesIn } from '../../../../../../web/desk/src/words/times.ts';
import { zh } from '../../../../../../web/desk/src/words/zh.ts';

describe('the language', () => {
  test.each([
    ['ja', ['en'], 'zh', 'ja'],
    [null, ['de-DE', 'zh-TW', 'en'], 'ja', 'zh'],
    [null, ['JA-JP'], 'en', 'ja'],
    [null, ['de'], 'ja', 'ja'],
    [null, [], undefined, 'en'],
    ['xx', ['fr'], 'xx', 'en'],
  ])('chosen %p, browser %p, business %p: %s', (chosen, browser, business, expected) => {
    expect(languageOf(chosen, browser, business)).toBe(expected);
  });

  test.each([
    [['de', 'en-GB', 'en'], 'en-GB'],
    [['en-US@posix', 'en'], 'en'],
    [['en-US@posix', '', 'en_GB'], 'en'],
    [[], 'en'],
  ] as const)('times are written as the reader’s %p writes them: %s', (browser, expected) => {
    expect(localeOf('en', browser)).toBe(expected);
    expect(timesIn(localeOf('en', browser)).clock(0)).toMatch(/\d/);
  });

  const sentences = (words: object): [string, string][] =>
    Object.entries(words).flatMap(([key, value]: [string, unknown]) => {
      if (typeof value === 'object' && value !== null) {
        return sentences(value).map(([path, said]): [string, string] => [`${key}.${path}`, said]);
      }
      const made: unknown =
        typeof value === 'function' ? (value as (...args: unknown[]) => unknown)('Jane', 'x') : value;
      return [[key, String(made)]];
    });

  const translations: Record<Exclude<Language, 'en'>, typeof en> = { ja, zh };

  test.each(Object.entries(translations))(
    '%s says everything, and none of it in English',
    (_language, words) => {
      const english = new Map(sentences(en));
      const own = sentences(words);
      expect(own.map(([path]) => path).sort()).toEqual([...english.keys()].sort());
      const same = own.filter(([path, said]) => said === english.get(path)).map(([path]) => path);
      expect(same.filter((path) => !path.startsWith('compose.encoding.'))).toEqual(
        same.includes('write.numberIs') ? ['write.numberIs'] : [],
      );
      expect(own.filter(([, said]) => said.trim() === '')).toEqual([]);
    },
  );
});

describe('times', () => {
  const now = Date.parse('2026-03-01T12:00:00');
  const at = (seconds: number) => now - seconds * 1_000;

  test('say how long ago, and never that something is yet to come', () => {
    const { ago } = timesIn('en');
    expect([ago(at(10), now), ago(at(-30), now), ago(at(180), now), ago(at(7_200), now)]).toEqual([
      '10 sec. ago',
      '1 sec. ago',
      '3 min. ago',
      '2 hr. ago',
    ]);
  });

  test('say how long a call was', () => {
    const { duration } = timesIn('en');
    expect([duration(7), duration(65), duration(120)]).toEqual(['7 sec', '1 min 5 sec', '2 min']);
  });

  test('name today and yesterday in the reader’s language', () => {
    const day = 86_400;
    expect([timesIn('en', () => now).day(at(day)), timesIn('ja', () => now).day(at(0))]).toEqual([
      'Yesterday',
      '今日',
    ]);
    expect(timesIn('zh', () => now).day(at(3 * day))).toContain('2月26日');
  });
});

describe('numbers', () => {
  test('are read as people write them, and senders that are none as they are', () => {
    expect([formatNumber('447700900001'), formatNumber('818012345678'), formatNumber('ACME')]).toEqual([
      '+44 7700 900001',
      '+81 80 1234 5678',
      'ACME',
    ]);
  });

  test('are told masked outside the desk', () => {
    expect([maskNumber('447700900001'), maskNumber('ACME')]).toEqual(['+44…0001', '…']);
  });

  test.each(['+44 7700 900001', '447700900001', '0044 7700 900001', ' +44-7700-900001 '])(
    '%p is understood',
    (written) => {
      expect(parseNumber(written)).toEqual({ ok: true, e164: '+447700900001', country: 'GB' });
    },
  );

  test.each(['', '+', '12', 'hello', '+44 7700', '++44'])('%p is none yet', (written) => {
    expect(parseNumber(written)).toMatchObject({ ok: false });
  });
});

describe('addresses', () => {
  test.each([
    ['', { view: 'list' }],
    ['#/', { view: 'list' }],
    ['#/new', { view: 'new' }],
    ['#/tickets/1001', { view: 'ticket', number: 1001 }],
    ['#/tickets/0', { view: 'list' }],
    ['#/tickets/1e3', { view: 'list' }],
    ['#/tickets/../x', { view: 'list' }],
  ])('%p', (hash, route) => {
    expect(parseRoute(hash)).toEqual(route);
  });
  test('of tickets lead to them', () => {
    expect(parseRoute(ticketHash(1001))).toEqual({ view: 'ticket', number: 1001 });
  });
});

describe('keys', () => {
  const pressed = { key: 'r', ctrlKey: false, metaKey: false, altKey: false, isComposing: false };
  test('ask for something, but not while somebody writes, nor when they are off', () => {
    expect(shortcutOf(pressed, false, true)).toBe('reply');
    expect(shortcutOf(pressed, true, true)).toBeUndefined();
    expect(shortcutOf(pressed, false, false)).toBeUndefined();
    expect(shortcutOf({ ...pressed, ctrlKey: true }, false, true)).toBeUndefined();
  });
  test('lead back from anywhere, but leave an input method alone', () => {
    expect(shortcutOf({ ...pressed, key: 'Escape' }, true, false)).toBe('back');
    expect(shortcutOf({ ...pressed, key: 'Escape', isComposing: true }, true, true)).toBeUndefined();
  });
});

describe('what a text takes', () => {
  test.each([
    ['', 0, 'text'],
    ['  hello \n', 1, 'text'],
    ['a'.repeat(161), 2, 'text'],
    ['注文', 1, 'unicode'],
    ['注'.repeat(71), 2, 'unicode'],
  ])('%p', (written, parts, type) => {
    expect(measureText(written)).toMatchObject({ parts, type, tooLong: false });
  });
  test('is counted as a reader counts characters', () => {
    expect(measureText('👩‍👩‍👧 ok').characters).toBe(4);
    expect(measureText('x'.repeat(3_201)).tooLong).toBe(true);
    expect(measureText('e\u0301'.repeat(70))).toMatchObject({ parts: 1, type: 'text', characters: 70 });
    for (const text of ['\u200b', '\u2060 \u3164', '\u2800\u00ad']) expect(measureText(text).parts).toBe(0);
  });
});

describe('a sign-in from the console', () => {
  const parent = {};
  const data = { type: 'frontdesk:sign-in', name: 'Jane', key: 'k' };
  const origin = 'http://127.0.0.1:3001';

  test('counts from the window around the desk, on this machine', () => {
    expect(credentialsIn({ source: parent, origin, data }, parent)).toEqual({ name: 'Jane', key: 'k' });
  });
  test.each([
    ['another window', { source: {}, origin, data }],
    ['another machine', { source: parent, origin: 'https://evil.example', data }],
    ['a name that only looks local', { source: parent, origin: 'http://127.0.0.1.evil.example', data }],
    ['another message', { source: parent, origin, data: { ...data, type: 'x' } }],
    ['no key', { source: parent, origin, data: { ...data, key: '' } }],
    ['nothing', { source: parent, origin, data: null }],
  ])('does not count from %s', (_what, event) => {
    expect(credentialsIn(event, parent)).toBeUndefined();
  });
  test.each(['null', '', 'https://127.0.0.1', 'http://localhost.example'])('%p is no loopback', (one) => {
    expect(isLoopback(one)).toBe(false);
  });
});

describe('the way back from an identity provider', () => {
  const store = () => {
    const items = new Map<string, string>();
    return {
      items,
      getItem: (key: string) => items.get(key) ?? null,
      setItem: (key: string, value: string) => void items.set(key, value),
      removeItem: (key: string) => void items.delete(key),
    };
  };
  test('finds what was kept, once', () => {
    const there = store();
    const kept = { state: 's', verifier: 'v', nonce: 'n' };
    storePendingSignIn(kept, there);
    expect(takePendingSignIn(there)).toEqual(kept);
    expect(there.items.size).toBe(0);
    expect(takePendingSignIn(there)).toBeUndefined();
  });
  test.each([
    ['?code=a&state=b', true],
    ['?error=access_denied&state=b', true],
    ['?code=a', false],
    ['?state=b', false],
    ['', false],
  ])('%p: %p', (search, expected) => {
    expect(isProviderRedirect(search)).toBe(expected);
  });
});
