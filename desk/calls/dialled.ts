/** Why what an agent dialled is not called. */
export type DialRefusal =
  | 'missing'
  | 'not-a-number'
  /** Without a country code: which country is meant cannot be known. */
  | 'national-number'
  /** An emergency or service number, such as 112: it would reach nobody, or the wrong country's help. */
  | 'short-number'
  | 'own-number'
  | 'premium-rate'
  | 'country-not-allowed';

/** The number that an agent dialled, as E.164 digits, or why it is not called. */
export type Dialled = { ok: true; number: string } | { ok: false; reason: DialRefusal; number?: string };
