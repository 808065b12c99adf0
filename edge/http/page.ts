import { LANGUAGES, type Language } from '../../desk/texts/texts.ts';
import { STYLE } from './style.ts';

/** A piece of HTML that may stand in a page as it is. */
export interface Markup {
  readonly markup: string;
}

type Value = string | number | Markup | Markup[];

/** Markup from a template: every value is escaped, unless it is markup itself. There is no other way to make a page. */
export function markup(strings: TemplateStringsArray, ...values: Value[]): Markup {
  return { markup: strings.reduce((page, string, index) => page + render(values[index - 1] ?? '') + string) };
}

/** For what a library drew, such as a QR code. */
export const trusted = (drawn: string): Markup => ({ markup: drawn });

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
  /** Our own, never made of what somebody sent; the page works without it. */
  script?: string;
}

/** Each language by its own name, and what it calls the choice among them. */
const NAMES: Record<Language, { name: string; choice: string }> = {
  en: { name: 'English', choice: 'Language' },
  ja: { name: '日本語', choice: '言語' },
  zh: { name: '中文', choice: '语言' },
};

/**
 * A whole page, with everything in it: nothing is loaded from elsewhere.
 *
 * @param nonce of this one answer, with which its own style and script are told from what anybody else put there
 */
export function page({ language, title, content, script }: Page, nonce: string): string {
  const link = (to: Language): Markup =>
    markup`<a href="?lang=${to}" lang="${to}" hreflang="${to}"${to === language ? trusted(' aria-current="true"') : nothing}>${NAMES[to].name}</a>`;
  const own = script ? markup`<script nonce="${nonce}">${trusted(script)}</script>` : nothing;
  return `<!doctype html>${
    markup`<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><link rel="icon" href="data:,"><style nonce="${nonce}">${trusted(STYLE)}</style></head><body><header><nav aria-label="${NAMES[language].choice}">${LANGUAGES.map(link)}</nav></header><main>${content}</main>${own}</body></html>`
      .markup
  }`;
}
