import { expect, test } from '@jest/globals';
import { createConcurrencyLimit } from '../../../../../local/vonage/webhooks/concurrency-limit.ts';

/** Tasks that are ended by hand. */
function tasks(count: number) {
  const limit = createConcurrencyLimit(3);
  const begun: number[] = [];
  const ends = Array.from({ length: count }, () => Promise.withResolvers<number>());
  const results = ends.map(({ promise }, index) =>
    limit.run(() => {
      begun.push(index);
      return promise;
    }),
  );
  return { begun, ends, results };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('so many run at once, the others in their order', async () => {
  const { begun, ends, results } = tasks(5);
  await turn();
  expect(begun).toEqual([0, 1, 2]);
  ends[1]?.resolve(1);
  await turn();
  expect(begun).toEqual([0, 1, 2, 3]);
  for (const [index, { resolve }] of ends.entries()) resolve(index);
  expect(await Promise.all(results)).toEqual([0, 1, 2, 3, 4]);
});

test('a task that fails gives its place away', async () => {
  const { begun, ends, results } = tasks(4);
  await turn();
  ends[0]?.reject(new Error('no answer'));
  await expect(results[0]).rejects.toThrow('no answer');
  await turn();
  expect(begun).toContain(3);
  for (const { resolve } of ends) resolve(0);
  await Promise.allSettled(results);
});

test('a place that was left is taken again', async () => {
  const limit = createConcurrencyLimit(1);
  for (let n = 0; n < 3; n += 1) expect(await limit.run(() => Promise.resolve(n))).toBe(n);
});
