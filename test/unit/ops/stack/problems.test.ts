import { expect, test } from '@jest/globals';
import { describeError } from '../../../../ops/stack/problems.ts';

const named = (name: string, message = ''): Error => Object.assign(new Error(message), { name });

test.each([
  [
    named('AccessDeniedException', 'User x may not perform dynamodb:Scan.'),
    /denies.*dynamodb:Scan.*credentials/,
  ],
  [named('CredentialsProviderError'), /no AWS credentials/],
  [named('ExpiredTokenException'), /sign in again/],
  [named('UnrecognizedClientException'), /sign in again/],
  [named('ResourceNotFoundException'), /AWS_REGION/],
  [new Error('Region is missing'), /AWS_REGION/],
  [Object.assign(new Error(''), { code: 'ECONNREFUSED' }), /npm start/],
  [new Error('Say it plainly.'), /^Say it plainly\.$/],
  ['something thrown', /not known/],
  [undefined, /not known/],
])('%s is told as what to do', (error, sentence) => {
  expect(describeError(error)).toMatch(sentence);
});
