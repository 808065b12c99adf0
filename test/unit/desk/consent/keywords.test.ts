import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { keywordOf, type Keyword } from '../../../../desk/consent/keywords.ts';

const WORDS: Record<Keyword, string[]> = {
  stop: [
    ...['STOP', 'STOPALL', 'STOP ALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE'],
    ...['OPTOUT', 'OPT OUT', 'OPT-OUT', '停止', '配信停止', '解除', 'ストップ'],
    ...['退订', '退訂', '取消订阅', '取消訂閱', 'TD'],
  ],
  start: ['START', 'UNSTOP', '再開', '配信再開', '订阅', '訂閱', '恢复订阅', '恢復訂閱'],
  help: ['HELP', 'INFO', 'ヘルプ', '帮助', '幫助'],
};
const CASES = Object.entries(WORDS).flatMap(([keyword, words]) =>
  words.map((word) => [word, keyword] as [string, Keyword]),
);

test.each(CASES)('%s means %s', (word, keyword) => {
  expect(keywordOf(word)).toBe(keyword);
});

test.each<[string, Keyword]>([
  ['ＳＴＯＰ', 'stop'],
  ['ﾍﾙﾌﾟ', 'help'],
  ['ｽﾄｯﾌﾟ', 'stop'],
  ['\u3000停止\u3000', 'stop'],
  ['停止。', 'stop'],
  ['退订！', 'stop'],
  ['「解除」', 'stop'],
  ['『再開』。', 'start'],
  ['“Stop”', 'stop'],
  ["'stop'", 'stop'],
  ['`stop`', 'stop'],
  ['«stop»', 'stop'],
  ['"STOP."', 'stop'],
  ['STOP!!!', 'stop'],
  ['stop…', 'stop'],
  ['help?', 'help'],
  ['(help)', 'help'],
  ['\u200bST\u200dOP\ufeff', 'stop'],
  ['\u202aSTOP\u202c', 'stop'],
  ['\u2067STOP\u2069', 'stop'],
  ['S\u00adTOP\ufe0f', 'stop'],
  ['STOP\u0000', 'stop'],
  ['\r\n\tSTOP\r\n', 'stop'],
  ['opt\u2011out', 'stop'],
  ['opt \u2013 out', 'stop'],
  ['Opt\u00a0\u00a0Out.', 'stop'],
  ['停⽌', 'stop'],
  // With symbols and emoji.
  ['STOP 🙏', 'stop'],
  ['Stop😡', 'stop'],
  ['😡😡STOP😡😡', 'stop'],
  ['<STOP>', 'stop'],
  ['STOP+', 'stop'],
  ['STOP＋', 'stop'],
  ['＜ｓｔｏｐ＞', 'stop'],
  ['=stop=', 'stop'],
  ['~stop~', 'stop'],
  ['|STOP|', 'stop'],
  ['STOP™', 'stop'],
  ['STOP 👍🏽', 'stop'],
  ['STOP 🙅🏿‍♀️', 'stop'],
  ['👩‍👩‍👧‍👦 stop', 'stop'],
  ['STOP ❤️', 'stop'],
  ['STOP ❤︎', 'stop'],
  ['STOP 🇬🇧', 'stop'],
  ['STOP 🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}', 'stop'],
  ['STOP #️⃣', 'stop'],
  ['STOP 2️⃣', 'stop'],
  ['🛑 STOP 🛑', 'stop'],
  ['STOP ∎ ∑ ≠', 'stop'],
  ['STOP \ufffd', 'stop'],
  ['STOP \ud83d', 'stop'],
  ['STOP \ue40c', 'stop'],
  ['S̶T̶O̶P̶', 'stop'],
  ['ⓈⓉⓄⓅ', 'stop'],
  ['opt 👉 out', 'stop'],
  ['停止🙏', 'stop'],
  ['配信停止〜', 'stop'],
  ['退订😡', 'stop'],
  ['TD😡', 'stop'],
  ['＋TD＋', 'stop'],
  ['start 🎉', 'start'],
  ['再開✨', 'start'],
  ['help 🆘', 'help'],
  ['ℹ️ help', 'help'],
  ['帮助❗', 'help'],
])('%j means %s', (text, keyword) => {
  expect(keywordOf(text)).toBe(keyword);
});

test.each([
  '',
  ' ',
  '.',
  '"',
  '\u200b',
  '\u0000',
  '\ud83d',
  'STOP 12345',
  'please stop',
  'stop sign',
  'stop it',
  'Stop. It is wet.',
  'stop stop',
  'S T O P',
  'ST\nOP',
  'nonstop',
  'stopp',
  'stopallnow',
  'opt',
  'out',
  'opt in',
  'the end',
  'end of May',
  'cancel my order',
  'no help',
  'T',
  'TDS',
  '1',
  'yes',
  '停止しないで',
  '配信停止方法',
  '解除できません',
  '停',
  '不要退订',
  '退订吗',
  '退',
  '再開日',
  '帮助我',
  'СТОП',
  'constructor',
  '__proto__',
  'toString',
  'undefined',
  '🙏',
  '🛑',
  '+',
  '2️⃣',
  'STOP ①',
  'STOP 1',
  'STOP ２',
  'STOP ½',
  'S🙏T🙏O🙏P',
  'T🙏D',
  'TD 50',
  'TD 🙏 bank',
  '$TOP',
  '🇹🇩',
  'STOP 🙏 it',
])('%j is none', (text) => {
  expect(keywordOf(text)).toBeUndefined();
});

const word = fc.constantFrom(...CASES);
const around = fc.string({
  unit: fc.constantFrom(
    ...' \t\r\n\u3000\u00a0\u200b\u200e\u200f\u202a\u202c\u2066\u2069\ufeff\ufe0f.!?…,;:。！？、"\'“”‘’«»「」『』()*<>+=~|^$€™°∑＋＜🙏😡🏽❤🇬🇧✅\u{e0067}\ud83d',
  ),
  maxLength: 40,
});
const invisible = fc.constantFrom('', '\u200b', '\u200d', '\u2060', '\u00ad', '\ufeff', '\u200f');

describe('whatever a phone makes of it', () => {
  test('decoration, case and width change nothing', () => {
    const letters = fc.array(fc.tuple(invisible, fc.constantFrom('lower', 'upper', 'wide')), {
      minLength: 12,
      maxLength: 12,
    });
    fc.assert(
      fc.property(word, around, around, letters, ([text, keyword], before, after, changes) => {
        const written = [...text].map((character, index) => {
          const [mark, form] = changes[index] ?? ['', 'lower'];
          return mark + FORMS[form](character);
        });
        expect(keywordOf(before + written.join('') + after)).toBe(keyword);
      }),
      { numRuns: 1_000 },
    );
  });

  test('a longer sentence around a keyword is none', () => {
    const more = fc.stringMatching(/^[a-z0-9あ-ん一-十]{1,8}$/u);
    const listed = new Set(CASES.map(([text]) => text.toLowerCase()));
    fc.assert(
      fc.property(
        word,
        more,
        fc.boolean(),
        fc.constantFrom(' ', '. ', '\n', '、'),
        ([text], extra, first, gap) => {
          const words = first ? [extra, text] : [text, extra];
          // "stop" and "all" make a keyword of their own.
          fc.pre(!listed.has(words.join(' ').toLowerCase()));
          expect(keywordOf(words.join(gap))).toBeUndefined();
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test('no text breaks it, and none that lacks a listed word means one', () => {
    const listed = CASES.map(([text]) => text.toLowerCase().replace(/\P{L}/gu, ''));
    const emoji = /[\p{Emoji}--[0-9#*]]/gv;
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const letters = text.replace(emoji, '').normalize('NFKC').toLowerCase().replace(/\P{L}/gu, '');
        fc.pre(!listed.includes(letters));
        expect(keywordOf(text)).toBeUndefined();
      }),
      { numRuns: 1_000 },
    );
  });

  test.each([
    ['letters', 'a'],
    ['spaces', ' '],
    ['closing marks', '!'],
    ['marks and letters by turns', '! a'],
    ['invisible marks', '\u200b'],
    ['what NFKC makes eighteen times as long', '\ufdfa'],
    ['marks that combine', '\u0301\u0327'],
    ['halves of characters', '\ud83d'],
  ])(
    'a megabyte of %s is no work',
    (_name, unit) => {
      for (const text of [
        unit.repeat(1_000_000),
        `STOP${unit.repeat(1_000_000)}`,
        `${unit.repeat(1_000_000)}STOP`,
      ]) {
        expect(keywordOf(text)).toBeUndefined();
      }
    },
    5_000,
  );

  test.each([' ', '!', '\u200b', ' !', '"', '🙏', '+'])('as long as a text can be, %j all around', (unit) => {
    expect(keywordOf(`${unit.repeat(700)}STOP${unit.repeat(700)}`)).toBe('stop');
  });
});

const FORMS = {
  lower: (character: string) => character.toLowerCase(),
  upper: (character: string) => character.toUpperCase(),
  /** Full width, where there is one. */
  wide: (character: string) =>
    /[!-~]/.test(character) ? String.fromCodePoint(character.codePointAt(0)! + 0xfee0) : character,
};
