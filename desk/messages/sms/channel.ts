import { countryOf } from '../../numbers/country.ts';
import { isNetworkNumber } from '../../numbers/network-number.ts';
import type { Limits, Settings } from '../../settings.ts';
import { composed } from '../../texts/characters.ts';
import type { Channel } from '../channel.ts';
import { measure } from './encoding.ts';

/** SMS: the address is a phone number, the encoding follows from the text, and the parts decide the price. */
export const sms: Channel = {
  compose: (text) => ({ text: composed(text), ...measure(text) }),

  payload: ({ text, type }) => ({ text, type }),

  isTooLong: ({ parts }, limits) => parts > limits.parts,

  addressProblem(address, settings) {
    // The sender of a text may be a short code or a name.
    if (!isNetworkNumber(address)) return 'no-phone-number';
    return allowedCountries(settings).has(countryOf(address) ?? '') ? undefined : 'country-not-allowed';
  },
};

/** Whether `text` takes more parts than the settings allow. */
export const isTooLong = (text: string, limits: Limits): boolean => sms.isTooLong(sms.compose(text), limits);

/** Where texts may go: the settings' countries, and those of our own numbers. */
export const allowedCountries = ({ limits, numbers }: Settings): Set<string> =>
  new Set([...limits.countries, ...Object.keys(numbers).flatMap((number) => countryOf(number) ?? [])]);
