/** The sentences that the desk itself speaks on the phone, in one language. */
export interface Phrases {
  connecting(agent: string): string;
  notANumber: string;
  nationalNumber: string;
  shortNumber: string;
  ownNumber: string;
  premiumRate: string;
  countryNotAllowed: string;
  apology: string;
  /** Spoken while it is not known yet who is free. */
  oneMoment: string;
  /** Spoken at each turn in the queue; place 1 is the first. */
  holding(place: number): string;
  leaveMessage: string;
  messageTaken: string;
}

const english: Phrases = {
  connecting: (agent) => `Please wait while we connect you to ${agent}`,
  notANumber: 'The number you dialled is not a phone number. Please check it and call again.',
  nationalNumber: 'Please dial the number with its country code, and call again.',
  shortNumber:
    'Short numbers and emergency numbers cannot be called from here. In an emergency, please use another telephone.',
  ownNumber: 'This is our own number. It cannot be called from here.',
  premiumRate: 'Numbers that cost extra cannot be called from here.',
  countryNotAllowed: 'Numbers in this country cannot be called from here.',
  apology: 'We are sorry, we cannot take your call right now. Please call again later.',
  oneMoment: 'One moment, please.',
  holding: (place) =>
    place === 1
      ? 'Everybody is on the phone right now. You are first in line, please hold.'
      : `Everybody is on the phone right now. You are number ${place} in line, please hold.`,
  leaveMessage: 'Nobody can take your call right now. Please leave a message after the tone.',
  messageTaken: 'Thank you for your message. Goodbye.',
};

const japanese: Phrases = {
  connecting: (agent) => `${agent}におつなぎします。そのままお待ちください。`,
  notANumber: 'おかけになった番号は電話番号ではありません。番号をお確かめのうえ、おかけ直しください。',
  nationalNumber: '国番号から始まる番号で、おかけ直しください。',
  shortNumber:
    'この電話からは短縮番号や緊急通報番号にはおかけになれません。緊急の場合は、ほかの電話をお使いください。',
  ownNumber: 'おかけになった番号は当社の番号です。この電話からはおかけになれません。',
  premiumRate: 'この電話からは特別な料金がかかる番号にはおかけになれません。',
  countryNotAllowed: 'この電話からはその国の番号にはおかけになれません。',
  apology: '申し訳ございません。ただいま電話に出ることができません。のちほどおかけ直しください。',
  oneMoment: '少々お待ちください。',
  holding: (place) => `ただいま電話が混み合っております。お客様は${place}番目です。そのままお待ちください。`,
  leaveMessage: 'ただいま電話に出ることができません。発信音のあとにメッセージをお話しください。',
  messageTaken: 'メッセージをお預かりしました。お電話ありがとうございました。',
};

const chinese: Phrases = {
  connecting: (agent) => `正在为您转接${agent},请稍候。`,
  notANumber: '您拨打的不是有效的电话号码,请核对后再拨。',
  nationalNumber: '请加拨国家或地区代码后重拨。',
  shortNumber: '此处不能拨打短号码和紧急求助电话。如遇紧急情况,请使用其他电话。',
  ownNumber: '这是我们自己的号码,不能从此处拨打。',
  premiumRate: '此处不能拨打额外收费的号码。',
  countryNotAllowed: '此处不能拨打该国家或地区的号码。',
  apology: '很抱歉,我们现在无法接听您的电话,请稍后再拨。',
  oneMoment: '请稍等。',
  holding: (place) => `坐席正忙,您排在第${place}位,请不要挂断。`,
  leaveMessage: '现在无人接听您的电话,请在提示音后留言。',
  messageTaken: '感谢您的留言,再见。',
};

/** Vonage's language tag of a voice, by the tag that ops are likely to write. */
const VOICES: readonly { written: RegExp; voice?: string; phrases: Phrases }[] = [
  { written: /^ja\b/i, voice: 'ja-JP', phrases: japanese },
  { written: /^(zh|cmn)-(tw|hant)\b/i, voice: 'cmn-TW', phrases: chinese },
  { written: /^(zh|cmn)\b/i, voice: 'cmn-CN', phrases: chinese },
  { written: /^en$/i, voice: 'en-US', phrases: english },
];

/** The phrases of a language and the voice that speaks them; English where there are none. */
export function phrasesIn(language: string | undefined): { phrases: Phrases; voice?: string } {
  if (language === undefined) return { phrases: english };
  const { phrases, voice } = VOICES.find(({ written }) => written.test(language)) ?? { phrases: english };
  if (voice !== undefined) return { phrases, voice };
  return /^en-/i.test(language) ? { phrases, voice: language } : { phrases };
}
