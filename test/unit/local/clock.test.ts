import { describe, expect, test } from '@jest/globals';
import { createClock } from '../../../local/clock.ts';

describe('the movable clock', () => {
  test('runs what becomes due in order of time, each at its own moment', async () => {
    const clock = createClock();
    const start = clock.now();
    const seen: [string, number][] = [];
    const note = (name: string) => () => void seen.push([name, Math.round((clock.now() - start) / 1000)]);
    clock.after(20_000, note('second'));
    clock.after(10_000, async () => {
      note('first')();
      await Promise.resolve();
      clock.after(5_000, note('set by first'));
    });
    clock.after(60_000, note('too late'));
    await clock.advance(30_000);
    expect(seen).toEqual([
      ['first', 10],
      ['set by first', 15],
      ['second', 20],
    ]);
    clock.stop();
  });

  test('a cancelled task does not run and a task that waits for the clock itself does not block it', async () => {
    const clock = createClock({ patienceMs: 5 });
    let cancelledRan = false;
    let woken = false;
    clock.after(1_000, () => void (cancelledRan = true)).cancel();
    clock.after(1_000, async () => {
      await clock.sleep(5_000);
      woken = true;
    });
    await clock.advance(10_000);
    expect({ cancelledRan, woken }).toEqual({ cancelledRan: false, woken: true });
    clock.stop();
  });

  test('keeps no process alive once it is stopped, whatever is added later', () => {
    const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
    const clock = createClock();
    const before = timers();
    clock.after(60_000, () => {});
    expect(timers()).toBe(before + 1);
    clock.stop();
    expect(timers()).toBe(before);
    clock.after(60_000, () => {});
    expect(timers()).toBe(before);
    clock.stop();
  });
});
