/** What the desk itself says on the phone, in the languages that it speaks. */
export interface Phrases {
  connecting(agent: string): string;
  notANumber: string;
  apology: string;
}

const english: Phrases = {
  connecting: (agent) => `Please wait while we connect you to ${agent}`,
  notANumber: 'The number you dialled is not a phone number. Please check it and call again.',
  apology: 'We are sorry, we cannot take your call right now. Please call again later.',
};

const japanese: Phrases = {
  connecting: (agent) => `${agent}におつなぎします。そのままお待ちください。`,
  notANumber: 'おかけになった番号は電話番号ではありません。番号をお確かめのうえ、おかけ直しください。',
  apology: '申し訳ございません。ただいま電話に出ることができません。のちほどおかけ直しください。',
};

const chinese: Phrases = {
  connecting: (agent) => `正在为您转接${agent},请稍候。`,
  notANumber: '您拨打的不是有效的电话号码,请核对后再拨。',
  apology: '很抱歉,我们现在无法接听您的电话,请稍后再拨。',
};

/** Vonage's tag for a voice of that language, by what ops are likely to write. */
const VOICES: readonly { written: RegExp; voice?: string; phrases: Phrases }[] = [
  { written: /^ja\b/i, voice: 'ja-JP', phrases: japanese },
  { written: /^(zh|cmn)-(tw|hant)\b/i, voice: 'cmn-TW', phrases: chinese },
  { written: /^(zh|cmn)\b/i, voice: 'cmn-CN', phrases: chinese },
  { written: /^en$/i, voice: 'en-US', phrases: english },
];

/** The phrases of a language and the voice that speaks them; English where the language is not one of ours. */
export function phrasesIn(language: string | undefined): { phrases: Phrases; voice?: string } {
  if (language === undefined) return { phrases: english };
  const { phrases, voice } = VOICES.find(({ written }) => written.test(language)) ?? { phrases: english };
  if (voice !== undefined) return { phrases, voice };
  return /^en-/i.test(language) ? { phrases, voice: language } : { phrases };
}
