import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Ajv, type AnySchema } from 'ajv';
import { parseNcco } from '../../../local/vonage/calls/ncco.ts';

const phone = [{ type: 'phone', number: '447700900777' }];
const url = ['https://desk.test/x'];

describe('an NCCO', () => {
  const published = JSON.parse(
    readFileSync(new URL('../../specs/ncco-2021.json', import.meta.url), 'utf8'),
  ) as AnySchema;
  const valid = new Ajv({ strict: false, validateFormats: false }).compile(published);

  test.each<[boolean, unknown]>([
    [true, [{ action: 'talk', text: 'x', loop: 0 }]],
    [true, [{ action: 'stream', streamUrl: url, level: 1 }]],
    [true, [{ action: 'connect', endpoint: phone, eventType: 'synchronous', limit: 7_200 }]],
    [true, [{ action: 'record', endOnSilence: 3, endOnKey: '#' }]],
    [true, [{ action: 'conversation', name: 'room' }]],
    [false, []],
    [false, {}],
    [false, [{ text: 'x' }]],
    [false, [{ action: 'talk' }]],
    [false, [{ action: 'talk', text: 'x'.repeat(1_501) }]],
    [false, [{ action: 'stream', streamUrl: ['ftp://x'] }]],
    [false, [{ action: 'stream', streamUrl: url, level: 2 }]],
    [false, [{ action: 'connect', endpoint: [{ type: 'phone', number: 'x' }] }]],
    [false, [{ action: 'connect', endpoint: phone, limit: 7_201 }]],
    [false, [{ action: 'connect', endpoint: phone, eventType: 'other' }]],
    [false, [{ action: 'record', endOnSilence: 11 }]],
    [false, [{ action: 'record', timeOut: 2 }]],
    [false, [{ action: 'conversation' }]],
  ])('is judged %j as the published schema judges it: %j', (expected, ncco) => {
    expect(valid(ncco)).toBe(expected);
    expect(Array.isArray(parseNcco(ncco))).toBe(expected);
  });

  test.each<[string, unknown]>([
    ['0.endpoint', [{ action: 'connect', endpoint: [...phone, ...phone] }]],
    ['0.type', [{ action: 'input', eventUrl: url }]],
    ['0.type', [{ action: 'input', type: 'dtmf' }]],
    ['0.dtmf.maxDigits', [{ action: 'input', type: ['dtmf'], dtmf: { maxDigits: 21 } }]],
    ['0.dtmf.timeOut', [{ action: 'input', type: ['dtmf'], dtmf: { timeOut: 11 } }]],
    ['0.timeout', [{ action: 'connect', endpoint: phone, timeout: 2 }]],
    ['0.eventUrl', [{ action: 'notify', payload: {} }]],
    ['0.timeout', [{ action: 'wait', timeout: 0 }]],
  ])('that is wrong is refused with the place: %s', (place, ncco) => {
    expect(parseNcco(ncco)).toContain(place);
  });

  test.each([
    [[{ action: 'connect', endpoint: [{ type: 'app', user: 'Jane' }] }]],
    [[{ action: 'connect', endpoint: [{ type: 'sip', uri: 'sip:a@b.test' }] }]],
    [
      [
        {
          action: 'connect',
          endpoint: [{ type: 'websocket', uri: 'wss://b.test', 'content-type': 'audio/l16;rate=8000' }],
        },
      ],
    ],
    [[{ action: 'wait' }, { action: 'transfer', conversationId: 'CON-1' }, { action: 'pay', amount: 1 }]],
    [
      [
        { action: 'talk', text: 'x', bargeIn: true },
        { action: 'talk', text: 'y' },
        { action: 'input', type: ['dtmf'] },
      ],
    ],
  ])('of today is taken: %j', (ncco) => {
    expect(parseNcco(ncco)).toEqual(ncco);
  });
});
