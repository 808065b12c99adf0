import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { handedOut, TestDesk } from '../../desk/desk.ts';
import {
  choose,
  edit,
  Exchange,
  failedWebhooks,
  lastLeg,
  signedPost,
  signIn,
  spoken,
  wrongs,
  type Call,
} from '../../e2e/tutorial-3-calls.ts';
import { asItIs } from './anew.ts';

let desk: TestDesk;
let line: Exchange;
let anew: () => Promise<void>;
beforeAll(async () => {
  desk = await TestDesk.open();
  line = new Exchange(desk);
  anew = await asItIs(desk);
});
afterEach(() => anew());
afterAll(() => desk.close());

const RING_MS = 20_000;
const forTheTone = 'Nobody can take your call right now. Please leave a message after the tone.';

const agent = async (name: string): Promise<Record<string, unknown>> =>
  (await desk.items('Agents')).find((item) => item['name'] === name) ?? {};

const rung = (call: Call): (string | undefined)[] => call.legs.map(({ user }) => user);

const signOut = (name: string) => desk.simulate('DELETE', `/simulator/sessions/${name}`);

const setAway = async (name: 'Jane' | 'Joe'): Promise<void> => {
  const ask = await desk.agent(name);
  expect(await ask('POST', '/api/availability', { available: false })).toMatchObject({ status: 200 });
};

/** The caller is asked for a message, and nothing went wrong on the way there. */
function expectVoicemail(call: Call): void {
  expect(spoken(call)).toContain(forTheTone);
  expect(call.log.find(({ action }) => action === 'record')).toMatchObject({ beepStart: true });
  expect([...wrongs(call), ...failedWebhooks(call)]).toEqual([]);
}

describe('an agent who does not take the call', () => {
  afterEach(() => signIn(desk, 'Jane'));

  test.each(['rejects', 'is busy', 'does not answer', 'is not signed in'])(
    'Jane %s: the caller is told, and Joe rings; nobody after him: voicemail',
    async (how) => {
      if (how === 'is not signed in') await signOut('Jane');
      let call = await line.phone();
      if (how === 'rejects') call = await line.leg(call, 'reject');
      if (how === 'is busy') call = await line.leg(call, 'reject', { busy: true });
      if (how === 'does not answer') call = await line.wait(call, RING_MS);
      expect(spoken(call)).toEqual(['Thank you for calling Jane', 'Please wait while we connect you to Joe']);
      expect(lastLeg(call)).toMatchObject({ user: 'Joe', state: 'ringing' });
      call = await line.wait(call, RING_MS);
      expect(rung(call)).toEqual(['Jane', 'Joe']);
      expectVoicemail(call);
      const over = await line.wait(call, 5_000);
      expect(spoken(over).at(-1)).toBe('Thank you for your message. Goodbye.');
      expect(over.state).toBe('completed');
    },
  );

  test('the one who took the call is on it, and free again when it is over', async () => {
    const call = await line.leg(await line.leg(await line.phone(), 'reject'), 'answer');
    expect(lastLeg(call)).toMatchObject({ user: 'Joe', state: 'answered' });
    expect(await agent('Joe')).toMatchObject({ busyWith: expect.stringContaining(call.conversationUuid) });
    expect(await agent('Jane')).not.toHaveProperty('busyWith');
    const over = await line.hangUp(call);
    expect(spoken(over)).not.toContain(forTheTone);
    expect(await agent('Joe')).not.toHaveProperty('busyWith');
    expect([...wrongs(over), ...failedWebhooks(over)]).toEqual([]);
  });

  test('who was not signed in is skipped for a minute, then rung again', async () => {
    await signOut('Jane');
    const first = await line.phone();
    expect(rung(first)).toEqual(['Jane', 'Joe']);
    await line.hangUp(first);
    const second = await line.phone();
    expect(rung(second)).toEqual(['Joe']);
    await line.hangUp(second);
    await desk.advance(60_000);
    const third = await line.phone();
    expect(rung(third)).toEqual(['Jane', 'Joe']);
    await line.hangUp(third);
  });

  test('who is away is not rung; with nobody there the caller gets to voicemail at once', async () => {
    await setAway('Jane');
    const call = await line.phone();
    expect(rung(call)).toEqual(['Joe']);
    await line.hangUp(call);
    await setAway('Joe');
    const next = await line.phone();
    expect(next.legs).toEqual([]);
    expectVoicemail(next);
    await line.hangUp(next);
  });

  test('where ops wrote what comes next, it comes', async () => {
    await choose(desk, 'custom');
    await desk.configure({
      name: 'custom',
      ncco: [
        { action: 'connect', timeout: 10, endpoint: [{ type: 'app', user: 'Jane' }] },
        { action: 'talk', text: 'Jane is away.' },
        { action: 'connect', endpoint: [{ type: 'app', user: 'Joe' }] },
      ],
    });
    const call = await line.leg(await line.phone(), 'reject');
    expect(spoken(call)).toEqual(['Jane is away.']);
    expect(lastLeg(call)).toMatchObject({ user: 'Joe', state: 'ringing' });
    expect(await agent('Joe')).toHaveProperty('busyWith');
    expectVoicemail(await line.leg(call, 'reject'));
  });

  test('the menu’s choice is on a call: the other one rings, in the menu’s language', async () => {
    await choose(desk, 'ivr');
    await edit(desk, 'menu', 'language', 'ja');
    const first = await line.press(await line.phone(), '1');
    expect(rung(first)).toEqual(['Jane']);
    const second = await line.press(await line.phone(), '1');
    expect(rung(second)).toEqual(['Joe']);
    expect(spoken(second).at(-1)).toContain('におつなぎします');
    for (const call of [first, second]) await line.hangUp(call);
  });
});

describe('everybody is on a call', () => {
  async function bothBusy(): Promise<Call[]> {
    const calls = [];
    for (let count = 0; count < 2; count += 1) calls.push(await line.leg(await line.phone(), 'answer'));
    expect(calls.map((call) => lastLeg(call).user)).toEqual(['Jane', 'Joe']);
    return calls;
  }

  test('a caller hears the place in line, and gets the agent who comes free; the first in line first', async () => {
    const [, withJoe] = await bothBusy();
    if (!withJoe) throw new Error('Joe is free.');
    let first = await line.phone();
    expect(spoken(first)).toEqual(['Thank you for calling Jane', expect.stringMatching(/first in line/)]);
    await desk.advance(1_000);
    let second = await line.phone();
    expect(spoken(second).at(-1)).toMatch(/number 2 in line/);
    await line.hangUp(withJoe);
    second = await line.wait(second, 9_000);
    first = await line.wait(first, 1_000);
    expect(lastLeg(first)).toMatchObject({ user: 'Joe', state: 'ringing' });
    expect(second.legs).toEqual([]);
    second = await line.wait(second, 10_000);
    expect(spoken(second).at(-1)).toMatch(/first in line/);
    for (const call of [first, second]) {
      expect([...wrongs(call), ...failedWebhooks(call)]).toEqual([]);
      await line.hangUp(call);
    }
  });

  test('the wait ends in voicemail after two minutes', async () => {
    await bothBusy();
    let call = await line.phone();
    for (let turn = 0; turn < 12; turn += 1) {
      expect(spoken(call)).not.toContain(forTheTone);
      call = await line.wait(call, 10_000);
    }
    expectVoicemail(call);
    expect(call.legs).toEqual([]);
    await line.hangUp(call);
  });

  test('music plays as ops set it, and the wait is as short as they set it', async () => {
    await edit(desk, 'settings', 'queue', { music: 'https://example.com/hold.mp3', maxSeconds: 15 });
    await bothBusy();
    let call = await line.phone();
    expect(call.log.find(({ action }) => action === 'stream')).toMatchObject({
      streamUrl: ['https://example.com/hold.mp3'],
    });
    for (let turn = 0; turn < 8; turn += 1) call = await line.wait(call, 5_000);
    expectVoicemail(call);
  });

  test('who hangs up while waiting stands before nobody', async () => {
    await bothBusy();
    await line.hangUp(await line.phone());
    await desk.advance(20_000);
    const call = await line.phone();
    expect(spoken(call).at(-1)).toMatch(/first in line/);
    await line.hangUp(call);
  });
});

describe('what is lost', () => {
  test('the end of the agent’s leg: known from the caller’s end, the agent is free for who comes', async () => {
    const [first, second] = [await line.phone(), await line.phone()];
    if (!first || !second) throw new Error('There are no calls.');
    await line.hangUp(await line.leg(first, 'answer'));
    await line.hangUp(await line.leg(second, 'answer'));
    for (const [name, call] of [
      ['Jane', first],
      ['Joe', second],
    ] as const) {
      await desk.tables.send(
        new UpdateCommand({
          TableName: 'Agents',
          Key: { name },
          UpdateExpression: 'SET busyWith = :holder, busyUntil = :until',
          ExpressionAttributeValues: {
            ':holder': `${call.conversationUuid}/1`,
            ':until': desk.system.clock.now() + 7_200_000,
          },
        }),
      );
    }
    const call = await line.phone();
    expect(lastLeg(call)).toMatchObject({ state: 'ringing' });
    await line.hangUp(call);
  });

  test('every word of a ring: the lease runs out', async () => {
    const body = {
      from: desk.newCustomer(),
      to: '447700900000',
      uuid: 'leg-of-a-lost-call',
      conversation_uuid: 'CON-lost',
    };
    const ring = () => signedPost(desk, '/webhooks/answer', body);
    expect((await ring()).text).toContain('"user":"Jane"');
    // Vonage asks again when the answer was lost: the same agent, not the next one.
    expect((await ring()).text).toContain('"user":"Jane"');
    const meanwhile = await line.phone();
    expect(rung(meanwhile)).toEqual(['Joe']);
    await line.hangUp(meanwhile);
    await desk.advance(RING_MS + 15_000);
    const later = await line.phone();
    expect(rung(later)).toEqual(['Jane']);
    await line.hangUp(later);
  });

  test('an agent who calls out is on no call of before', async () => {
    await line.leg(await line.phone(), 'answer');
    expect(await agent('Jane')).toHaveProperty('busyWith');
    await line.hangUp(await line.app('Jane', '447700900123'));
    expect(await agent('Jane')).not.toHaveProperty('busyWith');
  });

  test('a caller who hangs up while an agent’s app rings holds nobody', async () => {
    const call = await line.phone();
    expect(await agent('Jane')).toHaveProperty('busyWith');
    await line.hangUp(call);
    expect(await agent('Jane')).not.toHaveProperty('busyWith');
  });

  test.each([
    ['down', { dynamodb: { down: true } }],
    ['throttled', { dynamodb: { throttle: 1_000 } }],
  ])('the tables, %s in the middle of a call: voicemail', async (_how, fault) => {
    const call = await line.phone();
    await desk.withCloudFault(fault, async () => {
      const after = await line.leg(call, 'reject');
      expectVoicemail(after);
    });
    await line.hangUp(call);
  });

  test('the route function itself: the fallback asks for a message, and does not begin again', async () => {
    const call = await line.phone();
    await desk.withCloudFault({ kill: { function: 'route', after: 'reply' } }, async () => {
      const after = await line.leg(call, 'reject');
      expect(spoken(after)).toContain(forTheTone);
      expect(rung(after)).toEqual(['Jane']);
    });
    await line.hangUp(call);
  });
});

test('ten callers at once over two agents: one each, the others wait, and everybody gets somewhere', async () => {
  const ten = () => Promise.all(Array.from({ length: 10 }, () => line.phone()));
  // Ten cold starts at once may be too slow for a lease, or for an answer: these calls only warm them up.
  for (const { id } of await ten()) await desk.simulate('POST', `/simulator/calls/${id}/hangup`, {});
  await desk.system.settled();
  await desk.advance(60_000);
  const before = desk.logs().length;
  let calls = await ten();
  expect(desk.logs().slice(before)).not.toMatch(/not-leased|config-unavailable/);
  const ringing = calls.flatMap((call) => call.legs.filter(({ state }) => state === 'ringing'));
  expect(ringing.map(({ user }) => user).sort()).toEqual(['Jane', 'Joe']);
  for (let step = 0; step < 20; step += 1) {
    calls = await Promise.all(
      calls.map(async (call) => (await desk.simulate<Call>('GET', `/simulator/calls/${call.id}`)).body),
    );
    const now = calls.flatMap((call) =>
      call.legs.filter(({ state }) => state === 'ringing' || state === 'answered'),
    );
    const users = now.map(({ user }) => user);
    expect(new Set(users).size).toBe(users.length);
    await desk.advance(10_000);
  }
  for (const call of calls) {
    expect(spoken(call)).toContain(forTheTone);
    expect([...wrongs(call), ...failedWebhooks(call)]).toEqual([]);
  }
});

describe('/api/availability', () => {
  test('an agent says so, and all see it', async () => {
    const [jane, joe] = [await desk.agent('Jane'), await desk.agent('Joe')];
    expect((await joe('POST', '/api/availability', { available: false })).body).toEqual({
      name: 'Joe',
      available: false,
    });
    const call = await line.leg(await line.phone(), 'answer');
    const { body } = await jane('GET', '/api/availability');
    expect(body).toEqual({
      agents: [
        { name: 'Jane', available: true, busy: true },
        { name: 'Joe', available: false, busy: false },
      ],
    });
    await line.hangUp(call);
    await joe('POST', '/api/availability', { available: true });
    expect((await jane('GET', '/api/availability')).body).toEqual({
      agents: [
        { name: 'Jane', available: true, busy: false },
        { name: 'Joe', available: true, busy: false },
      ],
    });
  });

  test.each([
    [{}],
    [{ available: 'no' }],
    [{ available: null }],
    [[]],
    [{ available: true, name: 'Joe' }],
    ['x'],
  ])('%j is refused with what to send', async (content) => {
    const jane = await desk.agent('Jane');
    expect(await jane('POST', '/api/availability', content)).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('available') },
    });
  });

  test('nobody who is no agent sees or changes it', async () => {
    expect((await desk.ask('GET', '/api/availability')).status).toBe(401);
    expect((await desk.ask('POST', '/api/availability', { body: '{"available":false}' })).status).toBe(401);
  });
});

describe('/webhooks/route', () => {
  test.each(['/webhooks/route', '/webhooks/route?agent=Jane&ring=1&call=CON-1'])(
    '%s without Vonage’s proof is refused',
    async (path) => {
      const answer = await desk.ask('POST', path, { body: '{"status":"rejected"}' });
      expect(answer.status).toBe(401);
    },
  );

  test.each([
    'agent=Jane&ring=-1&round=x&since=never&tried=&call=%00',
    `agent=${'x'.repeat(5_000)}&ring=999999&round=1e9&since=99999999999999999`,
    `agent=Jane&${Array.from({ length: 100 }, (_, index) => `tried=${index}`).join('&')}`,
    '',
  ])('a URL that says odd things under our MAC, ?%s, still gets the caller somewhere', async (query) => {
    for (const body of [
      { status: 'rejected', uuid: 'u', conversation_uuid: 'c' },
      {},
      [],
      'null',
      'no JSON',
    ]) {
      const answer = await signedPost(desk, handedOut(desk, `/webhooks/route?${query}`), body);
      expect(answer.status).toBe(200);
    }
  });
});
