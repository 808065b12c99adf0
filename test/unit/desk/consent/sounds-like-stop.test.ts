import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { keywordOf } from '../../../../desk/consent/keywords.ts';
import { soundsLikeStop } from '../../../../desk/consent/sounds-like-stop.ts';

const REFUSALS = [
  ...['please stop texting me', 'Please stop.', 'stop it', 'STOP STOP STOP', 'Stop please!!', 'pls stop now'],
  ...['STOP sending me this', 'stop sending me these messages', 'Stop sending texts', 'stop sending me spam'],
  ...['STOP 12345', 'stop all messages', 'Stop these texts now', 'stop with the spam', 'Hello. STOP.'],
  ...['unsubscribe me please', 'Please unsubscribe', 'I want to unsubscribe', 'how do I unsubscribe?'],
  ...['opt me out', 'I would like to opt out of your messages', 'I want to opt out', 'unsub me'],
  ...['no more messages', 'No more texts please', 'no texts', 'Enough! No more sms.'],
  ...['leave me alone', 'LEAVE ME ALONE!!!', 'just leave me the hell alone', 'go away', 'Fuck off'],
  ...[
    "don't text me",
    'don’t ever text me again',
    'Do not contact me again',
    'dont message me',
    'never text me',
  ],
  ...['do not send me any more texts', "don't send me anything", 'Do not send messages to this number'],
  ...[
    'I don’t want any more texts',
    'i do not want to receive these messages',
    "I didn't sign up for these texts",
  ],
  ...[
    'I no longer wish to hear from you',
    'I never asked for your messages',
    'we no longer want to be contacted',
  ],
  ...['take me off your list', 'Remove me from this list', 'remove my number', 'lose my number', 'Remove me'],
  ...[
    'will you quit spamming me',
    'can you stop texting this number',
    'quit texting me',
    'STOP TEXTING ME 😡',
  ],
  ...[
    'turn off notifications',
    'cancel these messages',
    'I revoke my consent',
    'this is spam',
    "I'm not interested",
  ],
  ...[
    'ｓｔｏｐ ｔｅｘｔｉｎｇ ｍｅ',
    'st\u200bop texting me',
    'please… stop texting me',
    'My parcel is fine.\nStop texting me.',
  ],

  ...[
    'もう送らないでください',
    'もう送らないで',
    '二度と送ってこないでください',
    'メールを送らないでください',
  ],
  ...[
    '配信を止めてください',
    '配信停止してください',
    '配信停止をお願いします',
    '配信停止希望',
    'メールの配信を停止してほしい',
  ],
  ...[
    'メッセージは不要です',
    '通知はいりません',
    'もう連絡しないでください',
    'もうやめて',
    'やめてください',
    '迷惑です',
  ],
  ...[
    '今後このようなメールは送らないでください',
    'SMSの受信を拒否したい',
    'しつこいです',
    'ﾒｰﾙを止めてください',
    '受信拒否',
  ],
  ...['こんにちは。もう送らないでください。', '登録解除してください', '送信しないでください'],

  ...[
    '别再发了',
    '別再發了',
    '不要再发短信',
    '不要再發了',
    '不要再发了！',
    '请不要给我发消息',
    '請不要再傳簡訊給我',
  ],
  ...[
    '别发了',
    '别给我发短信了',
    '停止发送短信',
    '我不想再收到短信',
    '不需要短信',
    '拒收短信',
    '取消短信通知',
  ],
  ...['我要退订', '请帮我退订', '怎么退订？', '別再騷擾我', '别烦我', '不要再联系我', '不感兴趣', '骚扰短信'],
  ...['你好，请别再发了，谢谢', '把我从名单上删除', '请勿打扰', '别 再 发 了'],
];

const OTHERS = [
  ...['', ' ', '🙏', 'Hello', 'Where is my order?', 'please stop by the shop', 'Can I stop by tomorrow?'],
  ...[
    "don't stop",
    'Do not stop texting me',
    "please don't stop sending updates",
    'my order stopped',
    'It stopped working',
  ],
  ...[
    'cancel my order',
    'Please cancel',
    'I want to cancel my delivery',
    'the bus stop is closed',
    'stop sign',
  ],
  ...[
    'nonstop',
    'Why did you stop texting me?',
    'did you stop sending texts?',
    'Is there a stop at Main Street',
  ],
  ...[
    'I never got your message',
    'I did not get any messages',
    'there was no text on the card',
    'No message on the card please',
  ],
  ...["I don't want the message on the card", 'I do not want it gift-wrapped', "don't send it to my office"],
  ...[
    'Do not send the parcel yet',
    'leave it alone in the porch',
    'leave it with my neighbour',
    'Text me when it arrives',
  ],
  ...[
    "please don't text me before 9am",
    "don't contact me by phone",
    'the end of the street',
    'I quit my job',
  ],
  ...[
    'remove the item from my order',
    'take me to the shop',
    'Please remove my old address',
    'opt out of gift wrapping',
  ],
  ...[
    'I did not unsubscribe',
    "don't unsubscribe me",
    'is it still interesting',
    'I am interested',
    'stop the press',
  ],
  ...[
    'help',
    'yes',
    'no',
    'no more',
    'ok thanks',
    '2',
    'Stopp',
    'I am going away on Friday',
    'send me no bananas',
  ],

  ...[
    '停止しないで',
    '配信を止めないで',
    '荷物を送らないでください',
    '商品はまだ送らないでください',
    'ご迷惑をおかけします',
  ],
  ...[
    '配達前の連絡は不要です',
    '営業は停止していますか',
    '電車が止まった',
    '注文をキャンセルしたい',
    '連絡してください',
    '再開',
  ],
  ...[
    'メールが届きません',
    '置き配でお願いします',
    '心配しないで',
    '袋は不要です',
    'もう届きましたか',
    '雨は止みましたか',
  ],

  ...[
    '停止营业了吗',
    '停止營業了嗎',
    '先别发',
    '先别发了',
    '不要发货',
    '别发错了',
    '不要发顺丰',
    '退订单',
    '不要退订',
  ],
  ...[
    '取消订单',
    '请联系我',
    '没收到短信',
    '为什么没有通知',
    '不好意思打扰了',
    '不要停止发送短信',
    '我很感兴趣',
    '发货了吗',
  ],
  ...['不要通知收件人', '不要放门口', '停电了', '我想订阅', '不用谢', '别忘了'],
];

test.each(REFUSALS)('%j is marked', (text) => {
  expect(soundsLikeStop(text)).toBe(true);
});

test.each(OTHERS)('%j is not', (text) => {
  expect(soundsLikeStop(text)).toBe(false);
});

describe('whatever comes', () => {
  test('emoji, case, width and punctuation at the ends change nothing', () => {
    const around = fc.string({ unit: fc.constantFrom(...' .!?…。！🙏😡👍🏽'), maxLength: 8 });
    const plain = REFUSALS.filter((text) => !text.includes('\u200b'));
    fc.assert(
      fc.property(fc.constantFrom(...plain), around, around, fc.boolean(), (text, before, after, upper) => {
        expect(soundsLikeStop(`${before}${upper ? text.toUpperCase() : text}${after}`)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('what is a keyword of another kind is no refusal', () => {
    for (const word of ['START', '再開', '订阅', 'HELP', 'ヘルプ', '帮助']) {
      expect(keywordOf(word)).toBeDefined();
      expect(soundsLikeStop(word)).toBe(false);
    }
  });

  test.each([
    ...[
      'a ',
      'stop ',
      'please ',
      'stop sending ',
      'do not ',
      'no more ',
      'i do not want to receive ',
      'opt out of ',
    ],
    ...[
      'もう',
      'メールを',
      '通知の',
      'この',
      '迷惑',
      '送ら',
      '別再',
      '不要再给我',
      '这些短信',
      '停止发送',
      '!',
      '\u0301',
      '🙏',
    ],
  ])('%j again and again is no work', (unit) => {
    const text = unit.repeat(Math.floor(3_200 / unit.length));
    // An exponential pattern would take hours.
    expect([soundsLikeStop(text), soundsLikeStop(`${text}x`)]).toEqual([
      expect.any(Boolean),
      expect.any(Boolean),
    ]);
  });

  test('a text that no phone sends in one is none', () => {
    expect(soundsLikeStop(`stop texting me ${' '.repeat(1_000_000)}`)).toBe(false);
  });
});
