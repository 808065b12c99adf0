import type { Notified } from '../../desk/deliveries/notify.ts';
import { toMsisdn } from '../../desk/numbers/msisdn.ts';
import type { Language } from '../../contract/languages.ts';
import type { Failure } from '../../edge/http/handler.ts';
import { markup, nothing, trusted, type Markup, type Page } from '../../edge/http/page.ts';
import { notifyForm, type FieldProblem, type Look } from '../shared/pages/notify-form.ts';
import { numbersEntered } from '../shared/pages/numbers-entered.ts';
import { sentenceFor, WORDS } from '../shared/pages/words/index.ts';
import { isAccepted } from './result.ts';

/** The page after sending: a result for each recipient, and the form again with the numbers that were not notified. */
export function resultPage(look: Look, results: Notified[], entered: string): Page {
  const words = WORDS[look.language].notify;
  const left = results.filter((one) => !isAccepted(one));
  const heading = headingOf(look.language, results);
  const wrong = results.filter(({ status }) => status === 'invalid');
  const alone = results.length === 1 && wrong.length === 1;
  const content = markup`${summaryBox(heading, sentenceOf(look.language, results), toneOf(results))}${alone ? nothing : table(look.language, results)}`;
  if (left.length === 0) {
    const title = words.title(look.business);
    return {
      language: look.language,
      title: `${heading} – ${title}`,
      content: markup`<h1>${title}</h1>${content}<p><a href="/notify?lang=${look.language}">${words.again}</a></p>`,
    };
  }
  return notifyForm({
    ...look,
    entered: notNotified(entered, left),
    problem: problemOf(look.language, results, wrong),
    result: { heading, content },
  });
}

/** The form as it was submitted, with what to correct. */
export function refusedPage(look: Look, { status, reason, sentence }: Failure, entered: string): Page {
  const heading = WORDS[look.language].notify.notSent;
  const isOurs = status >= 500 && reason !== 'no-delivery-number';
  const why = sentenceFor(look.language, isOurs ? 'unavailable' : reason, sentence);
  const field = FIELDS[reason];
  return notifyForm({
    ...look,
    entered,
    ...(field && { problem: { field, sentence: why } }),
    result: { heading, content: summaryBox(heading, why, 'not') },
  });
}

/** The field that an error is about, by its reason. */
const FIELDS: Record<string, FieldProblem['field']> = {
  'notify-key-missing': 'key',
  'notify-key-wrong': 'key',
  'notify-key-paused': 'key',
  'number-missing': 'number',
  'too-many-numbers': 'number',
};

type Tone = 'sent' | 'wait' | 'not';

/** Comes first and takes the focus, so that screen readers announce it; without a script, too. */
const summaryBox = (heading: string, sentence: string, tone: Tone): Markup =>
  markup`<div class="told ${tone}" role="${tone === 'not' ? 'alert' : 'status'}" tabindex="-1" autofocus><h2>${heading}</h2><p>${sentence}</p></div>`;

function toneOf(results: Notified[]): Tone {
  if (!results.every(isAccepted)) return 'not';
  return results.every(({ status }) => status === 'sent') ? 'sent' : 'wait';
}

function headingOf(language: Language, results: Notified[]): string {
  const { done, waiting, partly, notSent } = WORDS[language].notify;
  if (!results.some(isAccepted)) return notSent;
  if (!results.every(isAccepted)) return partly;
  return results.every(({ status }) => status === 'sent') ? done : waiting;
}

function sentenceOf(language: Language, results: Notified[]): string {
  const { one, several } = WORDS[language].notify;
  const [only, ...others] = results;
  if (only && others.length === 0) {
    const { number, status, until } = only;
    if (status === 'sent' || status === 'queued') return one[status](number);
    return status === 'held' ? one.held(number, when(language, until)) : reasonOf(language, only);
  }
  const count = (status: Notified['status']): number => results.filter((all) => all.status === status).length;
  return several({ sent: count('sent'), queued: count('queued'), held: count('held'), all: results.length });
}

function table(language: Language, results: Notified[]): Markup {
  const { recipients, number, result } = WORDS[language].notify;
  const rows = results.map(
    (one) =>
      markup`<tr${one.status === 'invalid' ? trusted(' class="wrong"') : nothing}><th scope="row">${one.status === 'invalid' ? '' : '+'}${one.number}</th><td class="${toneOf([one])}">${statusIn(language, one)}</td></tr>`,
  );
  return markup`<table><caption>${recipients}</caption><thead><tr><th scope="col">${number}</th><th scope="col">${result}</th></tr></thead><tbody>${rows}</tbody></table>`;
}

function statusIn(language: Language, one: Notified): string {
  const { statuses } = WORDS[language].notify;
  if (one.status === 'sent' || one.status === 'queued') return statuses[one.status];
  return one.status === 'held' ? statuses.held(when(language, one.until)) : reasonOf(language, one);
}

const reasonOf = (language: Language, { reason, error }: Notified): string =>
  sentenceFor(language, reason, error ?? 'The notification was not sent.');

/** In UTC: neither the sender's zone nor, on a page for both, the recipient's is known. */
function when(language: Language, until: number | undefined): string | undefined {
  if (until === undefined) return undefined;
  const format = new Intl.DateTimeFormat(language, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: 'UTC',
  });
  return `${format.format(until)} UTC`;
}

function problemOf(language: Language, results: Notified[], wrong: Notified[]): FieldProblem | undefined {
  const [first] = wrong;
  if (!first) return undefined;
  const sentence = results.length === 1 ? reasonOf(language, first) : WORDS[language].notify.someWrong;
  return { field: 'number', sentence };
}

/** The entries that `left` stands for, as they were written. */
function notNotified(entered: string, left: Notified[]): string {
  const numbers = new Set(left.map(({ number }) => number));
  return numbersEntered(entered)
    .filter((one) => numbers.has(toMsisdn(one) ?? one.slice(0, 40)))
    .join('\n');
}
