import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkNcco } from '../../../../../desk/ncco/check.ts';
import type { Ncco } from '../../../../../desk/ncco/ncco.ts';
import { ringLater } from '../../../../../desk/calls/routing/first-ring.ts';
import { updateLease } from '../../../../../desk/calls/routing/leg-event.ts';
import { nextStep, type Switchboard } from '../../../../../desk/calls/routing/next-step.ts';
import type { RoutingState } from '../../../../../desk/calls/routing/routing-state.ts';
import { askAgainLater } from '../../../../../desk/calls/routing/route-nccos.ts';
import { legEventIn } from '../../../../../edge/vonage/voice/leg-event.ts';
import { inTurnOf } from '../../memory/steps.ts';
import { answer, connectOf, desk, line, notifyOf, preset, records, searchIn } from './switchboard.ts';

/** What the route webhook does with a ring that nobody took. */
async function missed(
  { agent = '', ...search }: RoutingState,
  { board }: ReturnType<typeof desk>,
  event: object,
) {
  await updateLease(legEventIn(event), { agent, ...search }, board.leases, board.now());
  return (await nextStep({ ...search, agent, tried: [...search.tried, agent] }, board)).ncco;
}

test('the longest idle rings first', async () => {
  const house = desk(['Ann', 'Bob', 'Jane']);
  house.leases.agents.set('Ann', { name: 'Ann', away: false, idleSince: 20 });
  house.leases.agents.set('Bob', { name: 'Bob', away: false, idleSince: 10 });
  const rung: string[] = [];
  let ncco = await answer(house.board, 'CON-1');
  for (let connect = connectOf(ncco); connect; connect = connectOf(ncco)) {
    const search = searchIn(connect);
    rung.push(search.agent ?? '');
    ncco = await missed(search, house, { status: 'rejected' });
  }
  expect(rung).toEqual(['Jane', 'Bob', 'Ann']);
  expect(records(ncco)).toBe(true);
});

test('ten callers at once over two agents: nobody is rung twice at once, and everybody gets somewhere', async () => {
  const behaviours = [
    'answers',
    'rejects',
    'lets it ring',
    'is not signed in',
    'answers, and the end is lost',
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.infiniteStream(fc.constantFrom(...behaviours)),
      async (scheduler, next) => {
        const house = desk(['Jane', 'Joe'], inTurnOf(scheduler));
        const ringing = new Map<string, string>();
        const ends: string[] = [];

        /** One turn of a caller; the clock moves when all have had theirs. */
        async function turn(call: string, ncco: Ncco): Promise<Ncco | undefined> {
          expect(checkNcco(ncco)).not.toHaveProperty('problems');
          const connect = connectOf(ncco);
          if (!connect) {
            const notify = notifyOf(ncco);
            if (notify) return (await nextStep(searchIn(notify), house.board)).ncco;
            expect(records(ncco)).toBe(true);
            ends.push('voicemail');
            return undefined;
          }
          const search = searchIn(connect);
          const { agent = '' } = search;
          const [behaviour = ''] = [...next.take(1)];
          const held = house.leases.agents.get(agent)?.lease;
          expect([held?.holder, ringing.get(agent) ?? call]).toEqual([`${call}/${search.ring}`, call]);
          ringing.set(agent, call);
          const tell = (event: object) =>
            updateLease(legEventIn(event), search, house.leases, house.clock.now);
          if (behaviour.startsWith('answers')) {
            await tell({ status: 'answered' });
            ringing.delete(agent);
            if (behaviour === 'answers') await tell({ status: 'completed' });
            else house.leases.over.add(`${call}/${search.ring}`);
            ends.push('answered');
            return undefined;
          }
          ringing.delete(agent);
          return missed(search, house, {
            status: behaviour === 'rejects' ? 'rejected' : 'unanswered',
            ...(behaviour === 'is not signed in' && { detail: 'unavailable' }),
          });
        }

        const calls = Array.from({ length: 10 }, (_, index) => `CON-${index}`);
        let flows = await scheduler.waitFor(
          Promise.all(calls.map(async (call) => ({ call, ncco: await answer(house.board, call) }))),
        );
        for (let round = 0; flows.length > 0; round += 1) {
          expect(round).toBeLessThan(40);
          house.clock.now += 10_000;
          const after = flows.map(async ({ call, ncco }) => ({ call, ncco: await turn(call, ncco) }));
          flows = (await scheduler.waitFor(Promise.all(after))).flatMap(({ call, ncco }) =>
            ncco ? [{ call, ncco }] : [],
          );
        }
        expect(ends).toHaveLength(10);
      },
    ),
    { numRuns: 60 },
  );
});

describe('tables that are too slow to say who is free', () => {
  const late = (call: string, ncco = preset) =>
    ringLater(ncco, { call, callerSettings: line, intro: true, now: 1_000_000 });
  const onward = async (ncco: Ncco, board: Switchboard) =>
    (await nextStep(searchIn(notifyOf(ncco) ?? {}), board)).ncco;

  test('the caller hears the words that come first, waits a moment, and nobody is rung', () => {
    const ncco = late('CON-1');
    expect(checkNcco(ncco)).not.toHaveProperty('problems');
    expect(ncco[0]).toEqual(preset[0]);
    expect(ncco.map(({ action }) => action)).toEqual([
      ...['talk', 'talk', 'wait', 'notify'],
      ...['talk', 'record', 'talk'],
    ]);
  });

  test.each([1, 2])('a lease that was taken too late, for ring %i, is the call’s own', async (ring) => {
    const { board, leases, clock } = desk(['Ann', 'Jane']);
    await leases.claim('Jane', `CON-1/${ring}`, { now: clock.now, until: clock.now + 35_000 });
    const ncco = await onward(late('CON-1'), board);
    expect(connectOf(ncco)?.endpoint).toEqual([{ type: 'app', user: 'Jane' }]);
    expect(searchIn(connectOf(ncco) ?? {})).toMatchObject({ ring, agent: 'Jane' });
    expect(leases.agents.get('Ann')?.lease).toBeUndefined();
  });

  test('a lease of another call is none', async () => {
    const { board, leases, clock } = desk(['Jane']);
    await leases.claim('Jane', 'CON-11/1', { now: clock.now, until: clock.now + 35_000 });
    expect(connectOf(await onward(late('CON-1'), board))).toBeUndefined();
  });

  test('whom ops wrote rings first; a user who is no agent too', async () => {
    const rungOf = (ncco: Ncco) => connectOf(ncco)?.endpoint;
    expect(rungOf(await onward(late('CON-1'), desk(['Ann', 'Jane']).board))).toEqual([
      { type: 'app', user: 'Jane' },
    ]);
    expect(rungOf(await onward(late('CON-1'), desk(['Ann']).board))).toEqual([{ type: 'app', user: 'Jane' }]);
  });

  test('after three turns the caller is asked for a message, and a turn in time starts the count anew', async () => {
    let ncco = late('CON-1');
    for (let turn = 2; turn <= 3; turn += 1) ncco = askAgainLater(searchIn(notifyOf(ncco) ?? {}), line);
    expect(notifyOf(ncco)).toBeDefined();
    const { board, leases, clock } = desk(['Jane']);
    await leases.claim('Jane', 'CON-2/1', { now: clock.now, until: clock.now + 35_000 });
    const search = searchIn(notifyOf(ncco) ?? {});
    expect(notifyOf(askAgainLater(search, line))).toBeUndefined();
    expect(records(askAgainLater(search, line))).toBe(true);
    expect(searchIn(notifyOf((await nextStep(search, board)).ncco) ?? {})).not.toHaveProperty('late');
  });
});
