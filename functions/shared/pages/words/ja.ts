import type { Words } from './words.ts';

export const ja: Words = {
  support: {
    title: (business) => `${business} サポート`,
    lead: 'SMSでお気軽にお問い合わせください。受付番号をすぐにお送りし、担当者がお答えします。',
    button: 'SMSで問い合わせる',
    draft: (business) => `${business}サポートへの問い合わせ：`,
    or: '次の番号へ直接送ることもできます：',
    textUs: 'SMSの送り先',
    point: 'スマートフォンのカメラでコードを読み取ると、SMSの作成画面が開きます。',
    code: (number) => `${number} 宛てのSMSを開くQRコード`,
    closed: '現在、SMSでの受付を準備しています。しばらくしてからもう一度お越しください。',
  },
  notify: {
    title: (business) => (business === undefined ? '配達のお知らせ' : `${business} 配達のお知らせ`),
    lead: '配達予定をお客様にSMSでお知らせします。お客様は番号を返信して変更できます。',
    numbers: '電話番号',
    hint: '国番号から入力してください（例：+81\u00a090\u00a01234\u00a05678）。複数の場合は、カンマか改行で区切ってください。',
    key: '通知キー',
    button: '知らせる',
    again: '続けて別のお客様に知らせる',
    done: '送信しました',
    waiting: '送信待ちです',
    partly: '一部は送信できませんでした',
    notSent: '送信できませんでした',
    recipients: '番号ごとの結果',
    number: '電話番号',
    result: '結果',
    statuses: {
      sent: '送信しました',
      queued: '送信待ち（数分以内に送信します）',
      held: (until) =>
        until === undefined
          ? 'Vonageが現在送信を受け付けないため保留中'
          : `送信を控える時間帯のため${until}まで保留中`,
    },
    one: {
      sent: (number) => `${number} に送信しました`,
      queued: (number) => `${number} への送信を受け付けました`,
      held: (number, until) =>
        until === undefined
          ? `${number} への送信を保留しました。Vonageが送信を受け付けるようになり次第、送信します`
          : `${number} へは、送信を控える時間帯が終わってから送信します（${until}以降）`,
    },
    several: ({ sent, queued, held, all }) =>
      `${all}件中${sent}件に送信しました${queued ? `（送信待ち${queued}件）` : ''}${held ? `（保留中${held}件）` : ''}`,
    someWrong: '国際形式の電話番号ではないものが含まれています。修正するか、削除してください。',
    notYet: '電話番号がまだ完全ではありません。「+」と国番号に続けて入力してください。',
  },
  reasons: {
    'notify-key-missing': '通知キーを入力してください。',
    'notify-key-wrong': '通知キーが正しくありません。',
    'notify-key-paused':
      '通知キーが正しくありません。誤りが続いたため、1分ほど待ってからもう一度お試しください。',
    'number-missing': 'お知らせする電話番号を入力してください（例：+81\u00a090\u00a01234\u00a05678）。',
    'too-many-numbers': '一度にお知らせできるのは100件までです。',
    'unknown-field': 'このフォームにない項目が送信されました。こちらのフォームをそのままお使いください。',
    'repeated-parameter': '同じ項目が二度送信されました。こちらのフォームをそのままお使いください。',
    'not-utf8': '文字コードがUTF-8ではない内容が送信されました。こちらのフォームをそのままお使いください。',
    'no-delivery-number': '送信元の電話番号がまだ設定されていません。管理者にお問い合わせください。',
    'no-number': '国際形式の電話番号ではありません（例：+81\u00a090\u00a01234\u00a05678）。',
    'too-short': '国際形式の電話番号ではありません（例：+81\u00a090\u00a01234\u00a05678）。',
    'national-number':
      '国番号がありません。「+」と国番号から入力してください（例：+81\u00a090\u00a01234\u00a05678）。',
    'short-code': 'これはショートコード（短い番号）です。SMSを送信できません。',
    'sender-name': 'これは送信者名です。SMSは電話番号にのみ送信できます。',
    'own-number': 'こちらで使用している番号です。',
    'opted-out':
      'このお客様はSMSの受信を停止しています。再開できるのは、お客様ご自身だけです（STARTの返信）。',
    'country-not-allowed': 'この国への送信は許可されていません。',
    'recipient-limit': 'この番号に一日に送信できる件数の上限に達しました。',
    'daily-limit': '一日に送信できる件数の上限に達しました。',
    'text-too-long': 'メッセージが長すぎるため送信できません。',
    vonage: 'Vonageがこのメッセージを配信できませんでした。',
    'not-stored': '保存できなかったため、送信していません。この番号をもう一度送信してください。',
    unavailable: 'ただいま処理できません。しばらくしてからもう一度お試しください。',
  },
  unforeseen: '処理できませんでした。入力内容をご確認ください。',
  later: 'ただいまページを表示できません。しばらくしてからもう一度お試しください。',
};
