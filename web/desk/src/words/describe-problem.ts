import type { Problem } from '../problem.ts';
import type { Speech } from './index.ts';

/** A problem in the agent's language. In English the API's own sentence is used, which is the most precise. */
export function describeProblem(problem: Problem, { language, words }: Speech): string {
  const { problem: general } = words;
  if (problem.kind === 'offline') return general.notReached;
  if (problem.kind === 'provider-offline') return words.signIn.providerOffline;
  if (problem.kind === 'signed-out') return general.signedOut;
  if (language === 'en' && problem.message !== '') return problem.message;
  if (problem.kind === 'later') return general.later;
  return REFUSALS[problem.message]?.(words) ?? general.refused;
}

/** The API's refusals that agents meet, by the API's sentence. */
const REFUSALS: Record<string, (words: Speech['words']) => string> = {
  'This customer has opted out of texts; only the customer can change that, with START.': ({ thread }) =>
    thread.stopped,
  'This ticket is closed: reopen it before you answer.': ({ thread }) => thread.closedNow,
  'Another agent has just closed this ticket.': ({ close }) => close.alreadyClosed,
  'The customer has a newer open ticket: answer there.': ({ close }) => close.newerOpen,
  'There is no ticket with this number.': ({ thread }) => thread.unknown,
};
