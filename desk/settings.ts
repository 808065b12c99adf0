import type { Language } from './texts/texts.ts';

/** What one of our numbers is used for. */
export type Use = 'support' | 'delivery' | 'voice';

/** What ops may change without deploying: the `settings` item of NccoConfig. */
export interface Settings {
  businessName: string;
  /** The language of what is sent where a number says nothing else. */
  language: Language;
  /** Our own numbers, as E.164 digits. */
  numbers: Record<string, { uses: Use[]; language?: Language | undefined }>;
}

/** What holds until ops say otherwise. */
export const DEFAULT_SETTINGS: Settings = { businessName: 'ACME', language: 'en', numbers: {} };

/** The number of ours that is used for `use`, or undefined while none is configured. */
export function numberFor(settings: Settings, use: Use): string | undefined {
  return Object.entries(settings.numbers).find(([, { uses }]) => uses.includes(use))?.[0];
}

/** The language in which `number` of ours speaks. */
export function languageOf(settings: Settings, number: string): Language {
  return settings.numbers[number]?.language ?? settings.language;
}
