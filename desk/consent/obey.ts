import { languageTo, type CustomerStore } from '../customers/customer.ts';
import { RetryableError } from '../retryable-error.ts';
import type { InboundStore } from '../messages/inbound-store.ts';
import { isNewer, type Message } from '../messages/message.ts';
import { throwIfPending, type Outbox } from '../messages/outbox.ts';
import { optOutModeOf, type Settings } from '../settings.ts';
import { renderText, type Wording } from '../texts/texts.ts';
import { after, type Consent } from './consent.ts';
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
 * Does what a customer's keyword asks for: notes that the customer wants no texts, or wants them again, and says so
 * once, where that is our job; answers HELP once an hour.
 *
 * @returns false for a START of somebody who had not stopped: it is noted, and goes on as an ordinary text
 * @throws RetryableError when the answer that this text is owed is not settled yet
 */
export async function obey(keyword: Keyword, message: Message, desk: ConsentDesk): Promise<boolean> {
  const { customers, messages } = desk;
  const [stored, customer] = await Promise.all([messages.find(message.id), customers.find(message.customer)]);
  // What a text was taken for when it first came, it stays.
  if (stored && stored.keyword === undefined) return false;

  const open = customer?.ticket?.status === 'open' ? { ticket: customer.ticket.number } : {};
  const text = stored ?? { ...message, keyword, ...open };
  const stands = customer?.consent;
  const isObeyed =
    keyword !== 'start' || stored !== undefined || (stands?.state === 'stopped' && isNewer(text, stands));
  // Stored before the consent: a duplicate that comes much later finds when it was said.
  if (isObeyed && !stored) await messages.putIfAbsent(text);
  const consent = keyword === 'help' ? stands : await note(keyword, text, stands, customers);
  if (!isObeyed) return false;

  const mode = optOutModeOf(desk.settings, text.businessNumber);
  const language = languageTo(customer, text.businessNumber, desk.settings, {
    of: text.customer,
    text: text.text,
  });
  const answer = {
    customer: text.customer,
    businessNumber: text.businessNumber,
    ...(text.ticket !== undefined && { ticket: text.ticket }),
    text: renderText(
      ANSWERS[keyword],
      language,
      { business: desk.settings.businessName },
      desk.texts(language),
      desk.settings.limits.parts,
    ),
  };
  if (keyword === 'help') {
    if (mode === 'assist' || consent?.state === 'stopped') return true;
    const cause = `help:${text.customer}:${Math.floor(text.at / HOUR_MS)}`;
    await desk.outbox.post({ ...answer, cause });
    return true;
  }
  // Only the text that made the change is answered: one confirmation, then silence.
  if (mode !== 'self' || consent?.by !== text.id) return true;
  const last =
    keyword === 'stop' ? { confirmsStop: true as const, sendBy: text.at + CONFIRMED_WITHIN_MS } : {};
  throwIfPending(await desk.outbox.post({ ...answer, ...last, cause: `consent:${text.id}` }));
  return true;
}

const ANSWERS = { stop: 'stopped', start: 'started', help: 'help' } as const;

async function note(
  keyword: 'stop' | 'start',
  text: Message,
  seen: Consent | undefined,
  customers: CustomerStore,
): Promise<Consent | undefined> {
  let stands = seen;
  for (let round = 0; round < ROUNDS; round += 1) {
    const next = after(stands, keyword === 'stop' ? 'stopped' : 'started', text);
    if (!next) return stands;
    if (await customers.setConsent(text.customer, next, stands)) return next;
    stands = (await customers.find(text.customer))?.consent;
  }
  throw new RetryableError('consent-contention');
}
