import parsePhoneNumber from 'libphonenumber-js/min';
import { withAsciiDigits } from '../texts/characters.ts';

/** Why what a person wrote is no number that can be called or texted. */
export type NumberProblem =
  /** Written as within one country: which country, nobody can know. */
  | 'national-number'
  /** Two to six digits: a short code, or an emergency or service number such as 112. */
  | 'short-code'
  /** The same with `+`: no short code has one, and nothing that short is a number. */
  | 'too-short'
  /** A name, such as the senders of some texts have. */
  | 'sender-name'
  | 'no-number';

/** E.164 digits without `+`, or why there are none. */
export type ReadNumber = { ok: true; msisdn: string } | { ok: false; problem: NumberProblem };

/** Room for a number in any notation; nothing longer is one. */
const LONGEST = 64;

/** Digits of the longest numbers that people write without a country code, such as China's mobiles. */
const LONGEST_NATIONAL = 11;

/**
 * Invisible characters (marks of direction, joiners, fillers, the blank of Braille), spaces, dashes of all kinds (also
 * the minus sign U+2212 and the long-vowel mark that Japanese keyboards write for a dash), dots, slashes and brackets.
 */
const BETWEEN_DIGITS = /[\s\p{Cf}\p{Default_Ignorable_Code_Point}\u2800\p{Pd}\u2212\u30fc./()]/gu;

/**
 * Ofcom keeps these ranges for fiction: the numbering data calls them invalid, and examples and tests are full of them.
 */
const FICTIONAL = /^44(?:1632960|7700900)\d{3}$/;

/**
 * Reads a phone number as people write it, on every keyboard: the one reader for all that people enter. `+` or `00`
 * must stand before the country code. Without them only digits are taken that are a whole and valid E.164 number, for
 * what is written nationally would reach somebody in another country: (650) 555-0123 would be Singapore's.
 */
export function readMsisdn(written: string): ReadNumber {
  if (written.length > LONGEST) return failed('no-number');
  const text = withAsciiDigits(written);
  const bare = text.replace(BETWEEN_DIGITS, '');
  const [, prefix = '', digits = ''] = /^(\+|00)?(\d*)$/.exec(bare) ?? [];
  if (digits === '') return failed(isName(text) ? 'sender-name' : 'no-number');
  if (/^(?:000|(?!00)\d{2,6})$/.test(bare)) return failed('short-code');
  if (digits.length <= 6) return failed('too-short');
  const msisdn = msisdnIn(digits);
  if (prefix !== '') return msisdn === undefined ? failed('no-number') : { ok: true, msisdn };
  if (msisdn !== undefined && isAssignable(msisdn) && !/[()]/.test(text)) return { ok: true, msisdn };
  const isNational = bare.startsWith('0') || /[()]/.test(text) || digits.length <= LONGEST_NATIONAL;
  return failed(isNational ? 'national-number' : 'no-number');
}

/** The same where nobody is told why it is none. */
export function toMsisdn(written: string): string | undefined {
  const read = readMsisdn(written);
  return read.ok ? read.msisdn : undefined;
}

/** What to tell who wrote it, in one sentence. */
export const NUMBER_SENTENCES: Record<NumberProblem, string> = {
  'national-number':
    'This number has no country code: write it in international form, with + and the country code, such as +447700900001.',
  'short-code': 'This is a short code, not a phone number: short codes cannot be texted or called from here.',
  'too-short': 'This is no phone number in international form, such as +447700900001.',
  'sender-name': 'This is a name, not a phone number: names cannot be texted or called.',
  'no-number': 'This is no phone number in international form, such as +447700900001.',
};

const failed = (problem: NumberProblem): ReadNumber => ({ ok: false, problem });

/** What international digits stand for; undefined when no number can be so long, or so short, in that country. */
function msisdnIn(digits: string): string | undefined {
  if (digits.startsWith('0')) return undefined;
  const number = parsePhoneNumber(`+${digits}`);
  if (!number?.isPossible()) return undefined;
  // A national 0 behind the country code, "+44 (0)7700…", is gone here; what is left may be no number.
  const msisdn = number.number.slice(1);
  const isNumber =
    /^[1-9]\d{6,14}$/.test(msisdn) && parsePhoneNumber(number.number)?.number === number.number;
  return isNumber ? msisdn : undefined;
}

const isAssignable = (msisdn: string): boolean =>
  FICTIONAL.test(msisdn) || parsePhoneNumber(`+${msisdn}`)?.isValid() === true;

/** Sender names have up to 11 characters; more than that is no name, but something else that is no number. */
const isName = (text: string): boolean => /^\s*\p{L}[\p{L}\p{M}\p{N} &._-]{0,14}\s*$/u.test(text);
