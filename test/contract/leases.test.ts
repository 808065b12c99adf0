import { beforeEach, describe, expect, test } from '@jest/globals';
import { holderOf, type RosterAgent } from '../../desk/calls/routing/agents.ts';
import type { AgentLeases } from '../../edge/aws/dynamodb/leases.ts';
import { implementations, type Hired } from './implementations.ts';
import { withTables } from './tables.ts';

const tables = withTables();
const { agentLeases } = await import('../../edge/aws/dynamodb/leases.ts');
const { ON_ROSTER } = await import('../../edge/aws/dynamodb/agent-item.ts');

const NOW = 1_800_000_000_000;
const RING_MS = 35_000;
const during = { now: NOW, until: NOW + RING_MS };

/** Agents of this test alone: all files of one run share their tables with nobody, tests of one file do. */
let people = 0;
const newName = (): string => `Agent ${(people += 1)}`;

async function seenBy(leases: AgentLeases, name: string): Promise<RosterAgent | undefined> {
  return (await leases.roster()).find((agent) => agent.name === name);
}

describe.each(await implementations(tables))('%s', (_where, stores) => {
  let jane: string;
  const hired = async (more?: Hired): Promise<string> => {
    const name = newName();
    await stores.hire(name, more);
    return name;
  };
  beforeEach(async () => {
    jane = await hired();
  });

  const seen = (name: string) => seenBy(stores.leases(), name);
  const holder = async (name: string) => (await seen(name))?.lease?.holder;

  describe('an agent whose name is spelt otherwise', () => {
    test.each([
      ['Ana\u0301', 'Aná'],
      ['Bna\u0301 ', 'Bna\u0301'],
    ])('%j is held, seen and freed as %j', async (spelt, stored) => {
      await stores.hire(stored);
      const leases = stores.leases();
      expect(await leases.claim(spelt, holderOf('CON-N', 1), during)).toBe('claimed');
      expect(await holder(stored)).toBe('CON-N/1');
      expect(await leases.claim(spelt, holderOf('CON-M', 1), during)).toBe('taken');
      await leases.release(spelt, holderOf('CON-N', 1), { now: NOW });
      expect(await holder(stored)).toBeUndefined();
      expect(await leases.claim('Nobody\u0301', holderOf('CON-N', 1), during)).toBe('unknown');
    });
  });

  describe('taking', () => {
    test('of thirty calls at once one gets the agent, and it is the one whom the table names', async () => {
      const answers = await Promise.all(
        Array.from({ length: 30 }, async (_, call) => {
          const ring = holderOf(`CON-${call}`, 1);
          return { ring, claim: await stores.leases().claim(jane, ring, during) };
        }),
      );
      const winners = answers.filter(({ claim }) => claim === 'claimed');
      expect(winners).toHaveLength(1);
      expect(answers.filter(({ claim }) => claim === 'taken')).toHaveLength(29);
      expect(await holder(jane)).toBe(winners[0]?.ring);
    });

    test('thirty deliveries of one call at once all hold the agent, whose time stays that of the first', async () => {
      const claims = await Promise.all(
        Array.from({ length: 30 }, (_, more) =>
          stores.leases().claim(jane, 'CON-1/1', { now: NOW, until: NOW + RING_MS + more }),
        ),
      );
      expect(new Set(claims)).toEqual(new Set(['claimed']));
      const until = (await seen(jane))?.lease?.until;
      expect(await stores.leases().claim(jane, 'CON-1/1', { now: NOW, until: NOW + 1 })).toBe('claimed');
      expect((await seen(jane))?.lease).toEqual({ holder: 'CON-1/1', until });
    });

    test('thirty calls over three agents: each agent is held by one, and nobody holds two who asks for one', async () => {
      const three = [jane, await hired(), await hired()];
      const got = await Promise.all(
        Array.from({ length: 30 }, async (_, call) => {
          for (const name of three) {
            if ((await stores.leases().claim(name, holderOf(`CON-${call}`, 1), during)) === 'claimed')
              return name;
          }
          return undefined;
        }),
      );
      expect(got.filter((name) => name !== undefined).sort()).toEqual(three.toSorted());
    });

    test.each<[string, Hired]>([
      ['is away', { away: true }],
      ['was removed', { removed: true }],
      ['was not signed in a moment ago', { unreachableUntil: NOW + 1 }],
      ['is held by another call', { lease: { holder: 'CON-9/1', until: NOW + 1 } }],
      ['is held by another ring of the same call', { lease: { holder: 'CON-1/2', until: NOW + 1 } }],
    ])('who %s is not had, and stays as before', async (_how, item) => {
      const name = await hired(item);
      const before = await seen(name);
      expect(await stores.leases().claim(name, 'CON-1/1', during)).toBe('taken');
      expect(await seen(name)).toEqual(before);
    });

    test.each<[string, Hired]>([
      ['set themselves available', { away: false }],
      ['were not signed in until now', { unreachableUntil: NOW }],
      ['were held until now', { lease: { holder: 'CON-9/1', until: NOW } }],
    ])('who %s are had', async (_how, item) => {
      const name = await hired(item);
      expect(await stores.leases().claim(name, 'CON-1/1', during)).toBe('claimed');
      expect(await seen(name)).toMatchObject({ lease: { holder: 'CON-1/1', until: NOW + RING_MS } });
    });

    test('nobody comes onto the roster by being rung', async () => {
      expect(await stores.leases().claim('Reception', 'CON-1/1', during)).toBe('unknown');
      expect(await seen('Reception')).toBeUndefined();
    });
  });

  describe('the end of a lease', () => {
    beforeEach(async () => {
      await stores.leases().claim(jane, 'CON-1/1', during);
    });

    test('comes by itself: of thirty who wait for it one gets the agent', async () => {
      const later = { now: NOW + RING_MS, until: NOW + 2 * RING_MS };
      expect(await stores.leases().claim(jane, 'CON-2/1', { ...later, now: later.now - 1 })).toBe('taken');
      const claims = await Promise.all(
        Array.from({ length: 30 }, (_, call) =>
          stores.leases().claim(jane, holderOf(`CON-${call + 2}`, 1), later),
        ),
      );
      expect(claims.filter((claim) => claim === 'claimed')).toHaveLength(1);
    });

    test('is put off by its holder alone', async () => {
      await stores.leases().prolong(jane, 'CON-2/1', NOW + 7_200_000);
      await stores.leases().prolong(jane, 'CON-1/2', NOW + 7_200_000);
      expect((await seen(jane))?.lease).toEqual({ holder: 'CON-1/1', until: NOW + RING_MS });
      await stores.leases().prolong(jane, 'CON-1/1', NOW + 7_200_000);
      expect(
        await stores.leases().claim(jane, 'CON-2/1', { now: NOW + RING_MS, until: NOW + 2 * RING_MS }),
      ).toBe('taken');
    });

    test('is told by its holder alone; told twice, or late, it ends nobody else’s', async () => {
      const told = { now: NOW + 1_000 };
      for (const other of ['CON-2/1', 'CON-1/2', 'CON-11/1'])
        await stores.leases().release(jane, other, told);
      expect(await holder(jane)).toBe('CON-1/1');
      await stores.leases().release(jane, 'CON-1/1', told);
      expect(await seen(jane)).toEqual({ name: jane, away: false, idleSince: NOW + 1_000 });
      await stores.leases().claim(jane, 'CON-2/1', { now: NOW + 2_000, until: NOW + RING_MS });
      await stores.leases().release(jane, 'CON-1/1', { now: NOW + 3_000, unreachableUntil: NOW + 60_000 });
      await stores.leases().prolong(jane, 'CON-1/1', NOW + 7_200_000);
      expect(await seen(jane)).toEqual({
        name: jane,
        away: false,
        lease: { holder: 'CON-2/1', until: NOW + RING_MS },
        idleSince: NOW + 1_000,
      });
    });

    test('told with “not signed in”, keeps the agent from being rung for that long', async () => {
      await stores.leases().release(jane, 'CON-1/1', { now: NOW, unreachableUntil: NOW + 60_000 });
      expect(await stores.leases().claim(jane, 'CON-2/1', { now: NOW + 59_999, until: NOW + 90_000 })).toBe(
        'taken',
      );
      expect(await stores.leases().claim(jane, 'CON-2/1', { now: NOW + 60_000, until: NOW + 90_000 })).toBe(
        'claimed',
      );
    });

    test('of thirty releases and thirty takers at once, the agent is held by one taker or nobody, never by the old call', async () => {
      const answers = await Promise.all(
        Array.from({ length: 30 }, async (_, call) => {
          const [claim] = await Promise.all([
            stores.leases().claim(jane, holderOf(`CON-${call + 2}`, 1), during),
            stores.leases().release(jane, 'CON-1/1', { now: NOW }),
          ]);
          return claim === 'claimed' ? [holderOf(`CON-${call + 2}`, 1)] : [];
        }),
      );
      const winners = answers.flat();
      expect(winners.length).toBeLessThanOrEqual(1);
      expect(await holder(jane)).toBe(winners[0]);
    });

    test('is whatever it was when the agent is seen in a call of another kind', async () => {
      await stores.leases().free(jane, NOW + 5);
      expect(await seen(jane)).toEqual({ name: jane, away: false, idleSince: NOW + 5 });
      // Who is on no call has been idle for longer.
      await stores.leases().free(jane, NOW + 50);
      expect((await seen(jane))?.idleSince).toBe(NOW + 5);
    });
  });

  describe('the roster', () => {
    test('shows who may be rung and how they are', async () => {
      const joe = await hired({ away: true, idleSince: 5, unreachableUntil: 6 });
      const gone = await hired({ removed: true });
      expect(await seen(joe)).toEqual({ name: joe, away: true, idleSince: 5, unreachableUntil: 6 });
      expect(await seen(gone)).toBeUndefined();
    });

    test('who says so at the desk is there again; who was removed cannot', async () => {
      const joe = await hired({ unreachableUntil: NOW + 60_000 });
      await stores.leases().setAvailable(joe, false);
      expect(await seen(joe)).toMatchObject({ away: true, unreachableUntil: NOW + 60_000 });
      await stores.leases().setAvailable(joe, true);
      expect(await seen(joe)).toEqual({ name: joe, away: false });
      for (const name of [await hired({ removed: true }), 'Nobody']) {
        await stores.leases().setAvailable(name, true);
        expect(await seen(name)).toBeUndefined();
      }
    });
  });
});

describe('on DynamoDB', () => {
  const hired = async (more: Record<string, unknown> = {}): Promise<string> => {
    const name = newName();
    await tables.put('Agents', { name, roster: ON_ROSTER, ...more });
    return name;
  };
  const seen = (name: string) => seenBy(agentLeases(), name);

  test('costs one call, also for who loses: DynamoDB tells why. The laptop’s does not, and is asked', async () => {
    const jane = await hired();
    const { dynamodb } = await import('../../edge/aws/dynamodb/client.ts');
    let calls = 0;
    dynamodb.middlewareStack.add(
      (next) => (command) => {
        calls += 1;
        return next(command);
      },
      { step: 'initialize', name: 'counting' },
    );
    try {
      expect(await agentLeases().claim(jane, 'CON-1/1', during)).toBe('claimed');
      expect(calls).toBe(1);
      expect(await agentLeases().claim(jane, 'CON-2/1', during)).toBe('taken');
      expect(await agentLeases().claim(jane, 'CON-1/1', during)).toBe('claimed');
      expect(calls).toBe(process.env['DYNAMODB_LOCAL_URL'] ? 3 : 5);
    } finally {
      dynamodb.middlewareStack.remove('counting');
    }
  });

  test('an agent who came onto the roster before it had an index stands there once rung, or available', async () => {
    const [rung, available] = [await hired({ roster: undefined }), await hired({ roster: undefined })];
    expect(await seen(rung)).toBeUndefined();
    expect(await agentLeases().claim(rung, 'CON-1/1', during)).toBe('claimed');
    expect(await seen(rung)).toMatchObject({ lease: { holder: 'CON-1/1', until: NOW + RING_MS } });
    await agentLeases().setAvailable(available, true);
    expect(await seen(available)).toEqual({ name: available, away: false });
  });

  test('the roster shows nobody’s key', async () => {
    const name = await hired({ keyHash: 'abc' });
    expect(await seen(name)).toEqual({ name, away: false });
  });

  describe('a lost “completed” is known from the caller’s own leg', () => {
    const leg = (call: string, id: string, more: Record<string, unknown>) =>
      tables.put('Calls', { call, item: `leg#${id}`, ...more });

    test.each([
      ['completed', 'inbound', true],
      ['answered', 'inbound', false],
      ['ringing', 'inbound', false],
      ['completed', 'outbound', false],
      ['no status at all', 'inbound', false],
    ])('%s, %s: over %s', async (status, direction, over) => {
      const call = `CON-${status}-${direction}`;
      await leg(call, 'one', { direction, status });
      await leg(call, 'other', { direction: 'outbound', status: 'answered' });
      expect(await agentLeases().ended([`${call}/1`, 'CON-of-nobody/1'])).toEqual(over ? [`${call}/1`] : []);
    });

    test('a call whose id goes on is another call', async () => {
      await leg('CON-over/1', 'one', { direction: 'inbound', status: 'completed' });
      expect(await agentLeases().ended(['CON-over/1'])).toEqual([]);
    });
  });
});
