import type { Problem } from '../problem.ts';
import { describeProblem } from '../words/describe-problem.ts';
import type { Speech } from '../words/index.ts';

/** @param byProvider whether agents sign in at an identity provider instead of with a key */
export function describeSignInProblem(problem: Problem, speech: Speech, byProvider: boolean): string {
  const { signIn } = speech.words;
  if (problem.kind === 'provider-offline') return signIn.providerOffline;
  if (problem.status === 403) {
    // The API's sentence names the claim that the token lacks.
    const claim = /the claim "([^"]+)"/.exec(problem.message)?.[1];
    return claim === undefined ? signIn.unknown : signIn.claimMissing(claim);
  }
  if (problem.status === 429 && !byProvider) return signIn.tooMany;
  if (problem.kind === 'refused' || problem.kind === 'signed-out') {
    return byProvider ? signIn.providerFailed : signIn.wrong;
  }
  return describeProblem(problem, speech);
}
