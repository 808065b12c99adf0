import type { QuietHours } from './messages/quiet-hours.ts';
import type { Language } from '../contract/languages.ts';

/** What one of our numbers is used for. */
export const USES = ['support', 'delivery', 'voice'] as const;
export type Use = (typeof USES)[number];

/**
 * Who answers STOP and its kin on a number: we (`self`: 10DLC, short codes, most of the world), Vonage's Opt-Out Assist
 * (`assist`), or the carrier, which blocks too (`tollfree`). Who answers, answers alone: two confirmations are one too many.
 */
export const OPT_OUT_MODES = ['self', 'assist', 'tollfree'] as const;
export type OptOutMode = (typeof OPT_OUT_MODES)[number];

/** A number of ours. */
export interface OurNumber {
  uses: Use[];
  /** The language in which it speaks; the settings' own where it says nothing. */
  language?: Language | undefined;
  /** `self` where it says nothing. */
  optOut?: OptOutMode | undefined;
}

/** What keeps a mistake, or somebody else's scheme, from becoming a bill. */
export interface Limits {
  /** Texts to one number in one day (UTC). */
  textsPerRecipient: number;
  /** Texts to all numbers together in one day (UTC). */
  textsPerDay: number;
  /** Texts that neither a customer's text nor an agent nor the shop asked for: to who called, in one day (UTC). */
  unsolicitedPerDay: number;
  /** Parts that one text may take; Vonage bills each. */
  parts: number;
  /** Countries that texts may go to, ISO 3166 alpha-2; those of our own numbers always may. */
  countries: string[];
}

/** Whom agents may call. */
export interface DialLimits {
  /** ISO 3166 alpha-2; absent, those that texts may go to. */
  countries?: string[] | undefined;
  /** Whether premium-rate, shared-cost and personal numbers may be called, too. */
  allowPremium?: boolean | undefined;
}

/** How long one agent's app rings. */
export interface RingSettings {
  /** Unless the NCCO says otherwise. */
  seconds: number;
}

/** Callers whom nobody can take yet. */
export interface QueueSettings {
  /** A sound file's URL, played at each turn of waiting; a short one, for the line is looked at after it. */
  music?: string | undefined;
  /** After this long without an answer a caller is asked for a message. */
  maxSeconds: number;
  /** How often every agent who is there is rung before that. */
  rounds: number;
}

/** What ops may change without deploying: the `settings` item of NccoConfig. */
export interface Settings {
  businessName: string;
  /** The language of what is sent where nothing else is known. */
  language: Language;
  /** Our own numbers, as E.164 digits. */
  numbers: Record<string, OurNumber>;
  limits: Limits;
  dial?: DialLimits | undefined;
  ring: RingSettings;
  queue: QueueSettings;
  /** When notifications wait for the morning; never, where it is not set. */
  quietHours?: QuietHours | undefined;
  /** How long texts, deliveries, closed tickets and calls are kept, days. */
  keepDays: number;
  /** A text this soon after a close reopens the ticket instead of opening a new one; 0 for never. */
  reopenWithinHours: number;
  /** How long an agent's JWT of /api/jwt lives, minutes; Vonage takes none of more than a day. */
  jwtMinutes: number;
}

/** Where the three languages and the number's likely customers are; the classic destinations of SMS pumping are not. */
const COUNTRIES = (
  'GB IE US CA AU NZ JP CN TW HK MO SG KR ' +
  'AT BE BG CH CY CZ DE DK EE ES FI FR GR HR HU IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK'
).split(' ');

/** What holds until ops say otherwise. */
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
  // A working day.
  jwtMinutes: 12 * 60,
};

/** The number of ours that is used for `use`, or undefined while none is configured. */
export function numberFor(settings: Settings, use: Use): string | undefined {
  return Object.entries(settings.numbers).find(([, { uses }]) => uses.includes(use))?.[0];
}

/** The language in which `number` of ours speaks to somebody whose own is not known. */
export function languageOf(settings: Settings, number: string): Language {
  return settings.numbers[number]?.language ?? settings.language;
}

/** Who answers an opt-out that came to `number` of ours. */
export function optOutModeOf(settings: Settings, number: string): OptOutMode {
  return settings.numbers[number]?.optOut ?? 'self';
}
