import { expect, test } from '@jest/globals';
import { bothSettled } from '../../../local/settled.ts';

test('what a function starts at Vonage while it is waited for is waited for too', async () => {
  const steps: string[] = [];
  let receipts = 0;
  const vonage = {
    get isIdle() {
      return receipts === 0;
    },
    settled: () => {
      steps.push(`Vonage delivers ${receipts}`);
      receipts = 0;
      return Promise.resolve();
    },
  };
  const running = [() => (receipts = 1)];
  const cloud = {
    settled: () => {
      steps.push(`the cloud runs ${running.length}`);
      running.shift()?.();
      return Promise.resolve();
    },
  };
  await bothSettled(vonage, cloud);
  expect(steps).toEqual(['Vonage delivers 0', 'the cloud runs 1', 'Vonage delivers 1', 'the cloud runs 0']);
});
