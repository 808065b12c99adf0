import type { QuietHours } from './messages/quiet-hours.ts';
import type { Language } from '../contract/languages.ts';

/** Uses of a business number. */
export const USES = ['support', 'delivery', 'voice'] as const;
export type Use = (typeof USES)[number];

/**
 * Who answers opt-out keywords on a number: we (`self`: 10DLC, short codes, most of the world), Vonage's Opt-Out Assist
 * (`assist`), or the carrier, which blocks texts too (`tollfree`). Nobody else answers: one confirmation is enough.
 */
export const OPT_OUT_MODES = ['self', 'assist', 'tollfree'] as const;
export type OptOutMode = (typeof OPT_OUT_MODES)[number];

/** The settings of a business number. */
export interface OurNumber {
  uses: Use[];
  /** The language of its texts and calls; the settings' `language` where absent. */
  language?: Language | undefined;
  /** `self` where absent. */
  optOut?: OptOutMode | undefined;
}

/** Limits on the cost of a mistake, or of a fraud such as SMS pumping. */
export interface Limits {
  /** Texts to one number in one day (UTC). */
  textsPerRecipient: number;
  /** Texts to all numbers together in one day (UTC). */
  textsPerDay: number;
  /** Texts to callers in one day (UTC), which neither a customer's text nor an agent nor the shop requested. */
  unsolicitedPerDay: number;
  /** SMS parts of one text; Vonage bills each. */
  parts: number;
  /** Countries that texts may be sent to, ISO 3166 alpha-2, besides those of our own numbers. */
  countries: string[];
}

/** Numbers that agents may call. */
export interface DialLimits {
  /** ISO 3166 alpha-2; where absent, those that texts may be sent to. */
  countries?: string[] | undefined;
  /** Whether premium-rate, shared-cost and personal numbers may be called too. */
  allowPremium?: boolean | undefined;
}

/** How long one agent's app rings. */
export interface RingSettings {
  /** Unless the NCCO sets another time. */
  seconds: number;
}

/** Callers who wait for a free agent. */
export interface QueueSettings {
  /** URL of a sound file, played before each check for a free agent; a short one. */
  music?: string | undefined;
  /** After this time without an answer the caller is asked for a voicemail. */
  maxSeconds: number;
  /** How often every available agent is rung before that. */
  rounds: number;
}

/** What ops can change without deploying: the `settings` item of NccoConfig. */
export interface Settings {
  businessName: string;
  /** The language where no other is known. */
  language: Language;
  /** Our own numbers, by their E.164 digits. */
  numbers: Record<string, OurNumber>;
  limits: Limits;
  dial?: DialLimits | undefined;
  ring: RingSettings;
  queue: QueueSettings;
  /** When notifications are held until morning; never where absent. */
  quietHours?: QuietHours | undefined;
  /** How long texts, deliveries, closed tickets and phone calls are stored, days. */
  keepDays: number;
  /** A text this soon after a close reopens the ticket instead of opening a new one; 0 for never. */
  reopenWithinHours: number;
  /** How long an agent's JWT of /api/jwt is valid, minutes; Vonage accepts at most a day. */
  jwtMinutes: number;
}

/** Countries of the three languages and of likely customers, without the usual destinations of SMS pumping. */
const COUNTRIES = (
  'GB IE US CA AU NZ JP CN TW HK MO SG KR ' +
  'AT BE BG CH CY CZ DE DK EE ES FI FR GR HR HU IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK'
).split(' ');

/** The settings until ops change them. */
export const DEFAULT_SETTINGS: Settings = {
  businessName: 'ACME',
  language: 'en',
  numbers: {},
  limits: {
    textsPerRecipient: 50,
    textsPerDay: 5_000,
    unsolicitedPerDay: 500,
    parts: 6,
    countries: COUNTRIES,
  },
  ring: { seconds: 20 },
  queue: { maxSeconds: 120, rounds: 1 },
  keepDays: 400,
  reopenWithinHours: 0,
  // One working day.
  jwtMinutes: 12 * 60,
};

/** The business number for a use; undefined while none is configured. */
export function numberFor(settings: Settings, use: Use): string | undefined {
  return Object.entries(settings.numbers).find(([, { uses }]) => uses.includes(use))?.[0];
}

/** The language of a business number towards customers whose own is not known. */
export function languageOf(settings: Settings, number: string): Language {
  return settings.numbers[number]?.language ?? settings.language;
}

/** Who answers an opt-out that came to a business number. */
export function optOutModeOf(settings: Settings, number: string): OptOutMode {
  return settings.numbers[number]?.optOut ?? 'self';
}
