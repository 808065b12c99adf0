import { expect, test } from '@jest/globals';
import { checkNcco } from '../../../../../desk/ncco/check.ts';
import { areWrong } from './rows.ts';
import { URL_LIST, warningsOf } from './samples.ts';

const pay = (more: object) => [{ action: 'pay', amount: 5, ...more }];

areWrong([
  ['pay amount', pay({ amount: 'five' }), '[0].amount'],
  ['pay nothing', pay({ amount: 0 }), '[0].amount'],
  ['pay a negative amount', pay({ amount: -1 }), '[0].amount'],
  ['pay currency', pay({ currency: 5 }), '[0].currency'],
  ['pay eventUrl bare', pay({ eventUrl: 'https://a.example' }), '[0].eventUrl'],
  ['pay prompts', pay({ prompts: ['CardNumber'] }), '[0].prompts[0]'],
  ['pay voice', pay({ voice: 'Amy' }), '[0].voice'],
  ['pay', [{ action: 'pay' }], '[0].amount'],
]);

test('pay is accepted with a warning', () => {
  const ncco = [
    { action: 'pay', amount: 9.99, currency: 'gbp', eventUrl: URL_LIST, prompts: [{ type: 'CardNumber' }] },
  ];
  expect(checkNcco(ncco)).toMatchObject({ ncco });
  expect(warningsOf(ncco)).toHaveLength(1);
});
