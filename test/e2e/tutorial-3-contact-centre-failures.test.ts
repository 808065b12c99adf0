import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { handedOut, NUMBERS, TestDesk } from '../desk/desk.ts';
import {
  choose,
  edit,
  Exchange,
  failedWebhooks,
  item,
  lastLeg,
  signedPost,
  spoken,
  wrongs,
  type Call,
} from './tutorial-3-calls.ts';

let desk: TestDesk;
let line: Exchange;
beforeAll(async () => {
  desk = await TestDesk.open();
  line = new Exchange(desk);
});
afterAll(() => desk.close());

const thanks = [
  { action: 'talk', text: 'Thank you for calling Jane' },
  { action: 'connect', endpoint: [{ type: 'app', user: 'Jane' }] },
];

/** The call works although something is broken: somebody is rung, and nothing went wrong in Vonage's eyes. */
function expectWorking(call: Call): void {
  expect(spoken(call)).not.toEqual([]);
  expect(lastLeg(call).state).toBe('ringing');
  expect([...wrongs(call), ...failedWebhooks(call)]).toEqual([]);
}

const broken: [string, unknown][] = [
  ['no JSON', '[{"action":"talk",'],
  ['an empty text', ''],
  ['a page', '<html></html>'],
  ['JSON that is no list', '{"action":"talk","text":"x"}'],
  ['an empty list', []],
  ['a number', 7],
  ['null', null],
  ['true', true],
  ['a set', new Set(['talk'])],
  ['bytes', new Uint8Array([1, 2, 3])],
  ['a list of texts', ['talk']],
  ['an action that nobody knows', [{ action: 'sing', text: 'x' }]],
  ['an action without its text', [{ action: 'talk' }]],
  ['a text beyond Vonage’s limit', [{ action: 'talk', text: 'x'.repeat(1_501) }]],
  [
    'two endpoints',
    [
      {
        action: 'connect',
        endpoint: [
          { type: 'app', user: 'Jane' },
          { type: 'app', user: 'Joe' },
        ],
      },
    ],
  ],
  ['a number that is none', [{ action: 'connect', endpoint: [{ type: 'phone', number: 'PARAMS_TOO' }] }]],
  [
    'a call to itself',
    [{ action: 'connect', from: 'YOUR_VONAGE_NUMBER', endpoint: [{ type: 'phone', number: 'PARAMS_TO' }] }],
  ],
];

describe.each(broken)('an NCCO item that is %s', (_what, ncco) => {
  afterAll(() => desk.configure({ name: 'inbound-call', ncco: thanks }));

  test('the call works, the item is marked, and the mark goes when it is mended', async () => {
    await choose(desk, 'inbound-call');
    await edit(desk, 'inbound-call', 'ncco', ncco);
    const call = await line.phone();
    expectWorking(call);
    await line.hangUp(call);
    const { problems } = (await item(desk, 'inbound-call')) ?? {};
    expect(problems).toEqual(expect.arrayContaining([expect.stringMatching(/\w/)]));

    await edit(desk, 'inbound-call', 'ncco', thanks);
    const after = await line.phone();
    expect(spoken(after)).toEqual(['Thank you for calling Jane']);
    await line.hangUp(after);
    expect(await item(desk, 'inbound-call')).not.toHaveProperty('problems');
  });
});

describe('a broken item elsewhere', () => {
  afterEach(async () => {
    await desk.configure({
      name: 'menu',
      choices: { '1': 'Jane', '2': 'Joe' },
      attempts: 3,
      otherwise: 'Jane',
    });
    await choose(desk, 'inbound-call');
  });

  test.each([
    ['a preset that is not there', { incoming: 'no-such-item', outgoing: 'nor-this' }],
    ['nothing', {}],
    ['wrong types', { incoming: ['ivr'], outgoing: { preset: 'custom' } }],
    ['a name that objects have', { incoming: '__proto__', outgoing: 'constructor' }],
    ['a name that is very long', { incoming: 'x'.repeat(5_000), outgoing: '' }],
  ])('answer names %s: calls in and out work', async (_what, names) => {
    await desk.configure({ name: 'answer', ...names });
    const calls = [await line.phone(), await line.app('Jane', '447700900123')];
    for (const call of calls) {
      expectWorking(call);
      await line.hangUp(call);
    }
  });

  test.each([
    ['no choices', { choices: {}, attempts: 3 }],
    ['wrong types', { choices: 'Jane', attempts: 'often', otherwise: 7, language: [] }],
    ['endless attempts', { choices: { '1': 'Jane' }, attempts: 1e9, otherwise: 'Joe' }],
  ])('a menu with %s: the caller still reaches somebody', async (_what, menu) => {
    await desk.configure({ name: 'menu', ...menu });
    await choose(desk, 'ivr');
    let call = await line.phone();
    for (let asked = 0; asked < 12 && call.legs.length === 0; asked += 1) call = await line.press(call, '9');
    expectWorking(call);
    await line.hangUp(call);
  });
});

describe('while the cloud is broken', () => {
  beforeAll(async () => {
    await desk.configure({ name: 'inbound-call', ncco: thanks });
    await choose(desk, 'inbound-call');
  });
  /** A call's own webhook was answered at the first try, and somebody is rung: what slow events follow is not waited for. */
  async function rung(from: string, act: () => Promise<unknown>): Promise<Call> {
    void act();
    let call: Call | undefined;
    await desk.until(async () => {
      const { body } = await desk.simulate<(Call & { from: string })[]>('GET', '/simulator/calls');
      call = body.findLast((candidate) => candidate.from === from);
      // A leg rings after what it began with was told, and that takes its time here.
      return ['started', 'ringing'].includes(call?.legs.at(-1)?.state ?? '') || call?.state === 'completed';
    });
    if (!call) throw new Error('There is no such call.');
    void desk.simulate('POST', `/simulator/calls/${call.id}/hangup`, {});
    const asked = call.log.filter(({ kind }) => ['answer', 'input', 'fallback'].includes(String(kind)));
    expect(asked.map(({ status, attempt }) => [status, attempt])).toEqual(asked.map(() => [200, 1]));
    expect(wrongs(call)).toEqual([]);
    return call;
  }

  const dial = (from: string): Promise<Call> =>
    rung(from, () => desk.simulate('POST', '/simulator/calls', { from, to: NUMBERS.voice }));

  const dialOut = (user: string): Promise<Call> =>
    rung(user, () => desk.simulate('POST', '/simulator/calls', { user, to: '+44 7700 900123' }));

  test.each([
    ['down', { dynamodb: { down: true } }],
    ['throttled', { dynamodb: { throttle: 1_000 } }],
    ['slow', { dynamodb: { delayMs: 4_000 } }],
  ])('the tables are %s: keys, and calls in and out, work as ops chose last', async (_how, fault) => {
    await choose(desk, 'ivr');
    const customer = desk.newCustomer();
    const asked = await line.phone({ from: customer });
    await desk.withCloudFault(fault, async () => {
      await desk.simulate('POST', `/simulator/calls/${asked.id}/digits`, { digits: '2' });
      const advance = () => desk.simulate('POST', '/cloud/clock', { advanceMs: 3_000 });
      expect(lastLeg(await rung(customer, advance))).toMatchObject({ user: 'Joe' });
    });

    await desk.configure({ name: 'night', ncco: [{ action: 'talk', text: 'Good night' }, ...thanks] });
    await choose(desk, 'night');
    await line.hangUp(await line.phone());
    await desk.advance(10_000);
    await desk.withCloudFault(fault, async () => {
      const incoming = await dial(desk.newCustomer());
      expect(lastLeg(incoming)).toMatchObject({ user: 'Jane' });
      expect(spoken(incoming)).toEqual(['Good night', 'Thank you for calling Jane']);
      expect(lastLeg(await dialOut('Jane'))).toMatchObject({ number: '447700900123' });
    });
    await desk.system.settled();
    await choose(desk, 'inbound-call');
  });

  test('the tables are down before anything was read: the caller is not left with an error', async () => {
    const fresh = await TestDesk.open();
    try {
      await fresh.withCloudFault({ dynamodb: { down: true } }, async () => {
        const calls = new Exchange(fresh);
        const [incoming, outgoing] = [await calls.phone(), await calls.app('Jane', '447700900123')];
        expect(lastLeg(incoming)).toMatchObject({ user: 'Jane', state: 'ringing' });
        // Without settings nobody knows which number is ours to call from.
        expect(spoken(outgoing)).toEqual([expect.stringMatching(/\w/)]);
        expect([...wrongs(incoming), ...wrongs(outgoing)]).toEqual([]);
      });
    } finally {
      await fresh.close();
    }
  });

  test('the tables are too slow to take a mark: the caller does not wait, and the next call leaves it', async () => {
    await edit(desk, 'inbound-call', 'ncco', 'broken');
    await desk.withCloudFault({ dynamodb: { delayMs: 700 } }, async () => {
      expect(lastLeg(await dial(desk.newCustomer()))).toMatchObject({ user: 'Jane' });
    });
    await desk.system.settled();
    expect(desk.logs()).toContain('problems-not-noted');
    await line.hangUp(await line.phone());
    expect(await item(desk, 'inbound-call')).toHaveProperty('problems');
    await desk.configure({ name: 'inbound-call', ncco: thanks });
  });

  test('the answer function dies: Vonage asks the fallback, which answers', async () => {
    await desk.withCloudFault({ kill: { function: 'answer', after: 'reply' } }, async () => {
      const call = await line.phone();
      expect(spoken(call)).toEqual(['Thank you for calling Jane']);
      expect(lastLeg(call)).toMatchObject({ user: 'Jane', state: 'ringing' });
      expect(call.log.find(({ kind }) => kind === 'fallback')).toMatchObject({ status: 200 });
      await line.hangUp(call);
    });
  });

  test('the answer function dies on an agent’s call: the dialled number is reached all the same', async () => {
    await desk.withCloudFault({ kill: { function: 'answer', after: 'reply' } }, async () => {
      const call = await line.app('Jane', '+44 7700 900123');
      expect(lastLeg(call)).toMatchObject({ number: '447700900123', state: 'ringing' });
      await line.hangUp(call);
    });
  });

  test('the key function dies: the caller is not left with an error', async () => {
    await choose(desk, 'ivr');
    const asked = await line.phone();
    await desk.withCloudFault({ kill: { function: 'dtmf', after: 'reply' } }, async () => {
      const call = await line.press(asked, '2');
      expect(lastLeg(call).state).toBe('ringing');
      await line.hangUp(call);
    });
    await choose(desk, 'inbound-call');
  });

  test('Secrets Manager is down for long: callers and agents are put through as before', async () => {
    for (const call of [await line.phone(), await line.app('Jane', '447700900123')]) await line.hangUp(call);
    await desk.advance(600_000);
    await desk.withCloudFault({ secrets: { down: true } }, async () => {
      const [incoming, outgoing] = [await line.phone(), await line.app('Jane', '447700900123')];
      expect(spoken(incoming)).toEqual(['Thank you for calling Jane']);
      expect(lastLeg(incoming)).toMatchObject({ user: 'Jane', state: 'ringing' });
      expect(lastLeg(outgoing)).toMatchObject({ number: '447700900123', state: 'ringing' });
      for (const call of [incoming, outgoing]) {
        expect(failedWebhooks(call)).toEqual([]);
        await line.hangUp(call);
      }
    });
  });

  test('no secret was ever to be had: the caller hears an apology, nobody is connected on an unproven word', async () => {
    const cold = await TestDesk.open();
    try {
      const calls = new Exchange(cold);
      await cold.withCloudFault({ secrets: { down: true } }, async () => {
        for (const call of [await calls.phone(), await calls.app('Jane', '447700900123')]) {
          expect(spoken(call)).toEqual([expect.stringMatching(/sorry/)]);
          expect(call).toMatchObject({ state: 'completed', legs: [] });
          expect(wrongs(call)).toEqual([]);
        }
      });
      const call = await calls.phone();
      expect(lastLeg(call)).toMatchObject({ user: 'Jane', state: 'ringing' });
      await calls.hangUp(call);
    } finally {
      await cold.close();
    }
  });
});

describe('what no phone sends', () => {
  const { forged }: { forged: [string, unknown][] } = {
    forged: [
      ['nothing', {}],
      ['a list', []],
      ['null', 'null'],
      ['no JSON', 'from=1&to=2'],
      ['an empty body', ''],
      ['wrong types', { to: { a: 1 }, from: [1], from_user: 7, uuid: null, custom_data: 'x' }],
      ['prototypes', '{"__proto__":{"from_user":"Jane"},"to":"447700900000"}'],
      ['much', { to: '4'.repeat(100_000), from: 'x'.repeat(100_000) }],
    ],
  };

  test.each(forged)('%s as an answer, fallback or key webhook still gets an NCCO', async (_what, body) => {
    for (const path of ['answer', 'fallback', 'dtmf']) {
      const answer = await signedPost(desk, `/webhooks/${path}`, body);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
      expect(answer.body).toEqual(expect.arrayContaining([expect.objectContaining({ action: 'talk' })]));
    }
  });

  test.each(['1', '2'])('today’s keys with and without a time-out: %s', async (digits) => {
    for (const timed_out of [true, false]) {
      const answer = await signedPost(desk, '/webhooks/dtmf', { dtmf: { digits, timed_out } });
      expect(answer.body).toContainEqual(
        expect.objectContaining({
          action: 'connect',
          endpoint: [{ type: 'app', user: digits === '1' ? 'Jane' : 'Joe' }],
        }),
      );
    }
  });

  test.each([
    [null],
    [''],
    ['3'],
    ['11'],
    ['constructor'],
    ['"}]'],
    [{ digits: null, timed_out: true }],
    [{ digits: '', timed_out: true }],
    [{ digits: ['1'] }],
    [{ digits: '1'.repeat(10_000) }],
  ])('other keys, %j, are asked again and connect nobody', async (dtmf) => {
    const answer = await signedPost(desk, '/webhooks/dtmf', { dtmf });
    expect(answer.status).toBe(200);
    expect(JSON.stringify(answer.body)).not.toContain('connect"');
    expect(answer.body).toContainEqual(expect.objectContaining({ action: 'input' }));
  });

  test.each(['-1', '0', '1e9', '99999999999', 'x', '%00', '3&attempt=1'])(
    'an attempt of %s does not make the menu endless or break it',
    async (attempt) => {
      const url = handedOut(desk, `/webhooks/dtmf?attempt=${attempt}`);
      const answer = await signedPost(desk, url, { dtmf: { digits: '9' } });
      expect(answer.status).toBe(200);
      expect(answer.body).toEqual(expect.arrayContaining([expect.objectContaining({ action: 'talk' })]));
    },
  );
});
