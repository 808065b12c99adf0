import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { jsonBody, NUMBERS, TestDesk, voiceJwt, type Answer } from '../desk/desk.ts';
import { asWritten, freeAgents } from '../integration/desk/agents-at-rest.ts';
import { putSecret, readSecret } from '../integration/desk/owner.ts';

interface Action {
  action: string;
  text?: string;
  endpoint?: { type: string; user?: string; number?: string }[];
}

let desk: TestDesk;
beforeAll(async () => (desk = await TestDesk.open()));
afterAll(() => desk.close());

function webhook(path: string, more: Record<string, unknown> = {}, signed = true): Promise<Answer<Action[]>> {
  const { body, headers } = jsonBody({
    from: '447700900777',
    to: NUMBERS.voice,
    uuid: randomUUID(),
    conversation_uuid: `CON-${randomUUID()}`,
    ...more,
  });
  const authorization = signed ? `Bearer ${voiceJwt(desk, body)}` : 'Bearer a.b.c';
  return desk.ask('POST', path, { body, headers: { ...headers, authorization } });
}

const incoming = async (): Promise<Answer<Action[]>> => {
  await freeAgents(desk);
  const answer = await webhook('/webhooks/answer');
  return { ...answer, body: asWritten(answer.body) };
};

const problemsOf = async (name: string): Promise<unknown> =>
  (await desk.tables.send(new GetCommand({ TableName: 'NccoConfig', Key: { name }, ConsistentRead: true })))
    .Item?.['problems'];

const actions = (answer: Answer<Action[]>): string[] => answer.body.map(({ action }) => action);

describe('the table of NCCOs does not answer', () => {
  test.each([
    ['down', { dynamodb: { down: true } }],
    ['throttled', { dynamodb: { throttle: 100 } }],
    ['slow beyond patience', { dynamodb: { delayMs: 4_000 } }],
  ])('%s: the built-in presets answer, in time', async (_name, fault) => {
    await desk.advance(60_000);
    await desk.withCloudFault(fault, async () => {
      const answers = await Promise.all([
        incoming(),
        webhook('/webhooks/fallback', { reason: 'timeout' }),
        webhook('/webhooks/answer', { from_user: 'Jane', from: undefined, to: '+44 7700 900-123' }),
        webhook('/webhooks/dtmf', { dtmf: { digits: '2', timed_out: true } }),
        webhook('/webhooks/dtmf', { dtmf: { digits: '', timed_out: true } }),
      ]);
      for (const answer of answers) {
        expect(answer.status).toBe(200);
        expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
        expect(answer.body.length).toBeGreaterThan(0);
      }
      const [call, fallback, outgoing, key, silence] = answers;
      expect(call?.body.at(-1)).toMatchObject({
        action: 'connect',
        endpoint: [{ type: 'app', user: 'Jane' }],
      });
      expect(fallback?.body.at(-1)).toMatchObject({ action: 'connect' });
      // Without settings nobody knows our own number: what is not known must not stand in the NCCO as a name.
      expect(outgoing?.text).not.toMatch(/PARAMS_TO|YOUR_|undefined/);
      expect(key?.body.at(-1)).toMatchObject({ endpoint: [{ type: 'app', user: 'Joe' }] });
      expect(silence?.body.at(-1)?.action).toBe('input');
    });
  });

  test('a phone that calls meanwhile is put through', async () => {
    await desk.advance(60_000);
    await desk.withCloudFault({ dynamodb: { down: true } }, async () => {
      const call = await desk.simulate<{ log: Action[]; legs: { user?: string }[] }>(
        'POST',
        '/simulator/calls',
        { from: desk.newCustomer(), to: NUMBERS.voice },
      );
      expect(call.status).toBe(200);
      expect(call.body.legs.some(({ user }) => user === 'Jane')).toBe(true);
    });
    await desk.system.settled();
  });

  test('events are answered 503, so that Vonage or an owner sees that they were not kept', async () => {
    const answer = await desk.withCloudFault({ dynamodb: { down: true } }, () =>
      webhook('/webhooks/event', { status: 'ringing', timestamp: '2026-11-21T10:00:00.000Z' }),
    );
    expect(answer.status).toBe(503);
  });

  test('a call’s last event is tried again as long as the function runs; then it is 503 too', async () => {
    const told = desk.logs().length;
    await desk.withCloudFault({ dynamodb: { down: true } }, async () => {
      const answer = webhook('/webhooks/event', {
        status: 'completed',
        timestamp: '2026-11-21T10:00:00.000Z',
      });
      await desk.until(() => desk.logs().slice(told).includes('event-tried-again'));
      await desk.advance(10_000);
      expect((await answer).status).toBe(503);
    });
  });
});

describe('Secrets Manager is down for longer than a secret is cached', () => {
  test('what was warm before goes on: calls are connected, texts are answered, events are kept', async () => {
    const customer = desk.newCustomer();
    const event = { status: 'ringing', timestamp: '2026-11-21T10:00:00.000Z' };
    const before = [await incoming(), await webhook('/webhooks/dtmf', { dtmf: '1' })];
    await webhook('/webhooks/event', event);
    await desk.text(customer, 'Please help');
    await desk.advance(600_000);
    const told = desk.logs().length;
    await desk.withCloudFault({ secrets: { down: true } }, async () => {
      expect((await incoming()).body).toEqual(before[0]?.body);
      await freeAgents(desk);
      expect(actions(await webhook('/webhooks/dtmf', { dtmf: '1' }))).toContain('connect');
      expect((await webhook('/webhooks/event', event)).status).toBe(200);
      const { body } = await desk.text(desk.newCustomer(), 'Hello');
      expect(body.webhooks).toEqual([expect.objectContaining({ status: 200 })]);
      expect((await webhook('/webhooks/answer', {}, false)).status).toBe(401);
    });
    expect(desk.logs().slice(told)).toContain('secret-stale');
  });
});

describe.each([
  ['as the stack makes them', () => '7Qe;generated', () => '7Qe;generated'],
  [
    'without what proves',
    (vonage: string) => vonage,
    (proofs: string) =>
      JSON.stringify({
        ...(JSON.parse(proofs) as object),
        signatureSecret: '',
        publicKey: '',
      }),
  ],
])('the set-up command has not run: the secrets are %s', (_name, vonage, proofs) => {
  let written: [vonage: string, proofs: string];
  let told: number;
  beforeAll(async () => {
    written = [
      JSON.stringify(await readSecret(desk, 'VonageSecret')),
      JSON.stringify(await readSecret(desk, 'ProofsSecret')),
    ];
    await putSecret(desk, 'VonageSecret', vonage(written[0]));
    await putSecret(desk, 'ProofsSecret', proofs(written[1]));
    told = desk.logs().length;
  });
  afterAll(async () => {
    await putSecret(desk, 'VonageSecret', written[0]);
    await putSecret(desk, 'ProofsSecret', written[1]);
  });

  test('callers hear an apology, everybody else is 503, and the log says what to run, once a minute', async () => {
    for (let round = 0; round < 2; round += 1) {
      for (const path of ['/webhooks/answer', '/webhooks/fallback', '/webhooks/dtmf'])
        expect(actions(await webhook(path, { from_user: 'Jane', to: '447700900123' }))).toEqual(['talk']);
      expect((await webhook('/webhooks/event', { status: 'ringing' })).status).toBe(503);
      const customer = desk.newCustomer();
      for (const path of ['/support', '/update', '/receipts'] as const)
        expect((await desk.webhook(path, desk.inbound(customer, 'Hello'))).status).toBe(503);
      const tickets = await desk.ask('GET', '/api/tickets', { headers: { authorization: 'Bearer a.b.c' } });
      expect(tickets.status).toBe(503);
    }
    const lines = desk
      .logs()
      .slice(told)
      .split('\n')
      .flatMap((line) => (line ? [JSON.parse(line) as { reason: string }] : []));
    const missing = lines.filter(({ reason }) => reason === 'setup-missing');
    expect(missing.length).toBeGreaterThanOrEqual(7);
    // Each environment says it once a minute: one more only where a second environment had to start.
    expect(missing.length).toBeLessThan(14);
    for (const line of missing) expect(line).toMatchObject({ level: 'error', run: 'npm run setup' });
    expect(lines.filter(({ reason }) => reason === 'unavailable' || reason === 'proof-unavailable')).toEqual(
      [],
    );
  });
});

describe('no secret was ever to be had', () => {
  let warm: TestDesk;
  beforeAll(async () => {
    warm = desk;
    desk = await TestDesk.open({ agents: [] });
    await desk.simulate('POST', '/cloud/faults', { secrets: { down: true } });
  });
  afterAll(async () => {
    const cold = desk;
    desk = warm;
    if (cold !== warm) await cold.close();
  });

  test.each(['/webhooks/answer', '/webhooks/fallback', '/webhooks/dtmf'])(
    '%s: an apology that only talks; nothing is connected on an unproven word',
    async (path) => {
      for (const signed of [true, false]) {
        const answer = await webhook(path, { from_user: 'Jane', to: '15550001111', dtmf: '1' }, signed);
        expect(answer.status).toBe(200);
        expect(actions(answer)).toEqual(['talk']);
        expect(answer.text).not.toContain('15550001111');
      }
    },
  );

  test('SMS webhooks and events are 503: Vonage delivers them again', async () => {
    const customer = desk.newCustomer();
    for (const path of ['/support', '/update', '/receipts'] as const) {
      const answer = await desk.webhook(path, desk.inbound(customer, 'Hello'));
      expect([path, answer.status]).toEqual([path, 503]);
    }
    expect((await webhook('/webhooks/event', { status: 'ringing' })).status).toBe(503);
    expect(await desk.received(customer)).toEqual([]);
  });

  test('people hear that they should try again', async () => {
    const answers = [
      await desk.notify({ number: desk.newCustomer() }),
      await desk.jwt({ mobile_api_key: desk.system.account.mobileApiKey, user_name: 'Jane' }),
      await desk.ask('GET', '/api/tickets', { headers: { authorization: 'Bearer a.b.c' } }),
    ];
    for (const answer of answers) {
      expect(answer.status).toBe(503);
      expect(answer.body).toMatchObject({ error: expect.any(String) });
    }
  });

  test('a text that came meanwhile is answered once afterwards', async () => {
    const customer = desk.newCustomer();
    const first = await desk.text(customer, 'Please help');
    expect(first.body.webhooks[0]?.status).toBe(503);
    await desk.simulate('DELETE', '/cloud/faults');
    await desk.advance(120_000);
    expect(await desk.received(customer)).toHaveLength(1);
  });
});

describe('an item that ops broke', () => {
  const good = {
    name: 'inbound-call',
    ncco: [
      { action: 'talk', text: 'Hello from ops' },
      { action: 'connect', endpoint: [{ type: 'app', user: 'Joe' }] },
    ],
  };

  const BROKEN: [string, unknown][] = [
    ['no JSON', '[{"action":"talk", text:'],
    ['JSON that is no list', '{"action":"talk","text":"Hi"}'],
    ['an empty list', []],
    ['a number', 42],
    ['nothing', undefined],
    ['an action that does not exist', [{ action: 'sing', text: 'La' }]],
    ['a talk without text', [{ action: 'talk' }]],
    ['an endpoint that is no list', [{ action: 'connect', endpoint: { type: 'app', user: 'Jane' } }]],
    ['a hostile string', '"__proto__"'],
    ['a list of nulls', [null, null]],
  ];

  test.each(BROKEN)(
    '%s: the call is answered, the item is marked, and unmarked when mended',
    async (_name, ncco) => {
      await desk.configure({ name: 'inbound-call', ...(ncco !== undefined && { ncco }) });
      const answer = await incoming();
      expect(answer.status).toBe(200);
      expect(answer.body.at(-1)).toMatchObject({ action: 'connect', endpoint: [{ type: 'app' }] });
      await desk.system.settled();
      const problems = await problemsOf('inbound-call');
      expect(problems).toEqual(expect.arrayContaining([expect.any(String)]));

      await desk.configure({ ...good, problems });
      expect((await incoming()).body).toEqual(good.ncco);
      await desk.system.settled();
      expect(await problemsOf('inbound-call')).toBeUndefined();
    },
  );

  test('an input as the tutorial writes it, without a type, is completed: it is not broken', async () => {
    await desk.configure({ name: 'inbound-call', ncco: [{ action: 'input', eventUrl: ['DTMF_URL'] }] });
    expect((await incoming()).body).toEqual([
      expect.objectContaining({
        action: 'input',
        type: ['dtmf'],
        eventUrl: [expect.stringMatching(`^${desk.system.apiUrl}/webhooks/dtmf\\?call=CON-`)],
      }),
    ]);
    await desk.configure(good);
    await incoming();
  });

  test('the last good version answers in the place of a broken one', async () => {
    await desk.configure(good);
    expect((await incoming()).body).toEqual(good.ncco);
    await desk.configure({ name: 'inbound-call', ncco: 'oops' });
    expect((await incoming()).body).toEqual(good.ncco);
    await desk.configure(good);
  });

  test.each([
    [
      'an answer item that names what is not there',
      { name: 'answer', incoming: 'nobody', outgoing: 'nobody' },
    ],
    ['an answer item of the wrong types', { name: 'answer', incoming: 42, outgoing: ['ivr'] }],
    ['an answer item that is empty', { name: 'answer' }],
    [
      'an answer item that names __proto__',
      { name: 'answer', incoming: '__proto__', outgoing: 'constructor' },
    ],
  ])('%s: calls in and out are answered', async (_name, item) => {
    await desk.configure(item);
    const inbound = await incoming();
    expect(inbound.status).toBe(200);
    expect(actions(inbound)).toContain('connect');
    const outbound = await webhook('/webhooks/answer', {
      from_user: 'Jane',
      from: undefined,
      to: '447700900123',
    });
    expect(outbound.status).toBe(200);
    expect(outbound.body.at(-1)).toMatchObject({ endpoint: [{ type: 'phone', number: '447700900123' }] });
    await desk.configure({ name: 'answer', incoming: 'inbound-call', outgoing: 'outbound-call' });
  });

  test.each([
    ['choices that are no map', { choices: 'Jane' }],
    ['an agent that is no name', { choices: { '1': 42 } }],
    ['attempts without end', { choices: { '1': 'Jane', '2': 'Joe' }, attempts: -1 }],
    ['nothing at all', {}],
  ])('a menu with %s: keys still lead somewhere', async (_name, menu) => {
    await desk.configure({ name: 'menu', ...menu });
    for (const digits of ['1', '9', '', null]) {
      await freeAgents(desk);
      const answer = await webhook('/webhooks/dtmf', { dtmf: { digits, timed_out: false } });
      expect(answer.status).toBe(200);
      expect(['connect', 'input']).toContain(answer.body.at(-1)?.action);
    }
  });

  test('settings that ops broke lose no text', async () => {
    const customer = desk.newCustomer();
    await desk.configure({ name: 'settings', businessName: 42, language: 'klingon', numbers: 'none' });
    const { body } = await desk.text(customer, 'Please help');
    expect(body.webhooks[0]?.status).toBe(200);
    expect(await desk.received(customer)).toEqual([
      expect.objectContaining({ text: expect.stringMatching(/ticket \d+/) }),
    ]);
  });
});
