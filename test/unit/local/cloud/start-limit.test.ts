import { describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import {
  exceededStartLimit,
  psMs,
  START_LIMITS,
  ticksMs,
  watchStart,
} from '../../../../local/cloud/start-limit.ts';

/** What a process had used after each of so many seconds. */
const samples = (seconds: number, used: (second: number) => number | undefined) =>
  Array.from({ length: seconds }, (_, index) => used(index + 1));

describe('a start', () => {
  test.each([
    ['has just begun', samples(0, () => 0), undefined],
    ['is quick to use its processor', samples(9, (second) => second * 1_000), undefined],
    [
      'has used ten seconds of it',
      samples(10, (second) => second * 1_000),
      'more than 10 s of processor time',
    ],
    ['is on a machine with forty others', samples(110, (second) => second * 25), undefined],
    ['was starved for a while', samples(12, (second) => (second < 9 ? 200 : second * 30)), undefined],
    ['waits for what does not come', samples(11, () => 180), 'waited for 10 s'],
    ['waits not that long yet', samples(10, () => 180), undefined],
    ['is slow beyond patience', samples(120, (second) => second * 60), 'longer than 120 s'],
    ['cannot be looked into, and is young', samples(119, () => undefined), undefined],
    ['cannot be looked into, and is old', samples(120, () => undefined), 'longer than 120 s'],
    [
      'could not be looked into for a moment',
      samples(11, (second) => (second === 1 ? undefined : 180)),
      undefined,
    ],
  ])('that %s', (_what, history, reason) => {
    const found = exceededStartLimit(history, START_LIMITS);
    if (reason === undefined) expect(found).toBeUndefined();
    else expect(found).toContain(reason);
  });
});

test.each([
  ['a plain name', '123 (node) R 1 1 1 0 -1 4194304 1 2 3 4 150 25 0 0 20 0', 1_750],
  ['a name with blanks and brackets', '123 (a) b (c) S 1 1 1 0 -1 4194304 1 2 3 4 7 0 0 0 20 0', 70],
  ['nothing', '', undefined],
  ['half a line', '123 (node) R 1 1', undefined],
])('/proc/<pid>/stat with %s', (_what, stat, ms) => {
  expect(ticksMs(stat)).toBe(ms);
});

test.each([
  ['of a Mac', '  0:01.23\n', 1_230],
  ['of a Mac, long', '65:07.00', 3_907_000],
  ['of Linux', '00:01:09\n', 69_000],
  ['with days', '2-03:00:01', 183_601_000],
  ['of nobody', '', undefined],
  ['that is no time', 'TIME', undefined],
])('ps -o time= %s', (_what, said, ms) => {
  expect(psMs(said)).toBe(ms);
});

describe('a process is watched', () => {
  const limits = { cpuMs: 10_000, stillMs: 1_000, longestMs: 3_000 };

  test('until it is over its limit', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'ignore' });
    try {
      const reason = await new Promise<string>((resolve) => watchStart(child.pid, limits, resolve));
      expect(reason).toMatch(/waited for 1 s|longer than 3 s/);
    } finally {
      child.kill('SIGKILL');
    }
  });

  test('and not after it was stopped', async () => {
    let calls = 0;
    watchStart(undefined, { ...limits, longestMs: 1_000 }, () => (calls += 1))();
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(calls).toBe(0);
  });
});
