import type { Language } from '../../contract/languages.ts';
import { measure } from '../messages/sms/encoding.ts';
import { en } from './built-in/en.ts';
import { ja } from './built-in/ja.ts';
import { zh } from './built-in/zh.ts';
import { isBlank } from './characters.ts';
import type { Purpose, Purposes, Texts } from './purposes.ts';

/** The ops' own templates of a language. */
export type Wording = (language: Language) => Partial<Texts>;

/** What is sent where ops wrote no template. */
export const BUILT_IN: Record<Language, Texts> = { en, ja, zh };

/**
 * The text for a purpose: from the edited template if its braces hold only known placeholders and the text takes at most
 * `maxParts` SMS parts, else from the built-in one. So a mistake in the config table never sends a customer a broken
 * sentence, or a text at many times the price.
 *
 * @param edited the templates of that language that ops have edited
 */
export function renderText<P extends Purpose>(
  purpose: P,
  language: Language,
  values: Purposes[P],
  edited: Partial<Texts> = {},
  maxParts = 6,
): string {
  const known = new Map(Object.entries<string>(values));
  const template = edited[purpose];
  if (template !== undefined && isUsable(template, known)) {
    const text = fill(template, known);
    if (measure(text).parts <= maxParts) return text;
  }
  return fill(BUILT_IN[language][purpose], known);
}

const PLACEHOLDER = /\{(\w+)\}/g;

/** In one pass, so that braces in a value are not placeholders. */
const fill = (template: string, known: Map<string, string>): string =>
  template.replace(PLACEHOLDER, (whole, name: string) => known.get(name) ?? whole);

function isUsable(template: string, known: Map<string, string>): boolean {
  const rest = template.replace(PLACEHOLDER, (whole, name: string) => (known.has(name) ? '' : whole));
  return !isBlank(template) && !/[{}]/.test(rest);
}
