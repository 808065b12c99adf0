import { describe, expect, test } from '@jest/globals';
import type { Timer } from '../../../../local/clock.ts';
import { createPendingWork } from '../../../../local/vonage/pending-work.ts';

/** A clock whose tasks run only when the test says so, as those of a busy process do. */
function createLateClock() {
  let now = 0;
  const tasks: (() => void | Promise<void>)[] = [];
  return {
    now: () => now,
    pass: (ms: number) => void (now += ms),
    after(_ms: number, task: () => void | Promise<void>): Timer {
      tasks.push(task);
      return { cancel: () => void tasks.splice(tasks.indexOf(task), 1) };
    },
    runTasks: () => Promise.all(tasks.splice(0).map(async (task) => task())),
  };
}

function open() {
  const clock = createLateClock();
  const closing = new AbortController();
  return { clock, closing, pending: createPendingWork(clock, closing.signal) };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Whether the promise has resolved by the next turn of the event loop. */
async function hasResolved(promise: Promise<void>): Promise<boolean> {
  let resolved = false;
  void promise.then(() => (resolved = true));
  await turn();
  return resolved;
}

describe('tracked work', () => {
  test('counts until it settles, and what it starts counts too', async () => {
    const { pending } = open();
    const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    void pending.track(first.promise.then(() => pending.track(second.promise)));
    const idle = pending.whenIdle();
    first.resolve();
    expect(await hasResolved(idle)).toBe(false);
    second.resolve();
    expect(await hasResolved(idle)).toBe(true);
    expect(pending.isIdle).toBe(true);
  });

  test('that fails counts no longer, and its failure is the caller’s', async () => {
    const { pending } = open();
    const failing = pending.track(Promise.reject(new Error('no answer')));
    await expect(failing).rejects.toThrow('no answer');
    await pending.whenIdle();
    expect(pending.isIdle).toBe(true);
  });
});

describe('scheduled work', () => {
  test('does not count before its moment', async () => {
    const { pending } = open();
    pending.schedule(5_000, () => Promise.resolve());
    expect(pending.isIdle).toBe(true);
    await pending.whenIdle();
  });

  test('counts from its moment on, even while its timer is late, until it is done', async () => {
    const { clock, pending } = open();
    const { promise, resolve } = Promise.withResolvers<void>();
    pending.schedule(5_000, () => promise);
    clock.pass(5_000);
    expect(pending.isIdle).toBe(false);
    const idle = pending.whenIdle();
    expect(await hasResolved(idle)).toBe(false);
    const tasks = clock.runTasks();
    expect(await hasResolved(idle)).toBe(false);
    resolve();
    expect(await hasResolved(idle)).toBe(true);
    await tasks;
  });

  test('that is cancelled does not count', async () => {
    const { clock, pending } = open();
    const timer = pending.schedule(0, () => Promise.resolve());
    const idle = pending.whenIdle();
    timer.cancel();
    expect(await hasResolved(idle)).toBe(true);
    expect(await clock.runTasks()).toEqual([]);
  });

  test('that fails counts no longer', async () => {
    const { clock, pending } = open();
    pending.schedule(0, () => Promise.reject(new Error('it cannot be sent')));
    await expect(clock.runTasks()).rejects.toThrow('it cannot be sent');
    await pending.whenIdle();
    expect(pending.isIdle).toBe(true);
  });
});

test('closing ends the wait for what a stopped clock will never finish', async () => {
  const { closing, pending } = open();
  void pending.track(new Promise(() => {}));
  pending.schedule(0, () => Promise.resolve());
  const idle = pending.whenIdle();
  expect(await hasResolved(idle)).toBe(false);
  closing.abort();
  expect(await hasResolved(idle)).toBe(true);
});
