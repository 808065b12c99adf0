import { standsForNumber, standsForUrl } from '../placeholders.ts';
import * as rules from '../rules.ts';
import { optional, type Rule } from '../rules.ts';

/** The rules of values in whose place ops may write a placeholder. */
export interface ValueRules {
  /** An http(s) URL. */
  link: Rule<string>;
  /** E.164 digits. */
  e164: Rule<string>;
}

/** @param placeholders whether placeholders are accepted; where an NCCO is filled in for a call, none may be left */
export function valueRules({ placeholders }: { placeholders: boolean }): ValueRules {
  return {
    link: rules.url('https?://', (value) => placeholders && standsForUrl(value)),
    e164: rules.textThat(
      'E.164 digits',
      (value) => /^[1-9][0-9]{6,14}$/.test(value) || (placeholders && standsForNumber(value)),
    ),
  };
}

/** Where Vonage sends an action's events. */
export const eventOptions = ({ link }: ValueRules) => ({
  eventUrl: optional(rules.oneUrl(link)),
  eventMethod: optional(rules.method),
});

/** The legs of a conversation that an action names. */
export const legs = optional(rules.listOf(rules.text));

export const volume = optional(rules.number(-1, 1));

/** How often a sound is played; 0 plays it for ever. */
export const loop = optional(rules.integer(0));
