import { expect, test } from '@jest/globals';
import { Problem } from '../../../../../../web/desk/src/problem.ts';
import { describeProblem } from '../../../../../../web/desk/src/words/describe-problem.ts';
import { speechIn } from '../../../../../../web/desk/src/words/index.ts';

const en = speechIn('en');
const ja = speechIn('ja');
const CLOSED = 'This ticket is closed: reopen it before you answer.';

test('a problem without a response has a sentence in each language', () => {
  expect(describeProblem(new Problem('offline'), en)).toBe(en.words.problem.notReached);
  expect(describeProblem(new Problem('offline'), ja)).toBe(ja.words.problem.notReached);
  expect(describeProblem(new Problem('signed-out', 401, 'No.'), en)).toBe(en.words.problem.signedOut);
});

test('the API’s sentence is used in English, and translated where it is known', () => {
  const closed = new Problem('refused', 409, CLOSED);
  expect(describeProblem(closed, en)).toBe(CLOSED);
  expect(describeProblem(closed, ja)).toBe(ja.words.thread.closedNow);
  expect(describeProblem(new Problem('refused', 400, 'Unknown.'), ja)).toBe(ja.words.problem.refused);
  expect(describeProblem(new Problem('later', 503, 'Unknown.'), ja)).toBe(ja.words.problem.later);
});
