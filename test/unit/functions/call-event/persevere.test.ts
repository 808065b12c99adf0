import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import { RetryableError } from '../../../../desk/retryable-error.ts';
import { ClientError } from '../../../../desk/client-error.ts';
import { persevere } from '../../../../functions/call-event/persevere.ts';

/* A function with 12 s whose time passes only as the work and the pauses of a test take it. */

let remaining = 0;
let pauses: number[] = [];
let logged: unknown[] = [];
beforeEach(() => {
  remaining = 12_000;
  pauses = [];
  logged = [];
  jest.spyOn(console, 'log').mockImplementation((line: string) => void logged.push(JSON.parse(line)));
});

const pause = (ms: number): Promise<void> => {
  pauses.push(ms);
  remaining -= ms;
  return Promise.resolve();
};
const going = <T>(work: () => Promise<T>, random = () => 0.5): Promise<T> =>
  persevere(work, { remainingMs: () => remaining, pause, random });

/** Fails so often, then answers. */
function failing(times: number, error: unknown, takesMs = 0): { work: () => Promise<string>; tries: number } {
  const counted = {
    tries: 0,
    work: async () => {
      await Promise.resolve();
      remaining -= takesMs;
      counted.tries += 1;
      if (counted.tries <= times) throw error;
      return 'kept';
    },
  };
  return counted;
}

const fault = (name: string, more: object): Error => Object.assign(new Error('down'), { name, ...more });
const DOWN = fault('InternalServerError', { $fault: 'server', $metadata: { httpStatusCode: 500 } });
const MENDED_BY_TIME: [string, Error][] = [
  ['DynamoDB is down', DOWN],
  ['a 503 of no kind', fault('UnknownError', { $fault: 'client', $metadata: { httpStatusCode: 503 } })],
  ['throttled', fault('ProvisionedThroughputExceededException', { $fault: 'client' })],
  ['throttled for the account', fault('RequestLimitExceeded', { $fault: 'client' })],
  ['it does not answer', fault('TimeoutError', { $metadata: {} })],
  ['nobody is there', fault('Error', { code: 'ECONNREFUSED' })],
  ['the desk says later', new RetryableError('call-contention')],
];
const NOT: [string, unknown][] = [
  ['a refusal', new ClientError(401, 'no', 'No.')],
  [
    'what we may not',
    fault('AccessDeniedException', { $fault: 'client', $metadata: { httpStatusCode: 400 } }),
  ],
  ['what we asked wrongly', fault('ValidationException', { $fault: 'client' })],
  ['a mistake of our own', new TypeError('x is undefined')],
  ['no error', 'oops'],
];

describe('work that a service keeps from being done', () => {
  test.each(MENDED_BY_TIME)('%s: it is done again until it is done', async (_name, error) => {
    const { work } = failing(3, error);
    expect(await going(work)).toBe('kept');
    expect(pauses).toHaveLength(3);
    expect(logged).toEqual(
      [1, 2, 3].map((tries) => expect.objectContaining({ reason: 'event-tried-again', tries })),
    );
  });

  test.each(NOT)('%s: it is not done again', async (_name, error) => {
    const counted = failing(1, error);
    await expect(going(counted.work)).rejects.toBe(error);
    expect([counted.tries, pauses]).toEqual([1, []]);
  });

  test.each([0, 0.5, 0.999])('the pauses grow, spread by chance (%d), up to a bound', async (random) => {
    const { work } = failing(100, DOWN);
    await expect(going(work, () => random)).rejects.toBe(DOWN);
    const [first = 0, second = 0] = pauses;
    expect(first).toBeGreaterThan(0);
    expect(second).toBeCloseTo(first * 2);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(2_000);
  });

  test('it uses most of the time that the function has, and leaves enough to answer', async () => {
    const { work } = failing(100, DOWN, 200);
    await expect(going(work)).rejects.toBe(DOWN);
    expect(remaining).toBeGreaterThanOrEqual(1_000);
    expect(remaining).toBeLessThan(5_000);
  });

  test('a clock that jumps ahead ends it', async () => {
    const counted = failing(100, DOWN, 60_000);
    await expect(going(counted.work)).rejects.toBe(DOWN);
    expect(counted.tries).toBe(1);
  });

  test('a try that does not come back is left in time to answer', async () => {
    remaining = 1_020;
    const hangs = new Promise<string>(() => undefined);
    await expect(going(() => hangs)).rejects.toMatchObject({ name: 'TooLate' });
    expect(pauses).toEqual([]);
  });
});
