import { describe, expect, jest, test } from '@jest/globals';
import {
  createCapacity,
  limitsOfThisMachine,
  type Capacity,
  type Pool,
  type Tenant,
} from '../../../../local/cloud/capacity.ts';

interface Fake extends Tenant {
  alive: boolean;
  ended: string | undefined;
}

const environment = (): Fake => {
  const one: Fake = {
    alive: true,
    ended: undefined,
    end(why) {
      one.alive = false;
      one.ended = why;
    },
  };
  return one;
};

const LIMITS = { environments: 4, startsAtOnce: 2, idleMs: 1_000, waiting: 10 };
const capacityOf = (limits = {}): Capacity<Fake> => createCapacity<Fake>({ ...LIMITS, ...limits });
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Takes; `got` is what came, once it came. */
function ask(pool: Pool<Fake>, signal?: AbortSignal) {
  const asked: { got?: unknown; waits: boolean } = { waits: false };
  void pool
    .take({ ...(signal && { signal }), onWait: () => (asked.waits = true) })
    .then((got) => (asked.got = got ?? 'nothing'));
  return asked;
}

/** An environment that has started and is free. */
async function started(pool: Pool<Fake>): Promise<Fake> {
  expect(await pool.take()).toBe('start');
  const one = environment();
  pool.started();
  return one;
}

describe('starts', () => {
  test('so many at once, of all functions together; the next when one is over', async () => {
    const capacity = capacityOf();
    const [texts, calls] = [capacity.pool(), capacity.pool()];
    const asked = [ask(texts), ask(texts), ask(texts), ask(calls)];
    await turn();
    expect(asked.map(({ got }) => got)).toEqual(['start', 'start', undefined, undefined]);
    expect(asked.map(({ waits }) => waits)).toEqual([false, false, true, true]);
    texts.started();
    await turn();
    // The calls have none yet: they go first although they came last.
    expect(asked.map(({ got }) => got)).toEqual(['start', 'start', undefined, 'start']);
  });

  test('who waits takes what becomes free, and starts nothing', async () => {
    const capacity = capacityOf({ startsAtOnce: 1 });
    const texts = capacity.pool();
    const first = await started(texts);
    expect(await texts.take()).toBe('start');
    const asked = ask(texts);
    texts.giveBack(first);
    await turn();
    expect(asked.got).toEqual({ free: first });
  });

  test('one that did not begin makes room for another', async () => {
    const texts = capacityOf({ environments: 1, startsAtOnce: 1 }).pool();
    expect(await texts.take()).toBe('start');
    const asked = ask(texts);
    texts.abandon();
    await turn();
    expect(asked.got).toBe('start');
  });

  test('one that failed makes room for another', async () => {
    const capacity = capacityOf({ environments: 1 });
    const texts = capacity.pool();
    expect(await texts.take()).toBe('start');
    const asked = ask(texts);
    texts.started();
    await turn();
    expect(asked.got).toBeUndefined();
    texts.gone(environment());
    await turn();
    expect(asked.got).toBe('start');
  });
});

describe('a full machine', () => {
  test('ends the longest idle environment for another function', async () => {
    const capacity = capacityOf({ environments: 2 });
    const [texts, calls] = [capacity.pool(), capacity.pool()];
    const one = await started(texts);
    const other = await started(texts);
    texts.giveBack(other);
    texts.giveBack(one);
    expect(await calls.take()).toBe('start');
    expect([one.ended, other.ended]).toEqual([undefined, 'room']);
    // Its process is gone a moment later: the room is given away once.
    texts.gone(other);
    calls.started();
    expect(await calls.take()).toBe('start');
    expect(one.ended).toBe('room');
    const asked = ask(calls);
    calls.started();
    await turn();
    expect(asked.got).toBeUndefined();
  });

  test('lets an invocation wait when all work', async () => {
    const capacity = capacityOf({ environments: 2 });
    const [texts, calls] = [capacity.pool(), capacity.pool()];
    const one = await started(texts);
    await started(texts);
    const asked = [ask(texts), ask(calls)];
    await turn();
    expect(asked.map(({ got }) => got)).toEqual([undefined, undefined]);
    // The calls have no environment at all: the first that becomes free is ended for them, although a text waits.
    texts.giveBack(one);
    await turn();
    expect(one.ended).toBe('room');
    expect(asked.map(({ got }) => got)).toEqual([undefined, 'start']);
  });

  test('refuses when too many wait', async () => {
    const capacity = capacityOf({ startsAtOnce: 1, waiting: 2 });
    const texts = capacity.pool();
    const asked = Array.from({ length: 4 }, () => ask(texts));
    await turn();
    expect(asked.map(({ got }) => got)).toEqual(['start', undefined, undefined, 'nothing']);
  });
});

describe('who waits', () => {
  test('may give up, and is passed over', async () => {
    const capacity = capacityOf({ startsAtOnce: 1 });
    const texts = capacity.pool();
    const first = ask(texts);
    const caller = new AbortController();
    const asked = [ask(texts, caller.signal), ask(texts)];
    caller.abort();
    await turn();
    expect([first.got, asked[0]?.got]).toEqual(['start', 'nothing']);
    texts.started();
    await turn();
    expect(asked[1]?.got).toBe('start');
  });

  test('whose caller has gone already gets nothing', async () => {
    const capacity = capacityOf({ startsAtOnce: 1 });
    const texts = capacity.pool();
    ask(texts);
    const asked = ask(texts, AbortSignal.abort());
    await turn();
    expect(asked.got).toBe('nothing');
  });

  test('gets nothing when all is closed', async () => {
    const capacity = capacityOf({ startsAtOnce: 1 });
    const texts = capacity.pool();
    const asked = [ask(texts), ask(texts)];
    capacity.close();
    asked.push(ask(texts));
    await turn();
    expect(asked.map(({ got }) => got)).toEqual(['start', 'nothing', 'nothing']);
  });
});

describe('an idle environment', () => {
  test('is ended after its time, unless it has worked', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate'] });
    try {
      const capacity = capacityOf();
      const texts = capacity.pool();
      const one = await started(texts);
      texts.giveBack(one);
      jest.advanceTimersByTime(900);
      expect(await texts.take()).toEqual({ free: one });
      jest.advanceTimersByTime(900);
      texts.giveBack(one);
      jest.advanceTimersByTime(999);
      expect(one.ended).toBeUndefined();
      jest.advanceTimersByTime(1);
      expect(one.ended).toBe('idle');
      texts.gone(one);
      expect(await texts.take()).toBe('start');
    } finally {
      jest.useRealTimers();
    }
  });

  test('of a function that keeps its own has no time limit, and is the last to make room', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate'] });
    try {
      const capacity = capacityOf({ environments: 2 });
      const [inspected, texts, calls] = [capacity.pool({ keepIdle: true }), capacity.pool(), capacity.pool()];
      const [kept, other] = [await started(inspected), await started(texts)];
      inspected.giveBack(kept);
      jest.advanceTimersByTime(10_000);
      texts.giveBack(other);
      expect(await calls.take()).toBe('start');
      expect([kept.ended, other.ended]).toEqual([undefined, 'room']);
      calls.started();
      expect(await texts.take()).toBe('start');
      expect(kept.ended).toBe('room');
    } finally {
      jest.useRealTimers();
    }
  });

  test('that died is not given out', async () => {
    const texts = capacityOf().pool();
    const one = await started(texts);
    texts.giveBack(one);
    one.alive = false;
    expect(await texts.take()).toBe('start');
  });

  test('the last used is taken first', async () => {
    const texts = capacityOf().pool();
    const [one, other] = [await started(texts), await started(texts)];
    texts.giveBack(other);
    texts.giveBack(one);
    expect(await texts.take()).toEqual({ free: one });
  });
});

test('this machine bears a few environments at least, and starts one on each processor', () => {
  const limits = limitsOfThisMachine();
  expect(limits.environments).toBeGreaterThanOrEqual(8);
  expect(limits.environments).toBeLessThanOrEqual(32);
  expect(limits.startsAtOnce).toBeGreaterThanOrEqual(2);
});
