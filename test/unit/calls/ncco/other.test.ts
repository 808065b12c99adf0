import { expect, test } from '@jest/globals';
import { checkNcco } from '../../../../desk/ncco/check.ts';
import { areRight, areWrong, haveOptions } from './rows.ts';
import { URL_LIST, notify, transfer, warningsOf } from './samples.ts';

const pay = (more: object) => [{ action: 'pay', amount: 5, ...more }];

/* Notify, wait, transfer and pay. */

areRight([
  ['notify', notify({ eventMethod: 'GET' })],
  ['wait', [{ action: 'wait' }, { action: 'wait', timeout: 0.1 }, { action: 'wait', timeout: 7200 }]],
  ['transfer', transfer({ mute: true, canHear: ['leg'] })],
]);

areWrong([
  ['pay amount', pay({ amount: 'five' }), '[0].amount'],
  ['pay nothing', pay({ amount: 0 }), '[0].amount'],
  ['pay a negative amount', pay({ amount: -1 }), '[0].amount'],
  ['pay currency', pay({ currency: 5 }), '[0].currency'],
  ['pay eventUrl bare', pay({ eventUrl: 'https://a.example' }), '[0].eventUrl'],
  ['pay prompts', pay({ prompts: ['CardNumber'] }), '[0].prompts[0]'],
  ['pay voice', pay({ voice: 'Amy' }), '[0].voice'],
  ['notify payload', [{ action: 'notify', eventUrl: URL_LIST }], '[0].payload'],
  ['notify nowhere', [{ action: 'notify', payload: {} }], '[0].eventUrl'],
  ['wait', [{ action: 'wait', timeout: 0 }], '[0].timeout'],
  ['transfer', [{ action: 'transfer' }], '[0].conversationId'],
  ['pay', [{ action: 'pay' }], '[0].amount'],
]);

haveOptions({
  notify: {
    ncco: (more) => notify(more),
    at: '[0]',
    options: {
      payload: [
        [{}, { a: [1] }],
        ['x', [1], null],
      ],
      eventUrl: [[URL_LIST], ['https://a.example', [], null]],
      eventMethod: [['GET'], ['HEAD']],
    },
  },
  wait: {
    ncco: (more) => [{ action: 'wait', ...more }],
    at: '[0]',
    options: {
      timeout: [
        [0.1, 10, 7200],
        [0, 0.09, 7201, '0'],
      ],
    },
  },
  transfer: {
    ncco: (more) => transfer(more),
    at: '[0]',
    options: {
      conversationId: [['CON-1'], ['', 7]],
      mute: [[true, false], ['on']],
      canSpeak: [[[], ['leg']], ['leg']],
      canHear: [[[], ['leg']], ['leg']],
    },
  },
});

test('pay is accepted with a warning', () => {
  const ncco = [
    { action: 'pay', amount: 9.99, currency: 'gbp', eventUrl: URL_LIST, prompts: [{ type: 'CardNumber' }] },
  ];
  expect(checkNcco(ncco)).toMatchObject({ ncco });
  expect(warningsOf(ncco)).toHaveLength(1);
});
