import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkNcco } from '../../../desk/ncco/check.ts';
import type { Connect, Ncco, Notify } from '../../../desk/ncco/ncco.ts';
import { firstRing, ringLater } from '../../../desk/calls/routing/first-ring.ts';
import { expectsNcco, updateLease } from '../../../desk/calls/routing/leg-event.ts';
import { nextStep, type Switchboard } from '../../../desk/calls/routing/next-step.ts';
import {
  parseRoutingState,
  routingUrl,
  type RoutingState,
} from '../../../desk/calls/routing/routing-state.ts';
import { askAgainLater, type CallerSettings } from '../../../desk/calls/routing/route-nccos.ts';
import { memoryLeases, memoryLine } from '../desk/memory/leases.ts';
import { legEventIn } from '../../../edge/vonage/voice/leg-event.ts';
import { atOnce, inTurnOf } from '../desk/memory/steps.ts';

const line: CallerSettings = {
  routeUrl: 'https://desk.example.com/webhooks/route',
  eventUrl: 'https://desk.example.com/webhooks/event',
  ring: { seconds: 20 },
  queue: { maxSeconds: 120, rounds: 1 },
};
const preset: Ncco = [
  { action: 'talk', text: 'Thank you for calling Jane' },
  { action: 'connect', endpoint: [{ type: 'app', user: 'Jane' }] },
];

function desk(names: string[], step = atOnce) {
  const clock = { now: 1_000_000 };
  const leases = memoryLeases(names, step);
  const board: Switchboard = {
    leases,
    waiting: memoryLine(step),
    callerSettings: line,
    now: () => clock.now,
  };
  return { clock, leases, board };
}

const answer = (board: Switchboard, call: string, ncco = preset) =>
  firstRing(ncco, { call, callerSettings: line, switchboard: board, intro: true });

const searchIn = ({ eventUrl: [url] = [''] }: { eventUrl?: [string] }): RoutingState =>
  parseRoutingState(new URL(url).searchParams);
const connectOf = (ncco: Ncco) => ncco.find((action): action is Connect => action.action === 'connect');
const notifyOf = (ncco: Ncco) => ncco.find((action): action is Notify => action.action === 'notify');
const records = (ncco: Ncco) => ncco.some(({ action }) => action === 'record');

/** What the route webhook does with a ring that nobody took. */
async function missed(
  { agent = '', ...search }: RoutingState,
  { board }: ReturnType<typeof desk>,
  event: object,
) {
  await updateLease(legEventIn(event), { agent, ...search }, board.leases, board.now());
  return (await nextStep({ ...search, agent, tried: [...search.tried, agent] }, board)).ncco;
}

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

describe('the search in the URL', () => {
  test('comes back as it went, whatever agents are called', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 100 }).filter((name) => name.trim() !== ''),
        fc.record({ ring: fc.integer({ min: 0, max: 40 }), leased: fc.boolean(), continues: fc.boolean() }),
        fc.option(fc.nat(), { nil: undefined }),
        (agent, more, since) => {
          const search: RoutingState = {
            call: 'CON-1',
            agent,
            tried: [agent, 'Joe'],
            round: 2,
            ...more,
            ...(since !== undefined && { firstChoice: agent, lateTurns: since % 1_000 }),
            ...(since !== undefined && { since }),
          };
          expect(parseRoutingState(new URL(routingUrl(line.routeUrl, search)).searchParams)).toEqual(search);
        },
      ),
    );
  });

  test.each([
    '',
    'ring=-1&round=-1&since=x&late=x&first=',
    'call=a%20b&agent=%20',
    `agent=${'x'.repeat(101)}`,
  ])('%s says nothing that is not sensible', (query) => {
    expect(parseRoutingState(new URLSearchParams(query))).toEqual({
      call: '',
      ring: 1,
      round: 1,
      leased: true,
      continues: false,
      tried: [],
    });
  });
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
