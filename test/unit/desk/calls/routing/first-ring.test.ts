import { describe, expect, test } from '@jest/globals';
import type { Ncco } from '../../../../../desk/ncco/ncco.ts';
import { answer, connectOf, desk, preset } from './switchboard.ts';

describe('an incoming call’s NCCO', () => {
  test('keeps its words and options; its connect only gains what the desk needs to hear of it', async () => {
    const [talk, connect] = await answer(desk(['Jane']).board, 'CON-1');
    expect(talk).toEqual(preset[0]);
    expect(connect).toEqual({
      ...preset[1],
      timeout: 20,
      eventType: 'synchronous',
      eventMethod: 'POST',
      eventUrl: [expect.stringMatching(/^https:\/\/desk\.example\.com\/webhooks\/route\?/)],
    });
  });

  test.each<[string, Ncco]>([
    [
      'events of its own',
      [{ action: 'connect', endpoint: [{ type: 'app', user: 'Jane' }], eventUrl: ['https://a.b/'] }],
    ],
    [
      'a synchronous flow of its own',
      [{ action: 'connect', endpoint: [{ type: 'app', user: 'Jane' }], eventType: 'synchronous' }],
    ],
    ['a phone', [{ action: 'connect', endpoint: [{ type: 'phone', number: '447700900123' }] }]],
  ])('with %s is left alone', async (_what, ncco) => {
    expect(await answer(desk(['Jane']).board, 'CON-1', ncco)).toEqual(ncco);
  });

  test('a user who is no agent rings as ops wrote', async () => {
    const ncco = await answer(desk(['Joe']).board, 'CON-1');
    expect(connectOf(ncco)?.endpoint).toEqual([{ type: 'app', user: 'Jane' }]);
  });

  test('a store that fails rings the agent all the same', async () => {
    const { board, leases } = desk(['Jane']);
    leases.claim = () => Promise.reject(new Error('down'));
    expect(connectOf(await answer(board, 'CON-1'))?.endpoint).toEqual([{ type: 'app', user: 'Jane' }]);
  });

  test('asked for again, it rings the same agent', async () => {
    const { board } = desk(['Jane', 'Joe']);
    expect(await answer(board, 'CON-1')).toEqual(await answer(board, 'CON-1'));
  });
});
