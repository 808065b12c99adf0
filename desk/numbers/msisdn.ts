import parsePhoneNumber from 'libphonenumber-js/min';
import { withAsciiDigits } from '../texts/characters.ts';

/** Why an entry is no number that can be called or texted. */
export type NumberProblem =
  /** Without a country code; the country is unknown. */
  | 'national-number'
  /** Two to six digits: a short code, or an emergency or service number such as 112. */
  | 'short-code'
  /** As few digits with `+`: short codes have none, and numbers are longer. */
  | 'too-short'
  /** An alphanumeric sender name, such as `ACME`. */
  | 'sender-name'
  | 'no-number';

/** E.164 digits without `+`, or why there are none. */
export type ReadNumber = { ok: true; msisdn: string } | { ok: false; problem: NumberProblem };

/** Characters of the longest notation of a number. */
const LONGEST = 64;

/** Digits of the longest numbers that people write without a country code, such as China's mobiles. */
const LONGEST_NATIONAL = 11;

/**
 * Invisible characters (marks of direction, joiners, fillers, the blank Braille pattern), spaces, dashes of all kinds
 * (also the minus sign U+2212 and the long-vowel mark that Japanese keyboards enter for a dash), dots, slashes, brackets.
 */
const BETWEEN_DIGITS = /[\s\p{Cf}\p{Default_Ignorable_Code_Point}\u2800\p{Pd}\u2212\u30fc./()]/gu;

/**
 * Ofcom reserves these ranges for fiction: the numbering data calls them invalid, but examples and tests use them.
 */
const FICTIONAL = /^44(?:1632960|7700900)\d{3}$/;

/**
 * Reads a phone number as people enter it, on every keyboard; the only parser for numbers that people enter. `+` or `00`
 * must precede the country code. Without them, only the digits of a whole, valid E.164 number are accepted: a national
 * number would reach somebody in another country, as (650) 555-0123 would be Singapore's.
 */
export function readMsisdn(written: string): ReadNumber {
  const entry = parseEntry(written);
  if (!entry) return failed('no-number');
  const problem = shortEntryProblem(entry);
  if (problem) return failed(problem);
  const msisdn = internationalNumber(entry.digits);
  if (msisdn !== undefined && (entry.hasPrefix || isWholeNumber(entry, msisdn))) return { ok: true, msisdn };
  return failed(!entry.hasPrefix && isNational(entry) ? 'national-number' : 'no-number');
}

/** {@link readMsisdn} without the reason. */
export function toMsisdn(written: string): string | undefined {
  const read = readMsisdn(written);
  return read.ok ? read.msisdn : undefined;
}

/** What to tell the person who entered it, in one sentence. */
export const NUMBER_SENTENCES: Record<NumberProblem, string> = {
  'national-number':
    'This number has no country code: write it in international form, with + and the country code, such as +447700900001.',
  'short-code': 'This is a short code, not a phone number: short codes cannot be texted or called from here.',
  'too-short': 'This is no phone number in international form, such as +447700900001.',
  'sender-name': 'This is a name, not a phone number: names cannot be texted or called.',
  'no-number': 'This is no phone number in international form, such as +447700900001.',
};

const failed = (problem: NumberProblem): ReadNumber => ({ ok: false, problem });

/** An entry in its parts. */
interface Entry {
  /** As entered, with ASCII digits. */
  text: string;
  /** Without the characters that may stand between digits. */
  bare: string;
  /** Whether it begins with `+` or `00`. */
  hasPrefix: boolean;
  /** The digits after the prefix; empty where anything else stands among them. */
  digits: string;
}

function parseEntry(written: string): Entry | undefined {
  if (written.length > LONGEST) return undefined;
  const text = withAsciiDigits(written);
  const bare = text.replace(BETWEEN_DIGITS, '');
  const [, prefix = '', digits = ''] = /^(\+|00)?(\d*)$/.exec(bare) ?? [];
  return { text, bare, hasPrefix: prefix !== '', digits };
}

/** What an entry with fewer digits than any number is instead; undefined where it has enough. */
function shortEntryProblem({ text, bare, digits }: Entry): NumberProblem | undefined {
  if (digits === '') return isSenderName(text) ? 'sender-name' : 'no-number';
  if (/^(?:000|(?!00)\d{2,6})$/.test(bare)) return 'short-code';
  return digits.length <= 6 ? 'too-short' : undefined;
}

/** E.164 digits; undefined when no number of that country can be so long, or so short. */
function internationalNumber(digits: string): string | undefined {
  if (digits.startsWith('0')) return undefined;
  const number = parsePhoneNumber(`+${digits}`);
  if (!number?.isPossible()) return undefined;
  // A national 0 after the country code, "+44 (0)7700…", is removed here; the rest may be no number.
  const msisdn = number.number.slice(1);
  const isNumber =
    /^[1-9]\d{6,14}$/.test(msisdn) && parsePhoneNumber(number.number)?.number === number.number;
  return isNumber ? msisdn : undefined;
}

/** Whether digits without a prefix can only be meant as an international number. */
const isWholeNumber = (entry: Entry, msisdn: string): boolean => isAssignable(msisdn) && !hasAreaCode(entry);

const isNational = (entry: Entry): boolean =>
  entry.bare.startsWith('0') || hasAreaCode(entry) || entry.digits.length <= LONGEST_NATIONAL;

/** Brackets enclose an area code: (650) 555-0123. */
const hasAreaCode = ({ text }: Entry): boolean => /[()]/.test(text);

const isAssignable = (msisdn: string): boolean =>
  FICTIONAL.test(msisdn) || parsePhoneNumber(`+${msisdn}`)?.isValid() === true;

/** Sender names have up to 11 characters; what is much longer is reported as no number at all. */
const isSenderName = (text: string): boolean => /^\s*\p{L}[\p{L}\p{M}\p{N} &._-]{0,14}\s*$/u.test(text);
