import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { NCCOS } from '../../fixtures/nccos.ts';
import {
  callShape,
  fields,
  JANES_PHONE,
  json,
  keys,
  makeApplication,
  openWorld,
  SUPPORT,
  type World,
} from './setup.ts';

/* Calls that hear NCCOs as people write them, played from the first ring to the end. */

let world: World;
beforeAll(async () => {
  world = await openWorld();
  const applicationId = await makeApplication(world);
  const { users } = world.sdk({ applicationId, privateKey: keys.privateKey });
  await users.createUser({ name: 'Jane' });
});
afterAll(() => world.close());

const post = async (path: string, body: unknown = {}) =>
  callShape.parse((await world.call('POST', `/simulator/calls${path}`, body)).json);
type CallView = Awaited<ReturnType<typeof post>>;

const advance = async (seconds: number): Promise<void> => {
  await world.clock.advance(seconds * 1000);
  await world.vonage.settled();
};

/** Whoever is called answers and hangs up, keys are pressed, words are said, time passes; at last the caller hangs up. */
async function goOn(call: CallView): Promise<void> {
  const path = `/${call.id}`;
  const leg = call.legs.find(({ state }) => state === 'ringing' || state === 'answered');
  if (leg) await post(`${path}/legs/${leg.id}/${leg.state === 'ringing' ? 'answer' : 'hangup'}`);
  else if (call.waitingFor === 'digits')
    await post(`${path}/digits`, { digits: '1' }).then(() => advance(11));
  else if (call.waitingFor === 'speech')
    await post(`${path}/speech`, { text: 'yes' }).then(() => advance(70));
  else if (call.waitingFor === 'time') await advance(120);
  else if (call.waitingFor === 'recording') await advance(7_200);
  else await post(`${path}/hangup`);
}

async function played(ncco: unknown[]): Promise<CallView> {
  // Nothing leaves this machine.
  const written = JSON.stringify(ncco).replaceAll('https://example.com/x', `${world.receiver.url}/x`);
  world.receiver.answer('/answer', json(JSON.parse(written)));
  let call = await post('', { from: JANES_PHONE, to: SUPPORT });
  for (let step = 0; step < 20 && ['ringing', 'answered'].includes(call.state); step += 1) {
    await goOn(call);
    call = callShape.parse((await world.call('GET', `/simulator/calls/${call.id}`)).json);
  }
  await world.vonage.settled();
  return call;
}

const names = (ncco: { action?: unknown }[]) => ncco.map(({ action }) => String(action));

describe('a call that hears what is right', () => {
  test.each(NCCOS.filter(({ valid }) => valid).map(({ id, ncco }) => [id, ncco] as const))(
    '%s goes on to its end, in order, without an error',
    async (_id, ncco) => {
      const { state, log } = await played(ncco);
      expect(state).toBe('completed');
      // There is no conversation CON-1 to be moved to: that is told when it comes to it.
      const expected = names(ncco).map((name) => (name === 'transfer' ? 'error' : name));
      const ran = log
        .map(({ action }) => action)
        .filter((name) => name === 'error' || expected.includes(name));
      expect(ran).toEqual(ran.includes('conversation') ? expect.arrayContaining(expected) : expected);
    },
  );
});

describe('a call that hears what is wrong', () => {
  test.each(NCCOS.filter(({ valid }) => !valid).map(({ id, ncco, why }) => [id, ncco, why] as const))(
    '%s ends, and the event URL is told',
    async (_id, ncco, why) => {
      const { state, log } = await played(ncco);
      expect(state).toBe('failed');
      const reason = expect.stringContaining(`Invalid NCCO: ${why?.split('.')[0]}.`);
      expect(log).toContainEqual(expect.objectContaining({ action: 'error', reason }));
      expect(log.filter(({ action }) => names(ncco).includes(action))).toEqual([]);
      const told = world.receiver.at('/event').map(({ body }) => fields(body));
      expect(told.at(-1)).toMatchObject({ status: 'failed' });
      expect(told.at(-2)).toMatchObject({ reason });
    },
  );
});

test('what was allowed to be barged into once, is until the input, over a sound that says it is not', async () => {
  const bargeIn = (more: object) => [
    { action: 'stream', streamUrl: ['https://example.com/x'], ...more },
    { action: 'stream', streamUrl: ['https://example.com/x'], bargeIn: 'false' },
  ];
  const input = { action: 'input', type: ['dtmf'], dtmf: { maxDigits: '1' } };
  const call = async (...ncco: unknown[]) => {
    world.receiver.answer('/answer', json(ncco));
    return post('', { from: JANES_PHONE, to: SUPPORT });
  };
  const first = await call(...bargeIn({ bargeIn: 'true' }), input);
  await advance(31);
  const pressed = await post(`/${first.id}/digits`, { digits: '5' });
  expect(pressed).toMatchObject({ state: 'completed' });
  expect(pressed.log).toContainEqual(expect.objectContaining({ action: 'digits', digits: '5' }));

  // After the input it is over.
  const second = await call({ ...bargeIn({ bargeIn: true })[0] }, input, ...bargeIn({}));
  await post(`/${second.id}/digits`, { digits: '5' });
  const deaf = await post(`/${second.id}/digits`, { digits: '6' });
  expect(deaf.log.filter(({ action }) => action === 'bargeIn')).toHaveLength(1);
  await post(`/${second.id}/hangup`);
});
