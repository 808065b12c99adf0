import { randomUUID } from 'node:crypto';
import type { Language } from '../../../contract/languages.ts';
import { markup, nothing, trusted, type Markup, type Page } from '../../../edge/http/page.ts';
import { CHECK_SCRIPT } from './check-script.ts';
import { ENTERED_AT_MOST } from './numbers-entered.ts';
import { WORDS } from './words/index.ts';

/** Whose page it is, and in which language it speaks. */
export interface Look {
  language: Language;
  /** Undefined while the settings cannot be read. */
  business: string | undefined;
}

/** What is wrong with a field of the form. */
export interface FieldProblem {
  field: 'number' | 'key';
  sentence: string;
}

export interface NotifyForm extends Look {
  /** What was entered, to be corrected. The key must be entered anew each time. */
  entered?: string;
  problem?: FieldProblem | undefined;
  /** The result of the form's submission; the page's title then begins with its heading. */
  result?: { heading: string; content: Markup };
}

/** `/notify`, where staff tell customers of their deliveries; also after something went wrong. */
export function notifyForm({ language, business, entered = '', problem, result }: NotifyForm): Page {
  const words = WORDS[language].notify;
  const title = words.title(business);
  const wrong = (field: FieldProblem['field']): { attribute: Markup; id: string; message: Markup } =>
    problem?.field === field
      ? {
          attribute: trusted(' aria-invalid="true"'),
          id: `${field}-error`,
          message: markup`<p class="error" id="${field}-error">${problem.sentence}</p>`,
        }
      : { attribute: nothing, id: '', message: nothing };
  const number = wrong('number');
  const key = wrong('key');
  const described = key.id ? markup` aria-describedby="${key.id}"` : nothing;
  // A browser drops one line break after <textarea>: ours, not one that was entered.
  return {
    language,
    title: result ? `${result.heading} – ${title}` : title,
    content: markup`<h1>${title}</h1><p>${words.lead}</p>${result?.content ?? nothing}
<form action="/notify?lang=${language}" method="post">
<input type="hidden" name="once" value="${randomUUID()}">
<label for="number">${words.numbers}</label><p class="hint" id="hint">${words.hint}</p>
<textarea id="number" name="number" rows="2" required maxlength="${ENTERED_AT_MOST}" inputmode="tel" autocomplete="off" autocapitalize="off" spellcheck="false" aria-describedby="${`hint ${number.id}`.trim()}"${number.attribute}>
${entered.slice(0, ENTERED_AT_MOST)}</textarea>${number.message}<div class="checked" id="checked" aria-live="polite"></div>
<label for="key">${words.key}</label>
<input id="key" name="key" type="password" autocomplete="current-password" required maxlength="200"${described}${key.attribute}>${key.message}
<button>${words.button}</button>
</form>`,
    script: CHECK_SCRIPT,
  };
}
