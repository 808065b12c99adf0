/** The GSM 03.38 basic character set; each of its characters takes one septet. */
const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** Its extension; each takes two septets, an escape and itself. */
const EXTENSION = new Set('\f^{}\\[~]|€');

export type SmsType = 'text' | 'unicode';

/** The type that a phone uses for a text: unicode only when it must. */
export function typeOf(text: string): SmsType {
  for (const character of text) if (!BASIC.has(character) && !EXTENSION.has(character)) return 'unicode';
  return 'text';
}

/** A text as a phone displays it: sent as `text`, it loses every character that GSM-7 does not have. */
export function asDisplayed(text: string, type: SmsType): string {
  if (type === 'unicode') return text;
  return Array.from(text, (character) => (typeOf(character) === 'text' ? character : '?')).join('');
}

const CAPACITY = { text: { single: 160, part: 153 }, unicode: { single: 70, part: 67 } } as const;

const width = (character: string, type: SmsType): number =>
  type === 'unicode' ? character.length : EXTENSION.has(character) ? 2 : 1;

/** A text as the parts in which it is transmitted. No part ends inside an escape or a surrogate pair. */
export function toParts(text: string, type: SmsType): string[] {
  const characters = Array.from(asDisplayed(text, type));
  const total = characters.reduce((sum, character) => sum + width(character, type), 0);
  if (total <= CAPACITY[type].single) return [characters.join('')];
  const parts: string[] = [];
  let part = '';
  let used = 0;
  for (const character of characters) {
    const needed = width(character, type);
    if (used + needed > CAPACITY[type].part) {
      parts.push(part);
      part = '';
      used = 0;
    }
    part += character;
    used += needed;
  }
  parts.push(part);
  return parts;
}
