import { expect, test } from '@jest/globals';
import { Problem } from '../../../../../../web/desk/src/problem.ts';
import { describeSignInProblem } from '../../../../../../web/desk/src/sign-in/describe-sign-in-problem.ts';
import { speechIn } from '../../../../../../web/desk/src/words/index.ts';

const speech = speechIn('en');
const { signIn } = speech.words;

test.each([
  ['a wrong key', new Problem('signed-out', 401), false, signIn.wrong],
  ['too many wrong keys', new Problem('later', 429), false, signIn.tooMany],
  ['a name that is not on the roster', new Problem('refused', 403), false, signIn.unknown],
  ['a refusal by the provider', new Problem('refused'), true, signIn.providerFailed],
  ['a provider that is down', new Problem('provider-offline'), true, signIn.providerOffline],
  [
    'a token without the claim',
    new Problem('refused', 403, 'The token lacks the claim "agent".'),
    true,
    signIn.claimMissing('agent'),
  ],
])('%s is explained', (_what, problem, byProvider, sentence) => {
  expect(describeSignInProblem(problem, speech, byProvider)).toBe(sentence);
});
