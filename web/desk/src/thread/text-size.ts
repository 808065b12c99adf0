import { LONGEST_TEXT } from '../../../../contract/tickets.ts';
import { composed, isBlank } from '../../../../desk/texts/characters.ts';
import { measure } from '../../../../desk/messages/sms/encoding.ts';

/** How large a text is as SMS. */
export interface TextSize {
  parts: number;
  /** As a reader counts them. */
  characters: number;
  type: 'text' | 'unicode';
  tooLong: boolean;
}

/** The text as the API takes it: trimmed and composed (NFC); empty where nothing of it is visible. */
export const normalizeText = (text: string): string => (isBlank(text) ? '' : composed(text.trim()));

export function measureText(text: string): TextSize {
  const normalized = normalizeText(text);
  const { parts, type } = measure(normalized);
  return {
    parts: normalized === '' ? 0 : parts,
    characters: [...new Intl.Segmenter().segment(normalized)].length,
    type,
    tooLong: normalized.length > LONGEST_TEXT,
  };
}
