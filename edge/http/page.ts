import { LANGUAGE_NAMES, LANGUAGES, type Language } from '../../contract/languages.ts';
import { STYLE } from './style.ts';

/** HTML that is safe to be put into a page as it is. */
export interface Markup {
  readonly markup: string;
}

type Value = string | number | Markup | Markup[];

/** Markup from a template: every value is escaped, unless it is markup itself. There is no other way to make a page. */
export function markup(strings: TemplateStringsArray, ...values: Value[]): Markup {
  return { markup: strings.reduce((page, string, index) => page + render(values[index - 1] ?? '') + string) };
}

/** For what a library rendered, such as a QR code. */
export const trusted = (rendered: string): Markup => ({ markup: rendered });

export const nothing: Markup = { markup: '' };

function render(value: Value): string {
  if (Array.isArray(value)) return value.map(render).join('');
  if (typeof value === 'object') return value.markup;
  return String(value).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** What a page shows, in one language. */
export interface Page {
  language: Language;
  title: string;
  content: Markup;
  /** Our own, never made of what a caller sent; the page works without it. */
  script?: string;
}

/** The label of the choice among the languages. */
const CHOICE: Record<Language, string> = { en: 'Language', ja: '言語', zh: '语言' };

/**
 * A whole page, with everything in it: nothing is loaded from elsewhere.
 *
 * @param nonce of this one response: only style and script that carry it run
 */
export function page({ language, title, content, script }: Page, nonce: string): string {
  const link = (to: Language): Markup =>
    markup`<a href="?lang=${to}" lang="${to}" hreflang="${to}"${to === language ? trusted(' aria-current="true"') : nothing}>${LANGUAGE_NAMES[to]}</a>`;
  const own = script ? markup`<script nonce="${nonce}">${trusted(script)}</script>` : nothing;
  return `<!doctype html>${
    markup`<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><link rel="icon" href="data:,"><style nonce="${nonce}">${trusted(STYLE)}</style></head><body><header><nav aria-label="${CHOICE[language]}">${LANGUAGES.map(link)}</nav></header><main>${content}</main>${own}</body></html>`
      .markup
  }`;
}
