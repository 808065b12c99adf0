import { describe, expect, test } from '@jest/globals';
import { callStatesOf } from '../../../../../../web/desk/src/phone/simulated-calls.ts';
import type { SimulatedCall } from '../../../../../../web/desk/src/phone/simulator-api.ts';

const call = (more: Partial<SimulatedCall> = {}): SimulatedCall => ({
  id: 'c1',
  from: '447700900001',
  to: '447700900000',
  state: 'answered',
  legs: [],
  ...more,
});

describe('a call that the user made', () => {
  const dialled = call({ user: 'Jane', from: 'Jane', to: '+447700900001' });
  const leg = { id: 'l1', kind: 'phone' };

  test('is calling until the other side answers, then talking', () => {
    const ringing = { ...dialled, legs: [{ ...leg, state: 'ringing' }] };
    expect(callStatesOf(ringing, 'Jane')).toEqual([
      { id: 'c1', direction: 'outbound', other: '447700900001', state: 'calling' },
    ]);
    const answered = { ...dialled, legs: [{ ...leg, state: 'answered' }] };
    expect(callStatesOf(answered, 'Jane')).toMatchObject([{ state: 'talking' }]);
  });

  test('is on no other phone, and gone when it is over', () => {
    expect(callStatesOf(dialled, 'Joe')).toEqual([]);
    expect(callStatesOf({ ...dialled, state: 'completed' }, 'Jane')).toEqual([]);
  });
});

describe('a call to the user', () => {
  const to = (state: string, kind = 'app') => call({ legs: [{ id: 'l1', kind, user: 'Jane', state }] });

  test.each([
    ['ringing', 'ringing'],
    ['answered', 'talking'],
  ])('that is %s is %s, by the path of its leg', (state, shown) => {
    expect(callStatesOf(to(state), 'Jane')).toEqual([
      { id: 'c1/legs/l1', direction: 'inbound', other: '447700900001', state: shown },
    ]);
  });

  test('is not on the phone when it is over, for another user, or not to an app', () => {
    expect(callStatesOf(to('completed'), 'Jane')).toEqual([]);
    expect(callStatesOf(to('ringing'), 'Joe')).toEqual([]);
    expect(callStatesOf(to('ringing', 'phone'), 'Jane')).toEqual([]);
  });
});
