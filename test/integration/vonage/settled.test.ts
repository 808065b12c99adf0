import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { basic, JANES_PHONE, openWorld, status, SUPPORT, type Reply, type World } from './setup.ts';

/** More than are sent at once. */
const TEXTS = 20;
const FIRST_RETRY_MS = 5_000;

let world: World;
beforeEach(async () => {
  world = await openWorld();
  await world.form('/account/settings', { drCallBackUrl: `${world.receiver.url}/receipts` });
  world.receiver.received.length = 0;
});
afterEach(() => world.close());

const send = () =>
  world.call('POST', '/sms/json', { from: SUPPORT, to: JANES_PHONE, text: 'x' }, { authorization: basic });
const receipts = () => world.receiver.at('/receipts').length;

const slowly: Reply = (_, response) => void setTimeout(() => response.end(), 50);

test('it waits for receipts that are queued behind those on their way', async () => {
  world.receiver.answer('/receipts', slowly);
  for (let count = 0; count < TEXTS; count += 1) await send();
  expect(world.vonage.isIdle).toBe(false);
  await world.vonage.settled();
  expect(receipts()).toBe(TEXTS);
  expect(world.vonage.isIdle).toBe(true);
});

test('it waits for a retry that is due, and not for one that is not', async () => {
  world.receiver.answer('/receipts', status(503), slowly);
  await send();
  await world.vonage.settled();
  expect(receipts()).toBe(1);
  // Not awaited: the clock has reached the retry, whose task has not run yet.
  const advancing = world.clock.advance(FIRST_RETRY_MS);
  expect(world.vonage.isIdle).toBe(false);
  await world.vonage.settled();
  expect(receipts()).toBe(2);
  await advancing;
});

test('it waits for every part of a text that is delivered late', async () => {
  await world.form('/account/settings', { moCallBackUrl: `${world.receiver.url}/in` });
  world.receiver.received.length = 0;
  await world.call('POST', '/simulator/faults', { webhooks: { delayMs: 60_000 } });
  world.receiver.answer('/in', slowly);
  await world.call('POST', '/simulator/messages', {
    from: JANES_PHONE,
    to: SUPPORT,
    text: 'x'.repeat(400),
    split: true,
  });
  void world.clock.advance(60_000);
  await world.vonage.settled();
  expect(world.receiver.at('/in')).toHaveLength(3);
});
