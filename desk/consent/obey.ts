import { languageTo, type Customer, type CustomerStore } from '../customers/customer.ts';
import { RetryableError } from '../retryable-error.ts';
import type { InboundStore } from '../messages/inbound-store.ts';
import { isNewer, type Message } from '../messages/message.ts';
import { throwIfPending, type Intent, type Outbox } from '../messages/outbox.ts';
import { optOutModeOf, type OptOutMode, type Settings } from '../settings.ts';
import { renderText, type Wording } from '../texts/texts.ts';
import { consentAfter, type Consent } from './consent.ts';
import type { Keyword } from './keywords.ts';

export interface ConsentDesk {
  customers: CustomerStore;
  messages: InboundStore;
  outbox: Outbox;
  settings: Settings;
  texts: Wording;
}

/** Rounds of reading again after losing a race with another text of the same customer. */
const ROUNDS = 8;
const HOUR_MS = 3_600_000;
/** A confirmation that comes later is a text after the opt-out: US rules (47 CFR 64.1200) allow five minutes. */
const CONFIRMED_WITHIN_MS = 5 * 60_000;

/**
 * Does what a customer's keyword asks for: notes that the customer wants no texts, or wants them again, and confirms it
 * once, where that is our job; answers HELP once an hour.
 *
 * @returns false for a START of somebody who had not stopped: it is noted, and goes on as an ordinary text
 * @throws RetryableError when the answer to this text is not settled yet
 */
export async function obey(keyword: Keyword, message: Message, desk: ConsentDesk): Promise<boolean> {
  const { customers, messages, outbox } = desk;
  const [stored, customer] = await Promise.all([messages.find(message.id), customers.find(message.customer)]);
  // What a text was taken for when it first came, it stays.
  if (stored && stored.keyword === undefined) return false;

  const text = stored ?? withKeyword(keyword, message, customer);
  const isObeyed = stored !== undefined || hasEffect(keyword, text, customer?.consent);
  // Stored before the consent: a duplicate that comes much later finds when it was said.
  if (isObeyed && !stored) await messages.putIfAbsent(text);
  const consent = await noted(keyword, text, customer?.consent, customers);
  if (!isObeyed) return false;

  const answer = answerTo(keyword, text, { customer, consent }, desk);
  if (answer) {
    const posted = await outbox.post(answer.intent);
    if (answer.isOnce) throwIfPending(posted);
  }
  return true;
}

/** The text as it is stored: with its keyword, on the customer's open ticket where there is one. */
function withKeyword(keyword: Keyword, message: Message, customer: Customer | undefined): Message {
  const ticket = customer?.ticket?.status === 'open' ? customer.ticket.number : undefined;
  return { ...message, keyword, ...(ticket !== undefined && { ticket }) };
}

/** A START is a keyword only for who has stopped before. */
const hasEffect = (keyword: Keyword, text: Message, consent: Consent | undefined): boolean =>
  keyword !== 'start' || (consent?.state === 'stopped' && isNewer(text, consent));

/**
 * The answer that a keyword gets, if any.
 *
 * @param consent as it is after the keyword was noted
 * @returns the text to send; `isOnce` for a confirmation, which only this text can cause
 */
function answerTo(
  keyword: Keyword,
  text: Message,
  { customer, consent }: { customer: Customer | undefined; consent: Consent | undefined },
  { settings, texts }: Pick<ConsentDesk, 'settings' | 'texts'>,
): { intent: Intent; isOnce: boolean } | undefined {
  const cause = causeOf(keyword, text, consent, optOutModeOf(settings, text.businessNumber));
  if (cause === undefined) return undefined;
  const language = languageTo(customer, text.businessNumber, settings, {
    of: text.customer,
    text: text.text,
  });
  const intent = {
    cause,
    customer: text.customer,
    businessNumber: text.businessNumber,
    ...(text.ticket !== undefined && { ticket: text.ticket }),
    text: renderText(
      ANSWERS[keyword],
      language,
      { business: settings.businessName },
      texts(language),
      settings.limits.parts,
    ),
    ...(keyword === 'stop' && { confirmsStop: true as const, sendBy: text.at + CONFIRMED_WITHIN_MS }),
  };
  return { intent, isOnce: keyword !== 'help' };
}

const ANSWERS = { stop: 'stopped', start: 'started', help: 'help' } as const;

/** The cause of the answer, which decides how often it goes; undefined where nothing is to be answered. */
function causeOf(
  keyword: Keyword,
  text: Message,
  consent: Consent | undefined,
  mode: OptOutMode,
): string | undefined {
  if (keyword === 'help') {
    const isSilent = mode === 'assist' || consent?.state === 'stopped';
    return isSilent ? undefined : `help:${text.customer}:${Math.floor(text.at / HOUR_MS)}`;
  }
  // Only the text that made the change is answered: one confirmation, then silence.
  return mode === 'self' && consent?.by === text.id ? `consent:${text.id}` : undefined;
}

/** The consent after the keyword, which is stored; HELP changes none. */
async function noted(
  keyword: Keyword,
  text: Message,
  seen: Consent | undefined,
  customers: CustomerStore,
): Promise<Consent | undefined> {
  if (keyword === 'help') return seen;
  let current = seen;
  for (let round = 0; round < ROUNDS; round += 1) {
    const next = consentAfter(current, keyword === 'stop' ? 'stopped' : 'started', text);
    if (!next) return current;
    if (await customers.setConsent(text.customer, next, current)) return next;
    current = (await customers.find(text.customer))?.consent;
  }
  throw new RetryableError('consent-contention');
}
