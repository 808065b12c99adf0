import parsePhoneNumber, { type PhoneNumber } from 'libphonenumber-js/max';
import { type NumberProblem, readMsisdn } from '../numbers/msisdn.ts';
import type { Settings } from '../settings.ts';
import type { Dialled, DialRefusal } from './dialled.ts';

/** Whether what an agent dialled is called, and as which number. */
export type DialPolicy = (written: string) => Dialled;

/** The number types that cost the caller extra (the metadata of `/max` has the types, that of `/min` has not). */
const COSTLY_TYPES: readonly unknown[] = ['PREMIUM_RATE', 'SHARED_COST', 'PERSONAL_NUMBER'];

/**
 * Ranges that cost extra as a whole, where the numbering data knows assigned numbers only or calls them something else:
 * GB 09, 070, 084, 0870–0873; +1 900 and 976; JP 0990, 0570, 0180; DE 0900, 0137; HK 900; ES 803, 806, 807,
 * 901, 902, 905, 907, 909; CN 168, 169; directory enquiries at 118 in DE and PL.
 */
const COSTLY_RANGES =
  /^(?:44(?:9|70|84|87[0-3])|1(?:900|976|\d{3}976)|81(?:990|570|180)|49(?:900|137|118)|852900|34(?:80[367]|90[12579])|8616[89]|48118)/;

/** North America's service codes (411, 911) with digits behind them: no area has such a code. */
const SERVICE_CODES = /^1[2-9]11/;

/**
 * Whom agents may call: what can be a number, is not our own (a loop), costs nothing extra, and is in a country that the
 * settings allow. Numbers of no country (satellites, +800) are not called. Load it for outgoing calls only: the numbering
 * data has 190 kB.
 */
export function dialPolicy({ dial, limits, numbers }: Settings): DialPolicy {
  const businessNumbers = Object.keys(numbers);
  const allowed = new Set(
    dial?.countries ?? [
      ...limits.countries,
      ...businessNumbers.flatMap((number) => countryOf(parsePhoneNumber(`+${number}`)) ?? []),
    ],
  );
  return (written) => {
    const read = readMsisdn(written);
    if (!read.ok) return { ok: false, reason: UNREADABLE[read.problem] };
    const number = read.msisdn;
    const reason = refusalOf(number);
    return reason === undefined ? { ok: true, number } : { ok: false, reason, number };
  };

  function refusalOf(number: string): DialRefusal | undefined {
    if (businessNumbers.includes(number)) return 'own-number';
    if (SERVICE_CODES.test(number)) return 'short-number';
    const parts = parsePhoneNumber(`+${number}`);
    const costly = COSTLY_RANGES.test(number) || COSTLY_TYPES.includes(parts?.getType());
    if (costly && dial?.allowPremium !== true) return 'premium-rate';
    return allowed.has(countryOf(parts) ?? '') ? undefined : 'country-not-allowed';
  }
}

const UNREADABLE: Record<NumberProblem, DialRefusal> = {
  'national-number': 'national-number',
  'short-code': 'short-number',
  'too-short': 'short-number',
  'sender-name': 'not-a-number',
  'no-number': 'not-a-number',
};

/** Numbers that nobody can have, such as those kept for films, belong to no country; the main one comes first. */
const countryOf = (number: PhoneNumber | undefined): string | undefined =>
  number?.country ?? number?.getPossibleCountries()[0];
