import type { Feature, RentedNumber } from '../state.ts';

type LineType = 'mobile-lvn' | 'landline' | 'landline-toll-free';

/** The 100 numbers with the same prefix. */
interface Range {
  prefix: string;
  type: LineType;
  features: Feature[];
}

/** By country. Those of Britain and the USA are reserved: no real subscriber has one. */
const RANGES: Readonly<Record<string, readonly Range[]>> = {
  GB: [
    { prefix: '4477009001', type: 'mobile-lvn', features: ['SMS', 'VOICE'] },
    { prefix: '4416329601', type: 'landline', features: ['VOICE'] },
    { prefix: '4480815701', type: 'landline-toll-free', features: ['VOICE'] },
  ],
  US: [
    { prefix: '120255501', type: 'mobile-lvn', features: ['SMS', 'VOICE', 'MMS'] },
    { prefix: '180055501', type: 'landline-toll-free', features: ['SMS', 'VOICE', 'MMS'] },
  ],
  JP: [{ prefix: '8150555000', type: 'mobile-lvn', features: ['SMS', 'VOICE'] }],
  CN: [{ prefix: '8640055500', type: 'landline-toll-free', features: ['VOICE'] }],
};

/** A number that can be rented. */
interface Available {
  msisdn: string;
  country: string;
  features: Feature[];
  type: LineType;
  /** In euros a month. */
  cost: string;
}

/** The country's numbers that the account has not rented yet. */
export function availableNumbers(owned: readonly RentedNumber[], country: string): Available[] {
  const rented = new Set(owned.map(({ msisdn }) => msisdn));
  return (RANGES[country] ?? [])
    .flatMap(({ prefix, type, features }) =>
      Array.from({ length: 100 }, (_, index): Available => {
        const msisdn = prefix + String(index).padStart(2, '0');
        return { country, msisdn, type, features, cost: '1.25' };
      }),
    )
    .filter(({ msisdn }) => !rented.has(msisdn));
}
