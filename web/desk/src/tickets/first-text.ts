import { LONGEST_TEXT } from '../../../../contract/tickets.ts';
import type { ParsedNumber } from '../phone-number.ts';
import { normalizeText } from '../thread/text-size.ts';

/** A text that can be sent to a customer who has not written; `to` is E.164 with `+`. */
export interface FirstText {
  to: string;
  text: string;
}

export type InvalidField = 'number' | 'text';

/** Checks what an agent entered, and names the first invalid field. */
export function checkFirstText(
  number: ParsedNumber,
  text: string,
): { ok: true; firstText: FirstText } | { ok: false; invalid: InvalidField } {
  const normalized = normalizeText(text);
  if (!number.ok) return { ok: false, invalid: 'number' };
  if (normalized === '' || normalized.length > LONGEST_TEXT) return { ok: false, invalid: 'text' };
  return { ok: true, firstText: { to: number.e164, text: normalized } };
}
