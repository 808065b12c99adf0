import type { Consent } from '../consent/consent.ts';
import { countryOf } from '../numbers/country.ts';
import { languageOf, type Settings } from '../settings.ts';
import { languageIn } from '../texts/language.ts';
import type { Language } from '../../contract/languages.ts';
import type { Ticket } from '../tickets/ticket.ts';

/** What is known of one customer: one item, so that one conditional write decides each race. */
export interface Customer {
  msisdn: string;
  /** The open ticket, or the one that was closed last. */
  ticket?: Ticket;
  /** The text with that ticket's number is not in the outbox yet. */
  pendingConfirmation?: 'confirm';
  consent?: Consent;
  /** The language of the customer's own words, once they showed one. */
  language?: Language;
}

/** What is stored of a customer beside tickets. Reads are consistent; each write is one conditional write. */
export interface CustomerStore {
  find(msisdn: string): Promise<Customer | undefined>;
  /** Stores the consent if the stored one still is `seen`. False when it is not. */
  setConsent(msisdn: string, consent: Consent, seen: Consent | undefined): Promise<boolean>;
  setLanguage(msisdn: string, language: Language): Promise<void>;
}

/** The language for a text from `businessNumber`: that of the customer's words just sent, else the customer's, else the number's. */
export function languageTo(
  customer: Customer | undefined,
  businessNumber: string,
  settings: Settings,
  words?: { of: string; text: string },
): Language {
  const spoken = words && languageIn(words.text, countryOf(words.of));
  return spoken ?? customer?.language ?? languageOf(settings, businessNumber);
}
