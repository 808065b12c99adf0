import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { expectsNcco, updateLease } from '../../../../../desk/calls/routing/leg-event.ts';
import type { RoutingState } from '../../../../../desk/calls/routing/routing-state.ts';
import { legEventIn } from '../../../../../edge/vonage/voice/leg-event.ts';
import { answer, connectOf, desk, searchIn } from './switchboard.ts';

test('every order and number of a ring’s events leaves the agent free, or held by another call', async () => {
  const events = ['started', 'ringing', 'answered', 'completed', 'rejected', 'unanswered', 'cancelled'];
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...events), { maxLength: 8 }), async (statuses) => {
      const house = desk(['Jane']);
      const search = searchIn(connectOf(await answer(house.board, 'CON-1')) ?? {});
      const others: RoutingState = { ...search, call: 'CON-2' };
      for (const status of statuses)
        await updateLease(legEventIn({ status }), others, house.leases, house.clock.now);
      expect(house.leases.agents.get('Jane')?.lease?.holder).toBe('CON-1/1');
      for (const status of [...statuses, 'completed', ...statuses]) {
        await updateLease(legEventIn({ status }), search, house.leases, house.clock.now);
      }
      expect(house.leases.agents.get('Jane')?.lease).toBeUndefined();
      await answer(house.board, 'CON-2');
      for (const status of statuses)
        await updateLease(legEventIn({ status }), search, house.leases, house.clock.now);
      expect(house.leases.agents.get('Jane')?.lease?.holder).toBe('CON-2/1');
    }),
  );
});

test.each([
  ['rejected', true],
  ['busy', true],
  ['unanswered', true],
  ['timeout', true],
  ['failed', true],
  ['started', false],
  ['ringing', false],
  ['answered', false],
  ['completed', false],
  ['cancelled', false],
  ['nonsense', false],
  [undefined, false],
])('a ring that is %s asks what comes next: %s', (status, asks) => {
  const search: RoutingState = {
    call: 'CON-1',
    agent: 'Jane',
    ring: 1,
    leased: true,
    continues: false,
    tried: [],
    round: 1,
  };
  expect(expectsNcco(legEventIn({ status }), search)).toBe(asks);
  expect(expectsNcco(legEventIn({ status }), { ...search, continues: true })).toBe(false);
});
