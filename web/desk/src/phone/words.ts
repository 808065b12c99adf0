import type { Language } from '../../../../contract/languages.ts';

const en = {
  phone: 'Phone',
  connection: {
    off: 'Not connected',
    connecting: 'Connecting…',
    on: 'Ready for calls',
    broken: 'Connection lost, trying again…',
  },
  connect: 'Connect',
  number: 'Number to call',
  call: 'Call',
  incoming: 'Incoming call',
  from: (other: string) => `Call from ${other}`,
  to: (other: string) => `Call to ${other}`,
  state: { ringing: 'ringing', calling: 'calling…', talking: 'on the call' },
  answer: 'Answer',
  reject: 'Reject',
  hangUp: 'Hang up',
  mute: 'Mute',
  keys: 'Keys',
  key: (digit: string) => `Key ${digit}`,
  trouble: 'The phone could not do this.',
  microphone: 'The browser gives no microphone: allow it for this page, then try again.',
};

const ja: typeof en = {
  phone: '電話',
  connection: {
    off: '未接続',
    connecting: '接続しています…',
    on: '着信できます',
    broken: '接続が切れました。再接続しています…',
  },
  connect: '接続する',
  number: '電話をかける番号',
  call: '発信',
  incoming: '着信',
  from: (other) => `${other} からの着信`,
  to: (other) => `${other} への発信`,
  state: { ringing: '呼び出し中', calling: '発信中…', talking: '通話中' },
  answer: '応答',
  reject: '拒否',
  hangUp: '切る',
  mute: 'ミュート',
  keys: 'キーパッド',
  key: (digit) => `キー ${digit}`,
  trouble: '電話の操作ができませんでした。',
  microphone: 'マイクを使えません。このページにマイクの使用を許可して、もう一度お試しください。',
};

const zh: typeof en = {
  phone: '电话',
  connection: {
    off: '未连接',
    connecting: '正在连接…',
    on: '可以接听来电',
    broken: '连接已断开，正在重试…',
  },
  connect: '连接',
  number: '要拨打的号码',
  call: '拨打',
  incoming: '来电',
  from: (other) => `${other} 来电`,
  to: (other) => `拨打 ${other}`,
  state: { ringing: '响铃中', calling: '正在呼叫…', talking: '通话中' },
  answer: '接听',
  reject: '拒接',
  hangUp: '挂断',
  mute: '静音',
  keys: '拨号键盘',
  key: (digit) => `按键 ${digit}`,
  trouble: '电话无法执行此操作。',
  microphone: '浏览器没有提供麦克风：请允许本页面使用麦克风，然后重试。',
};

/** The phone's texts in each language. */
export const phoneWords: Record<Language, typeof en> = { en, ja, zh };

export type PhoneWords = typeof en;
