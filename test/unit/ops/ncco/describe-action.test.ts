import { expect, test } from '@jest/globals';
import { checkNcco } from '../../../../desk/ncco/check.ts';
import { describeAction } from '../../../../ops/ncco/describe-action.ts';

test.each<[object, string]>([
  [{ action: 'talk', text: 'Hi', loop: 0, language: 'ja-JP' }, 'hears "Hi" (ja-JP, again and again)'],
  [{ action: 'stream', streamUrl: ['https://a.example/m'], loop: 2 }, 'hears https://a.example/m (2 times)'],
  [{ action: 'input', type: ['speech'] }, 'speaks'],
  [
    { action: 'connect', endpoint: [{ type: 'phone', number: '447700900123' }], randomFromNumber: true },
    'rings the phone 447700900123 for 60 s, which sees one of our numbers',
  ],
  [
    { action: 'connect', endpoint: [{ type: 'vbc', extension: '7' }], timeout: 5 },
    'rings the extension 7 for 5 s',
  ],
  [{ action: 'connect', endpoint: [{ type: 'sip', domain: 'acme' }] }, 'rings SIP acme for 60 s'],
  [
    { action: 'connect', endpoint: [{ type: 'websocket', uri: 'wss://a.example' }] },
    'rings the websocket wss://a.example for 60 s',
  ],
  [{ action: 'record', beepStart: true, endOnKey: '#' }, 'is recorded (after a beep, until #)'],
  [{ action: 'conversation', name: 'room', record: true }, 'joins the conversation room (recorded)'],
  [{ action: 'notify', payload: {}, eventUrl: ['https://a.example'] }, '(https://a.example is told)'],
  [{ action: 'wait' }, 'waits 10 s'],
  [{ action: 'transfer', conversationId: 'CON-1' }, 'moves to the conversation CON-1'],
  [{ action: 'pay', amount: 5, currency: 'gbp' }, 'pays 5 gbp'],
])('%j in words', (action, words) => {
  const checked = checkNcco([action]);
  expect('ncco' in checked && checked.ncco.map(describeAction)).toEqual([words]);
});
