import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { NUMBERS, TestDesk } from '../../desk/desk.ts';
import { Exchange, spoken, wrongs, type Call } from '../../e2e/tutorial-3-calls.ts';

let desk: TestDesk;
let line: Exchange;
beforeEach(async () => {
  desk = await TestDesk.open();
  line = new Exchange(desk);
});
afterEach(() => desk.close());

const forTheTone = 'Nobody can take your call right now. Please leave a message after the tone.';
const moment = 'One moment, please.';

/** Calls under way. */
const calls = async (): Promise<Call[]> =>
  (await desk.simulate<Call[]>('GET', '/simulator/calls')).body.filter(({ state }) => state !== 'completed');

const ringing = (all: Call[]): string[] =>
  all.flatMap(({ legs }) => legs.flatMap(({ user, state }) => (state === 'ringing' && user ? [user] : [])));

/** So many callers at the same moment; resolves when each of them waits or rings somebody, whatever events follow slowly. */
async function atOnce(count: number): Promise<Call[]> {
  for (let caller = 0; caller < count; caller += 1)
    void desk.simulate('POST', '/simulator/calls', { from: desk.newCustomer(), to: NUMBERS.voice });
  await desk.until(async () => {
    const all = await calls();
    return all.length === count && all.every(({ log, legs }) => legs.length > 0 || log.some(isPause));
  });
  return calls();
}

const isPause = ({ action }: Call['log'][number]): boolean => action === 'wait' || action === 'record';

test('the tables are slow, not down: who holds no lease for certain rings nobody, and asks again in a moment', async () => {
  // Warm, so that what the ops wrote is known: only the leases are late.
  for (const call of await Promise.all([line.phone(), line.phone()])) await line.hangUp(call);
  const slow = { dynamodb: { delayMs: 800 } };
  await desk.withCloudFault(slow, async () => {
    const [one, ...more] = ringing(await atOnce(2));
    expect([one, ...more]).toEqual(['Jane']);
  });
  await desk.system.settled();
  const waiting = (await calls()).find(({ legs }) => legs.length === 0);
  expect(waiting && spoken(waiting)).toEqual(['Thank you for calling Jane', moment]);
  await desk.advance(3_000);
  expect(ringing(await calls()).sort()).toEqual(['Jane', 'Joe']);
  expect((await calls()).flatMap(wrongs)).toEqual([]);
});

test('a lease that is taken too late is the call’s own: its agent rings at the next turn', async () => {
  await line.hangUp(await line.phone());
  await desk.withCloudFault({ dynamodb: { delayMs: 1_500 } }, async () => {
    const [call] = await atOnce(1);
    expect(call?.legs).toEqual([]);
    await desk.until(async () =>
      (await desk.items('Agents')).some(({ busyWith }) => busyWith === `${call?.conversationUuid}/1`),
    );
  });
  await desk.system.settled();
  await desk.advance(3_000);
  expect(ringing(await calls())).toEqual(['Jane']);
  expect((await desk.items('Agents')).filter((agent) => 'busyWith' in agent)).toHaveLength(1);
});

test('the first call of all, and the tables have told nothing yet: nobody rings on faith', async () => {
  await desk.withCloudFault({ dynamodb: { delayMs: 2_500 } }, async () => {
    const [call] = await atOnce(1);
    expect(call?.legs).toEqual([]);
    expect(call && spoken(call).slice(0, 2)).toEqual(['Thank you for calling Jane', moment]);
  });
  await desk.system.settled();
  await desk.advance(3_000);
  expect(ringing(await calls())).toEqual(['Jane']);
});

test('the tables stay slow: after some turns the caller is asked for a message', async () => {
  const call = await line.phone();
  await desk.withCloudFault({ dynamodb: { delayMs: 4_000 } }, async () => {
    void desk.simulate('POST', `/simulator/calls/${call.id}/legs/${call.legs[0]?.id}/reject`, {});
    for (let turn = 1; turn <= 3; turn += 1) {
      await desk.until(async () =>
        (await calls()).some((one) => spoken(one).filter((text) => text === moment).length === turn),
      );
      void desk.simulate('POST', '/cloud/clock', { advanceMs: 3_000 });
    }
    await desk.until(async () => (await calls()).some((one) => spoken(one).includes(forTheTone)));
  });
  const [after] = await calls();
  expect(after?.legs).toHaveLength(1);
  expect(after && wrongs(after)).toEqual([]);
});

test('ten callers at once over two agents, all functions cold: no agent is rung twice, and everybody gets somewhere', async () => {
  let all = await Promise.all(Array.from({ length: 10 }, () => line.phone()));
  const seen = new Set<string>();
  for (let step = 0; step < 40 && all.length > 0; step += 1) {
    const users = ringing(all);
    expect(new Set(users).size).toBe(users.length);
    for (const user of users) seen.add(user);
    await desk.advance(5_000);
    all = await calls();
  }
  expect([...seen].sort()).toEqual(['Jane', 'Joe']);
  const { body } = await desk.simulate<Call[]>('GET', '/simulator/calls');
  expect(body).toHaveLength(10);
  for (const call of body) {
    expect(spoken(call)).toContain(forTheTone);
    expect(wrongs(call)).toEqual([]);
  }
});
