import { toMsisdn } from '../../desk/numbers/msisdn.ts';

/** Confidential data in a log: its category, and the line with the data redacted. */
export interface Finding {
  what: string;
  line: string;
}

/** Shorter values occur in a log by chance. */
const MIN_LENGTH = 6;

/** Words of routes and reasons are not confidential: what people write has blanks, digits or another script. */
const ONE_WORD = /^[a-z-]*$/i;

/** Request fields that hold phone numbers, texts and keys. */
const NUMBERS = new Set(['from', 'to', 'msisdn', 'number', 'numbers', 'customer']);
const TEXTS = new Set(['text', 'message']);
const KEYS = new Set(['key', 'mobile_api_key', 'token', 'mac', 'sig', 'authorization', 'idempotency-key']);

/** Ids of invocations, times and names of bundled files, which are no phone numbers. */
const HARMLESS = [
  /"(?:at|ms|now|Timestamp)":\d+/g,
  /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g,
  /\b[0-9a-f]{32,}\b/g,
];

/** Patterns that are confidential in any test. */
const FORBIDDEN: [what: string, RegExp][] = [
  ['a run of seven digits or more', /\d{7,}/],
  ['a JWT', /eyJ[\w-]{10,}\./],
  ['a private key', /PRIVATE KEY/],
  ['credentials', /\b(?:Basic|Bearer) [\w+/=.-]{8,}/],
];

/** Collects the confidential data that went into a desk and searches its output for it. */
export class LogScan {
  /** By their first characters, so that one pass over a log searches for all of them. */
  readonly #needles = new Map<string, Map<string, string>>();

  /** Records a value that must not be logged, in each encoding in which it could be. */
  keep(what: string, value: string): void {
    if (value.length < MIN_LENGTH) return;
    const form = new URLSearchParams({ value }).toString().slice('value='.length);
    for (const text of [value, JSON.stringify(value).slice(1, -1), form, form.replaceAll('+', '%20')]) {
      const start = text.slice(0, MIN_LENGTH);
      const known = this.#needles.get(start) ?? new Map<string, string>();
      this.#needles.set(start, known.set(text, what));
    }
  }

  /** Records a phone number, as written and as digits. */
  keepNumber(written: string): void {
    if (written.replace(/\D/g, '').length < 7) return;
    this.keep('a number', written);
    this.keep('a number', toMsisdn(written) ?? written);
  }

  /** Records the confidential data of a request: in headers, query and body. */
  keepRequest(path: string, headers: Record<string, string>, body: unknown): void {
    this.#keepFields(headers);
    this.#keepForm(path.split('?')[1] ?? '');
    if (typeof body !== 'string') return;
    try {
      this.#keepFields(JSON.parse(body));
    } catch {
      this.#keepForm(body);
    }
  }

  #keepForm(form: string): void {
    for (const [name, value] of new URLSearchParams(form)) this.#keepFields(value, name);
  }

  #keepFields(value: unknown, name = ''): void {
    if (Array.isArray(value)) for (const one of value) this.#keepFields(one, name);
    else if (typeof value === 'object' && value !== null)
      for (const [key, one] of Object.entries(value)) this.#keepFields(one, key);
    else if (NUMBERS.has(name)) this.keepNumber(String(value));
    else if (ONE_WORD.test(String(value))) return;
    else if (TEXTS.has(name)) this.keep('a text', String(value));
    else if (KEYS.has(name)) this.keep('a key', String(value).replace(/^\w+ /, ''));
  }

  /** The first line that contains confidential data. */
  find(lines: string[]): Finding | undefined {
    for (const line of new Set(lines)) {
      const words = HARMLESS.reduce((rest, pattern) => rest.replaceAll(pattern, '…'), line);
      const found = this.foundIn(words) ?? forbiddenIn(words);
      if (found)
        return { what: found.what, line: words.replaceAll(found.text, `<${found.what}>`).slice(0, 500) };
    }
    return undefined;
  }

  /** The first recorded value in `line`. */
  foundIn(line: string): Found | undefined {
    for (let at = 0; at + MIN_LENGTH <= line.length; at += 1) {
      for (const [text, what] of this.#needles.get(line.slice(at, at + MIN_LENGTH)) ?? []) {
        if (line.startsWith(text, at)) return { what, text };
      }
    }
    return undefined;
  }
}

interface Found {
  what: string;
  text: string;
}

function forbiddenIn(line: string): Found | undefined {
  for (const [what, pattern] of FORBIDDEN) {
    const text = pattern.exec(line)?.[0];
    if (text !== undefined) return { what, text };
  }
  return undefined;
}
