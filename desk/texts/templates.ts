import { type Problem, describeValue } from '../ncco/findings.ts';
import type { Language } from '../../contract/languages.ts';
import type { Purposes } from './purposes.ts';
import { BUILT_IN, renderText } from './texts.ts';

/** The placeholders of each template, with values of an ordinary length. */
const EXAMPLES: Purposes = {
  confirm: { business: 'ACME', ticket: '1001' },
  notify: { business: 'ACME', day: 'Friday', window: '6pm and 8pm', options: '1 Saturday, 2 Sunday' },
  ack: { business: 'ACME', choice: '1', label: 'Saturday' },
  options: { business: 'ACME', options: '1 Saturday, 2 Sunday' },
  stopped: { business: 'ACME' },
  started: { business: 'ACME' },
  help: { business: 'ACME' },
  missed: { business: 'ACME', ticket: '1001' },
};
const PURPOSES = Object.keys(EXAMPLES) as (keyof Purposes)[];

/**
 * What is wrong with the templates of a `texts/<language>` item that are therefore not used, and its attributes that
 * belong to no purpose.
 */
export function checkTemplates(item: Readonly<Record<string, unknown>>): {
  broken: Problem[];
  unknown: string[];
} {
  const { name: _name, problems: _problems, ...templates } = item;
  return {
    broken: PURPOSES.flatMap((purpose) => templateProblem(purpose, templates[purpose])),
    unknown: Object.keys(templates).filter((key) => !Object.hasOwn(EXAMPLES, key)),
  };
}

function templateProblem<P extends keyof Purposes>(purpose: P, template: unknown): Problem[] {
  if (template === undefined) return [];
  if (typeof template !== 'string') {
    return [{ path: purpose, sentence: `must be a text, got ${describeValue(template)}` }];
  }
  // Rendered in a language whose built-in text differs from the template, the result shows which of the two is used.
  const language: Language = template === BUILT_IN.en[purpose] ? 'ja' : 'en';
  const example = EXAMPLES[purpose];
  const isUsed =
    renderText(purpose, language, example, { [purpose]: template }) !==
    renderText(purpose, language, example);
  if (isUsed) return [];
  const names = Object.keys(example).map((name) => `{${name}}`);
  const sentence = `must be a text of at most 6 parts in which braces hold only ${names.join(', ')}`;
  return [{ path: purpose, sentence }];
}
