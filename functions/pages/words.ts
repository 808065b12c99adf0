import type { Language } from '../../desk/texts/texts.ts';

/** How many of the numbers came how far. */
export interface Tally {
  sent: number;
  queued: number;
  held: number;
  all: number;
}

/** All that the pages say, in one language. Business names and numbers are put in as they are. */
export interface Words {
  support: {
    title: (business: string) => string;
    lead: string;
    button: string;
    /** The text that a customer's phone begins with. */
    draft: (business: string) => string;
    or: string;
    textUs: string;
    point: string;
    code: (number: string) => string;
    closed: string;
  };
  notify: {
    /** Without a business while the settings cannot be read. */
    title: (business: string | undefined) => string;
    lead: string;
    numbers: string;
    hint: string;
    key: string;
    button: string;
    again: string;
    /** Headings of what became of it. */
    done: string;
    waiting: string;
    partly: string;
    notSent: string;
    recipients: string;
    number: string;
    result: string;
    statuses: { sent: string; queued: string; held: (until: string | undefined) => string };
    /** Of one number that will be told. */
    one: {
      sent: (number: string) => string;
      queued: (number: string) => string;
      held: (number: string, until: string | undefined) => string;
    };
    several: (tally: Tally) => string;
    someWrong: string;
    /** While a number is typed. */
    notYet: string;
  };
  /** By reason code; where one is missing, the desk's own English sentence stands, or `unforeseen`. */
  reasons: Record<string, string>;
  unforeseen: string;
  later: string;
}

const en: Words = {
  support: {
    title: (business) => `${business} Support`,
    lead: 'Send us a text. You get a ticket number at once, and an answer from a person.',
    button: 'Get support via SMS',
    draft: (business) => `Hi ${business}, I'd like some help with: `,
    or: 'Or text us yourself:',
    textUs: 'Text us at',
    point: 'Or point your phone’s camera at the code: it opens a text to us.',
    code: (number) => `QR code that opens a text to ${number}`,
    closed: 'We cannot take texts just yet. Please come back soon.',
  },
  notify: {
    title: (business) => (business === undefined ? 'Deliveries' : `${business} deliveries`),
    lead: 'Tell customers when their delivery comes. Each can answer with a digit to change it.',
    numbers: 'Phone numbers',
    hint: 'With country code, such as +44\u00a07700\u00a0900001. For several, use commas or a line for each.',
    key: 'Notify key',
    button: 'Notify',
    again: 'Notify somebody else',
    done: 'Sent',
    waiting: 'Waiting',
    partly: 'Not sent to everyone',
    notSent: 'Not sent',
    recipients: 'What happened for each number',
    number: 'Number',
    result: 'Result',
    statuses: {
      sent: 'Sent',
      queued: 'Queued: it is sent within minutes',
      held: (until) =>
        until === undefined
          ? 'Held: Vonage takes no texts of ours at present'
          : `Held in quiet hours until ${until}`,
    },
    one: {
      sent: (number) => `Notification sent to ${number}`,
      queued: (number) => `Notification queued for ${number}`,
      held: (number, until) =>
        until === undefined
          ? `Notification to ${number} held: Vonage takes no texts of ours at present`
          : `Notification to ${number} held in quiet hours until ${until}`,
    },
    several: ({ sent, queued, held, all }) =>
      `Notification sent to ${sent} of ${all} numbers${queued ? `, ${queued} queued` : ''}${held ? `, ${held} held` : ''}`,
    someWrong: 'Some of these are no phone numbers in international form: correct them, or take them out.',
    notYet: 'Not a whole phone number yet: + and the country code, then the number.',
  },
  reasons: {
    'notify-key-missing': 'Enter the notify key.',
    'unknown-field':
      'Something was sent that this form does not have. Please use the form as it stands here.',
    'repeated-parameter': 'A field was sent twice. Please use the form as it stands here.',
    'national-number':
      'No country code: begin with + and the country code, such as +44\u00a07700\u00a0900001.',
    'short-code': 'This is a short code. Short codes cannot be texted.',
    'sender-name': 'This is a name. Only phone numbers can be texted.',
  },
  unforeseen: 'This could not be done. Please check what you entered.',
  later: 'This page cannot be shown right now. Please try again in a moment.',
};

const ja: Words = {
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

const zh: Words = {
  support: {
    title: (business) => `${business} 客服`,
    lead: '给我们发一条短信，您会立即收到工单号，随后由客服人员为您解答。',
    button: '短信联系客服',
    draft: (business) => `您好，${business}，我想咨询：`,
    or: '也可以直接发短信至：',
    textUs: '发短信至',
    point: '也可以用手机相机扫描二维码，直接打开短信。',
    code: (number) => `二维码：打开发送至 ${number} 的短信`,
    closed: '短信客服暂未开通，请稍后再来。',
  },
  notify: {
    title: (business) => (business === undefined ? '配送通知' : `${business} 配送通知`),
    lead: '用短信告诉顾客包裹何时送达。顾客回复一个数字即可更改。',
    numbers: '电话号码',
    hint: '请带上国家/地区代码，例如 +86\u00a0138\u00a00013\u00a08000。多个号码请用逗号或换行分隔。',
    key: '通知密钥',
    button: '发送通知',
    again: '继续通知其他顾客',
    done: '已发送',
    waiting: '等待发送',
    partly: '部分号码未发送',
    notSent: '未发送',
    recipients: '各号码的发送结果',
    number: '电话号码',
    result: '结果',
    statuses: {
      sent: '已发送',
      queued: '排队中，几分钟内发送',
      held: (until) =>
        until === undefined ? 'Vonage 目前不接受发送，暂缓' : `免打扰时段，暂缓至${until}发送`,
    },
    one: {
      sent: (number) => `通知已发送至 ${number}`,
      queued: (number) => `发往 ${number} 的通知正在排队`,
      held: (number, until) =>
        until === undefined
          ? `Vonage 目前不接受发送，发往 ${number} 的通知将在恢复后发送`
          : `现在是免打扰时段，发往 ${number} 的通知将于${until}发送`,
    },
    several: ({ sent, queued, held, all }) =>
      `共${all}个号码，已发送${sent}个${queued ? `，排队${queued}个` : ''}${held ? `，暂缓${held}个` : ''}`,
    someWrong: '其中有些不是国际格式的电话号码，请更正或删除。',
    notYet: '电话号码还不完整：请先输入“+”和国家/地区代码，再输入号码。',
  },
  reasons: {
    'notify-key-missing': '请输入通知密钥。',
    'notify-key-wrong': '通知密钥不正确。',
    'notify-key-paused': '通知密钥不正确。错误次数过多，请等待约一分钟后再试。',
    'number-missing': '请输入要通知的电话号码，例如 +86\u00a0138\u00a00013\u00a08000。',
    'too-many-numbers': '一次最多可以通知100个号码。',
    'unknown-field': '收到了此表单中没有的内容，请直接使用此处的表单。',
    'repeated-parameter': '同一项内容提交了两次，请直接使用此处的表单。',
    'not-utf8': '提交的内容不是UTF-8编码，请直接使用此处的表单。',
    'no-delivery-number': '尚未设置发送短信的号码，请联系管理员。',
    'no-number': '这不是国际格式的电话号码，例如 +86\u00a0138\u00a00013\u00a08000。',
    'too-short': '这不是国际格式的电话号码，例如 +86\u00a0138\u00a00013\u00a08000。',
    'national-number':
      '缺少国家/地区代码，请以“+”和国家/地区代码开头，例如 +86\u00a0138\u00a00013\u00a08000。',
    'short-code': '这是短号码，无法向其发送短信。',
    'sender-name': '这是发送方名称，短信只能发送到电话号码。',
    'own-number': '这是我们自己的号码。',
    'opted-out': '该顾客已退订短信，只有顾客本人回复 START 才能恢复。',
    'country-not-allowed': '不允许向该国家或地区发送短信。',
    'recipient-limit': '该号码今天可接收的短信已达上限。',
    'daily-limit': '今天可发送的短信已达上限。',
    'text-too-long': '短信内容过长，无法发送。',
    vonage: 'Vonage 无法送达这条短信。',
    'not-stored': '通知未能保存，因此没有发送。请重新提交该号码。',
    unavailable: '暂时无法处理，请稍后再试。',
  },
  unforeseen: '无法完成，请检查您输入的内容。',
  later: '暂时无法显示此页面，请稍后再试。',
};

export const WORDS: Record<Language, Words> = { en, ja, zh };

/**
 * A sentence for what went wrong, in the page's language.
 *
 * @param english the desk's own sentence
 */
export function sentenceFor(language: Language, reason: string | undefined, english: string): string {
  const { reasons, unforeseen } = WORDS[language];
  const own = reason !== undefined && Object.hasOwn(reasons, reason) ? reasons[reason] : undefined;
  return own ?? (language === 'en' ? english : unforeseen);
}
