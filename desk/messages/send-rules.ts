import { isStopped } from '../consent/consent.ts';
import type { Settings } from '../settings.ts';
import type { BlockReason } from './block-reason.ts';
import { addressOf } from './channel.ts';
import { channelOf } from './channels.ts';
import { quietUntil } from './quiet-hours.ts';
import type { Decision, OutgoingText, Standing } from './send-policy.ts';

/** Everything that decides whether a text may be sent, except what is stored. */
export interface SendRequest {
  text: OutgoingText;
  settings: Settings;
  /** ms since the epoch */
  now: number;
  /** Whether the sweep sends it: only the sweep tries whether a refused account works again. */
  isSweep: boolean;
}

export type NotSent = Exclude<Decision, { action: 'send' }>;

/** Undefined where the rule allows the text. */
type Rule<Facts> = (facts: Facts) => NotSent | undefined;

/** Rules that need no stored facts: whatever they block costs no read. */
const REQUEST_RULES: Rule<SendRequest>[] = [blockTooLong, blockUnreachable, blockTooLate];

/** Rules over stored facts, in order: an opt-out outranks a hold, and a limit that blocks outranks an account hold. */
const STANDING_RULES: Rule<SendRequest & Standing>[] = [
  blockOptedOut,
  holdInQuietHours,
  limitDay,
  limitRecipient,
  holdForAccount,
];

/** The first rule's decision against the text; undefined when only {@link checkStanding} can still stop it. */
export const checkRequest = (request: SendRequest): NotSent | undefined =>
  firstDecision(REQUEST_RULES, request);

/** The first rule's decision against the text; undefined when it may be sent. */
export const checkStanding = (request: SendRequest, standing: Standing): NotSent | undefined =>
  firstDecision(STANDING_RULES, { ...request, ...standing });

/** A text that was counted before was allowed then, and is only tried again: no limit applies twice. */
export const isCounted = (text: OutgoingText, { sent }: Pick<Standing, 'sent'>): boolean =>
  sent.includes(text.id);

/** The UTC day whose limits apply, `YYYY-MM-DD`. */
export const dayOf = (now: number): string => new Date(now).toISOString().slice(0, 10);

function firstDecision<Facts>(rules: Rule<Facts>[], facts: Facts): NotSent | undefined {
  for (const rule of rules) {
    const decision = rule(facts);
    if (decision) return decision;
  }
  return undefined;
}

const block = (reason: BlockReason): NotSent => ({ action: 'block', reason });

function blockTooLong({ text, settings }: SendRequest): NotSent | undefined {
  return channelOf(text).isTooLong(text, settings.limits) ? block('text-too-long') : undefined;
}

function blockUnreachable({ text, settings }: SendRequest): NotSent | undefined {
  const problem = channelOf(text).addressProblem(addressOf(text), settings);
  return problem && block(problem);
}

function blockTooLate({ text, now }: SendRequest): NotSent | undefined {
  return text.sendBy !== undefined && now > text.sendBy ? block('too-late') : undefined;
}

function blockOptedOut({ text, customer }: SendRequest & Standing): NotSent | undefined {
  return isStopped(customer?.consent, text) ? block('opted-out') : undefined;
}

function holdInQuietHours({ text, settings, now }: SendRequest): NotSent | undefined {
  const until = text.quiet ? quietUntil(settings.quietHours, text.customer, now) : undefined;
  return until === undefined ? undefined : { action: 'hold', reason: 'quiet-hours', until };
}

const DAY_MS = 86_400_000;

/** Confirmations of a STOP may exceed the daily limit by a tenth: bounded, but rarely held. */
const STOP_CONFIRMATION_FACTOR = 1.1;

function limitDay(facts: SendRequest & Standing): NotSent | undefined {
  const { text, sentToAll, now } = facts;
  const { textsPerDay, unsolicitedPerDay } = facts.settings.limits;
  if (isCounted(text, facts)) return undefined;
  if (text.origin === 'call') return sentToAll >= unsolicitedPerDay ? block('unsolicited-limit') : undefined;
  if (sentToAll < textsPerDay * (text.confirmsStop ? STOP_CONFIRMATION_FACTOR : 1)) return undefined;
  // The shop can repeat its request; an agent's text, and the answer to a customer's, are sent the next day.
  if (text.origin === 'shop') return block('daily-limit');
  return { action: 'hold', reason: 'daily-limit', until: Date.parse(dayOf(now)) + DAY_MS };
}

function limitRecipient(facts: SendRequest & Standing): NotSent | undefined {
  const { text, sent, settings } = facts;
  if (isCounted(text, facts)) return undefined;
  return sent.length >= settings.limits.textsPerRecipient ? block('recipient-limit') : undefined;
}

function holdForAccount({ hold, isSweep }: SendRequest & Standing): NotSent | undefined {
  return hold && !isSweep ? { action: 'hold', reason: hold.reason } : undefined;
}
