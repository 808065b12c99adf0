import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { keysIn } from '../../../../../edge/vonage/voice/keys.ts';

describe('the keys that came', () => {
  test.each<[string, unknown, string, boolean]>([
    ["today's", { dtmf: { digits: '1', timed_out: false } }, '1', false],
    ['with a time-out: the caller waited', { dtmf: { digits: '1', timed_out: true } }, '1', true],
    ['terminated', { dtmf: { digits: '1#', timed_out: false } }, '1#', false],
    ['legacy', { dtmf: '1' }, '1', false],
    ['legacy, as a number', { dtmf: 2 }, '2', false],
    ['by GET', { dtmf: '{"digits":"2","timed_out":false}' }, '2', false],
    ['by GET with a time-out', { dtmf: '{"digits":"2","timed_out":true}' }, '2', true],
    ['star', { dtmf: { digits: '*' } }, '*', false],
  ])('%s', (_name, body, digits, timedOut) => {
    expect(keysIn(body)).toEqual({ digits, timedOut });
  });

  test.each<[string, unknown]>([
    ['nothing pressed', { dtmf: { digits: '', timed_out: true } }],
    ['null', { dtmf: { digits: null, timed_out: true } }],
    ['dtmf null', { dtmf: null }],
    ['dtmf empty', { dtmf: '' }],
    ['no dtmf', { speech: { results: [] } }],
    ['no body', undefined],
    ['a list', [{ dtmf: '1' }]],
    ['words', { dtmf: 'one' }],
    ['broken JSON', { dtmf: '{"digits":"1"' }],
    ['digits as a list', { dtmf: { digits: ['1'] } }],
    ['letters', { dtmf: { digits: '1a' } }],
    ['too many', { dtmf: { digits: '1'.repeat(21) } }],
    ['repeated, joined', { dtmf: '1,2' }],
    ['very long', { dtmf: `{"digits":"1","x":"${'y'.repeat(5_000)}"}` }],
    ['a list of JSON', { dtmf: '[1]' }],
    ['inherited', { dtmf: Object.create({ digits: '1' }) as unknown }],
  ])('%s is silence', (_name, body) => {
    expect(keysIn(body)).toEqual({ digits: '', timedOut: true });
  });

  test('whatever comes is read', () => {
    fc.assert(
      fc.property(fc.anything(), (dtmf) => expect(keysIn({ dtmf }).digits).toMatch(/^[0-9*#]{0,20}$/)),
    );
  });
});
