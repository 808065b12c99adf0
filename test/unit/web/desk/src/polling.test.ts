import { describe, expect, test } from '@jest/globals';
import {
  HIDDEN_MS,
  pauseAfter,
  poll,
  VISIBLE_MS,
  type PollEnvironment,
} from '../../../../../web/desk/src/polling.ts';

/** A page whose timers and responses the test controls. */
function page() {
  const waits: { ms: number; then: () => void; cancelled: boolean }[] = [];
  const asked: {
    signal: AbortSignal;
    answer: (worked: boolean) => Promise<void>;
    fail: () => Promise<void>;
  }[] = [];
  let attention: (() => void) | undefined;
  const state = { visible: true };
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  const around: PollEnvironment = {
    visible: () => state.visible,
    onAttention(listener) {
      attention = listener;
      return () => (attention = undefined);
    },
    wait(ms, then) {
      const wait = { ms, then, cancelled: false };
      waits.push(wait);
      return () => (wait.cancelled = true);
    },
  };
  const ask = (signal: AbortSignal) =>
    new Promise<boolean>((resolve, reject) => {
      asked.push({
        signal,
        answer: (worked) => {
          resolve(worked);
          return settle();
        },
        fail: () => {
          reject(new Error('lost'));
          return settle();
        },
      });
    });
  return {
    waits,
    asked,
    state,
    running: poll(ask, around),
    attend: () => attention?.(),
    hasListener: () => attention !== undefined,
  };
}

describe('a poll', () => {
  test('asks at once, then again after a pause', async () => {
    const { asked, waits } = page();
    expect(asked).toHaveLength(1);
    await asked[0]?.answer(true);
    expect(waits.map(({ ms }) => ms)).toEqual([VISIBLE_MS]);
    waits[0]?.then();
    expect(asked).toHaveLength(2);
  });

  test('waits longer while nobody looks, and asks at once when somebody does', async () => {
    const { asked, waits, state, attend } = page();
    state.visible = false;
    await asked[0]?.answer(true);
    expect(waits[0]?.ms).toBe(HIDDEN_MS);
    attend();
    expect(asked).toHaveLength(2);
    expect(waits[0]?.cancelled).toBe(true);
  });

  test('never asks twice at a time; what was wanted meanwhile is asked afterwards, once', async () => {
    const { asked, running, waits } = page();
    running.now();
    running.now();
    expect(asked).toHaveLength(1);
    await asked[0]?.answer(true);
    expect(asked).toHaveLength(2);
    await asked[1]?.answer(true);
    expect(asked).toHaveLength(2);
    expect(waits).toHaveLength(1);
  });

  test('waits ever longer while nothing answers, and as usual once something does', async () => {
    const { asked, waits } = page();
    for (let round = 0; round < 8; round += 1) {
      await (round % 2 === 0 ? asked.at(-1)?.answer(false) : asked.at(-1)?.fail());
      waits.at(-1)?.then();
    }
    await asked.at(-1)?.answer(true);
    const pauses = waits.map(({ ms }) => ms);
    const failed = pauses.slice(0, -1);
    expect(failed).toEqual(failed.toSorted((one, other) => one - other));
    expect(failed[0]).toBeGreaterThan(VISIBLE_MS);
    expect(failed.at(-1)).toBe(60_000);
    expect(pauses.at(-1)).toBe(VISIBLE_MS);
  });

  test('does not hammer a desk that fails because it was asked for once more', async () => {
    const { asked, running } = page();
    running.now();
    await asked[0]?.answer(false);
    expect(asked).toHaveLength(1);
  });

  test('that is stopped gives up what it asked, and asks no more', async () => {
    const { asked, waits, running, hasListener } = page();
    running.stop();
    expect(asked[0]?.signal.aborted).toBe(true);
    await asked[0]?.answer(true);
    running.now();
    expect(waits).toHaveLength(0);
    expect(asked).toHaveLength(1);
    expect(hasListener()).toBe(false);
  });

  test('never pauses for more than a minute', () => {
    expect(pauseAfter(1_000, false)).toBe(60_000);
  });
});
