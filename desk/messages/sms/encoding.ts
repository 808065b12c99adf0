import { composed } from '../../texts/characters.ts';

/** The encoding, which each request to Vonage names: `text` is GSM-7, `unicode` UCS-2. Vonage detects none by itself. */
export type SmsType = 'text' | 'unicode';

/** A text as it is stored and sent by SMS. */
export interface SmsContent {
  text: string;
  type: SmsType;
  /** How many parts Vonage bills. */
  parts: number;
}

/** What of it a request to Vonage holds; Vonage splits it into parts itself. */
export type SmsPayload = Pick<SmsContent, 'text' | 'type'>;

/** The GSM 03.38 default alphabet: one septet a character. */
const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);

/** The GSM 03.38 extension table: an escape and a septet, so two. */
const EXTENDED = new Set('\f^{}\\[~]|€');

/**
 * The encoding of a text and the number of parts that Vonage bills (160/153 septets, 70/67 UTF-16 units), measured in
 * the form in which it is sent, see {@link composed}.
 */
export function measure(written: string): Omit<SmsContent, 'text'> {
  const text = composed(written);
  const septets = gsmSeptets(text);
  return septets === undefined
    ? { type: 'unicode', parts: partsOf(utf16Units(text), 70, 67) }
    : { type: 'text', parts: partsOf(septets, 160, 153) };
}

/** The septets of each character; undefined when GSM-7 lacks one of them. */
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

/** A character of two units is never split: it moves to the next part as a whole. */
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
