import { measure } from '../../../../desk/texts/encoding.ts';

/** The desk's own limit of a text, characters. */
export const LONGEST_TEXT = 3_200;

/** What a text costs while it is typed. */
export interface Count {
  parts: number;
  /** As a reader counts them. */
  characters: number;
  type: 'text' | 'unicode';
  tooLong: boolean;
}

export function count(text: string): Count {
  const written = text.trim();
  const { parts, type } = measure(written);
  return {
    parts: written === '' ? 0 : parts,
    characters: [...new Intl.Segmenter().segment(written)].length,
    type,
    tooLong: written.length > LONGEST_TEXT,
  };
}
