import { composed } from '../../texts/characters.ts';

/** How Vonage is told to send a text: it detects nothing by itself. */
export type SmsType = 'text' | 'unicode';

/** GSM 03.38, the characters that cost one septet. */
const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);

/** The extension table: an escape and a septet, so two. */
const EXTENDED = new Set('\f^{}\\[~]|€');

/**
 * The type to send `text` as, and the number of parts that Vonage bills (160/153 septets, 70/67 UTF-16 units): as it is
 * sent, which is {@link composed}.
 */
export function measure(written: string): { type: SmsType; parts: number } {
  const text = composed(written);
  const septets = gsmSeptets(text);
  return septets === undefined
    ? { type: 'unicode', parts: partsOf(utf16Units(text), 70, 67) }
    : { type: 'text', parts: partsOf(septets, 160, 153) };
}

/** The cost of each character in septets, or undefined when one has no place in GSM-7. */
function gsmSeptets(text: string): number[] | undefined {
  const costs: number[] = [];
  for (const character of text) {
    if (BASIC.has(character)) costs.push(1);
    else if (EXTENDED.has(character)) costs.push(2);
    else return undefined;
  }
  return costs;
}

const utf16Units = (text: string): number[] => Array.from(text, (character) => character.length);

/** A character of two units is never cut in half: it moves to the next part whole. */
function partsOf(costs: number[], single: number, perPart: number): number {
  const total = costs.reduce((sum, cost) => sum + cost, 0);
  if (total <= single) return 1;
  let parts = 1;
  let used = 0;
  for (const cost of costs) {
    if (used + cost > perPart) {
      parts += 1;
      used = 0;
    }
    used += cost;
  }
  return parts;
}
