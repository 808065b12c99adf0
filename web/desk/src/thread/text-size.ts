import { composed, isBlank } from '../../../../desk/texts/characters.ts';
import { measure } from '../../../../desk/messages/sms/encoding.ts';

/** The desk's own limit of a text, characters. */
export const MAX_TEXT_LENGTH = 3_200;

/** What a text costs while it is typed. */
export interface TextSize {
  parts: number;
  /** As a reader counts them. */
  characters: number;
  type: 'text' | 'unicode';
  tooLong: boolean;
}

/** What an agent wrote as the desk takes it; empty where nobody would see anything of it. */
export const normalizeText = (text: string): string => (isBlank(text) ? '' : composed(text.trim()));

export function measureText(text: string): TextSize {
  const written = normalizeText(text);
  const { parts, type } = measure(written);
  return {
    parts: written === '' ? 0 : parts,
    characters: [...new Intl.Segmenter().segment(written)].length,
    type,
    tooLong: written.length > MAX_TEXT_LENGTH,
  };
}
