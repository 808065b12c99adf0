import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { languageIn } from '../../../../desk/texts/language.ts';

const COUNTRIES = ['JP', 'CN', 'TW', 'HK', 'MO', 'SG', 'GB', 'US', 'KR', undefined];

describe('wherever the number is from', () => {
  test.each([
    ['荷物が届きません', 'ja'],
    ['はい', 'ja'],
    ['ヘルプ', 'ja'],
    ['ﾍﾙﾌﾟ', 'ja'],
    ['メール', 'ja'],
    ['明日の午後', 'ja'],
    ['OK です', 'ja'],
    ['「你好」は何ですか', 'ja'],
    ['か\u3099っ', 'ja'],
    ['配信停止', 'ja'],
    ['変更希望', 'ja'],
    ['我的包裹还没有到，请帮忙。', 'zh'],
    ['你好', 'zh'],
    ['您好', 'zh'],
    ['謝謝你', 'zh'],
    ['沒有收到', 'zh'],
    ['什么时候送达', 'zh'],
    ['退订', 'zh'],
    ['退訂', 'zh'],
    ['取消订阅', 'zh'],
    ['取消訂閱', 'zh'],
    ['ㄏㄏ', 'zh'],
  ])('%j is %s', (text, language) => {
    for (const country of COUNTRIES) expect(languageIn(text, country)).toBe(language);
  });

  test.each([
    '',
    ' ',
    '2',
    '３',
    'OK',
    'ＯＫ',
    'STOP',
    'My parcel is wet',
    'Où est mon colis ?',
    'Где посылка',
    '택배가 안 와요',
    'أين طردي',
    '😀',
    '👨‍👩‍👧‍👦',
    '🇯🇵',
    '🈁🈂️🈚㊗️',
    '。！、',
    '・・・',
    '\u0000',
    '\ud83d',
    '\u3099',
  ])('%j shows none', (text) => {
    for (const country of COUNTRIES) expect(languageIn(text, country)).toBeUndefined();
  });

  test.each(['¯\\_(ツ)_/¯', 'great ヽ(´▽`)ノ thanks', '(づ｡◕‿‿◕｡)づ'])(
    'the face %j is no Japanese',
    (text) => {
      for (const country of ['GB', 'US', 'HK', undefined]) expect(languageIn(text, country)).toBeUndefined();
    },
  );
});

describe('characters that both languages write', () => {
  test.each([
    ['了解', 'JP', 'ja'],
    ['明日', 'JP', 'ja'],
    ['停止', 'JP', 'ja'],
    ['え？', 'JP', 'ja'],
    ['停止', 'CN', 'zh'],
    ['明天', 'CN', 'zh'],
    ['了解', 'TW', 'zh'],
    ['了解', 'HK', 'zh'],
    ['了解', 'MO', 'zh'],
    ['了解', 'SG', 'zh'],
    ['了解', 'GB', undefined],
    ['了解', 'KR', undefined],
    ['了解', undefined, undefined],
    ['了解', '', undefined],
    ['了解', 'constructor', undefined],
    ['OK 2', 'JP', undefined],
    ['OK 2', 'CN', undefined],
  ])('%j from %p: %p', (text, country, language) => {
    expect(languageIn(text, country)).toBe(language);
  });

  test.each(['停止', '解除', '停止。', '「解除」'])('%j alone is how Japanese stops texts', (text) => {
    expect(languageIn(text, 'GB')).toBe('ja');
    expect(languageIn(text, undefined)).toBe('ja');
  });
});

test('Latin letters and digits never show a language, whatever stands around them', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme-ascii', maxLength: 80 }),
      fc.constantFrom(...COUNTRIES),
      (text, country) => {
        expect(languageIn(text, country)).toBeUndefined();
      },
    ),
  );
});

test('no text breaks it, however long', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.constantFrom(...COUNTRIES),
      (text, country) => {
        expect(['ja', 'zh', undefined]).toContain(languageIn(text, country));
      },
    ),
  );
  for (const unit of ['a', ' ', 'ツ ', '了', '!停止', '\u0301']) {
    expect(['ja', 'zh', undefined]).toContain(languageIn(unit.repeat(300_000), 'GB'));
  }
}, 5_000);
