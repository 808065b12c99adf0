import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { handedOut, NUMBERS, TestDesk, voiceJwt, type Answer } from '../../desk/desk.ts';
import { expectRefusal, JSON_TYPE, MARK, type Body } from './refusals.ts';
import { changesNothing } from './state.ts';

/* Voice webhooks that prove themselves, with contents that nobody expects: a call is answered whatever comes. */

interface Action {
  action: string;
  endpoint?: { type: string; user?: string; number?: string }[];
}

let desk: TestDesk;
beforeAll(async () => (desk = await TestDesk.open()));
afterAll(() => desk.close());

function post(path: string, body: Body, type = 'application/json'): Promise<Answer<Action[]>> {
  const headers = { 'content-type': type, authorization: `Bearer ${voiceJwt(desk, body)}` };
  return desk.ask('POST', path, { body, headers });
}

function get(path: string, params: Record<string, string>): Promise<Answer<Action[]>> {
  const authorization = `Bearer ${voiceJwt(desk, JSON.stringify(params))}`;
  return desk.ask('GET', `${path}?${new URLSearchParams(params).toString()}`, { headers: { authorization } });
}

/** An NCCO that plays to its end: actions that exist, with nothing of a placeholder left in them. */
function expectNcco(answer: Answer<Action[]>): Action[] {
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
  expect(answer.body.length).toBeGreaterThan(0);
  for (const { action } of answer.body) expect(['talk', 'connect', 'input']).toContain(action);
  expect(answer.text).not.toMatch(/PARAMS_TO|DTMF_URL|YOUR_NEXMO_NUMBER|YOUR_VONAGE_NUMBER|undefined|NaN/);
  return answer.body;
}

const CONTENTS: [string, Body][] = [
  ['nothing', ''],
  ['no JSON', '{"to":'],
  ['a list', '[]'],
  ['null', 'null'],
  ['a string', `"${MARK}"`],
  ['an empty object', '{}'],
  ['a prototype', '{"__proto__":{"from_user":"Jane","to":"15550001111"}}'],
  ['lists for values', '{"to":["1","2"],"from":[],"dtmf":[1]}'],
  ['objects for values', `{"to":{"${MARK}":1},"from_user":{},"dtmf":{"digits":{}}}`],
  ['very deep JSON', '['.repeat(50_000)],
  ['1 MB', JSON.stringify({ to: MARK.repeat(80_000), from: MARK })],
];

describe.each(['/webhooks/answer', '/webhooks/fallback', '/webhooks/dtmf'])('POST %s', (path) => {
  test.each(CONTENTS)('%s: a working NCCO, nothing changes', async (_name, body) => {
    const answer = await changesNothing(desk, () => post(path, body));
    expectNcco(answer);
    expect(answer.text).not.toContain(MARK);
    expect(answer.text).not.toContain('15550001111');
  });

  test('11 MB: the gateway’s 413', async () => {
    const body = new Uint8Array(11 * 1024 * 1024).fill(0x20);
    expect((await changesNothing(desk, () => post(path, body))).status).toBe(413);
  });
});

test('bytes that are no UTF-8 do not survive the gateway as they were signed: 400 that asks for UTF-8', async () => {
  const body = new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]);
  for (const path of ['/webhooks/answer', '/webhooks/dtmf', '/webhooks/route', '/webhooks/event']) {
    const answer = await changesNothing(desk, () => post(path, body));
    expect([path, answer.status]).toEqual([path, 400]);
    expect(answer.text).toContain('UTF-8');
    const unsigned = await changesNothing(desk, () => desk.ask('POST', path, { body, headers: JSON_TYPE }));
    expect([path, unsigned.status]).toEqual([path, 401]);
  }
});

test('an event that is no JSON by its content type: 415, nothing changes', async () => {
  for (const type of ['text/plain', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded']) {
    const body = JSON.stringify({ status: 'started', uuid: randomUUID(), conversation_uuid: 'CON-1' });
    const answer = await changesNothing(desk, () => post('/webhooks/event', body, type));
    expectRefusal(answer, [415]);
  }
});

const NO_NUMBERS = [
  '',
  ' ',
  'abc',
  '+',
  '00',
  '4'.repeat(30),
  '4'.repeat(5_000),
  `"}],"x":[{"action":"talk","text":"${MARK}"}]`,
  'PARAMS_TO',
  'YOUR_NEXMO_NUMBER',
  '<script>',
  '1,2',
  'undefined',
  '*100#',
  '__proto__',
  '44770090012\0',
];

describe('a call from an agent’s app', () => {
  test.each(NO_NUMBERS)('to %j: told so, and connected to nobody', async (to) => {
    const answers = [
      await get('/webhooks/answer', { to, from_user: 'Jane', uuid: randomUUID() }),
      await post('/webhooks/answer', JSON.stringify({ to, from_user: 'Jane' })),
      await post('/webhooks/answer', JSON.stringify({ custom_data: { to }, from_user: 'Jane' })),
      await get('/webhooks/answer', { custom_data: JSON.stringify({ to }), from_user: 'Jane' }),
    ];
    for (const answer of answers) {
      expect(expectNcco(answer).map(({ action }) => action)).toEqual(['talk']);
      expect(answer.text).not.toContain(MARK);
    }
  });

  test.each(['447700900123', '+44 7700 900-123', '0044 7700 900123', '+44(7700)900123'])(
    'to %j: connected to that number in its one form',
    async (to) => {
      for (const answer of [
        await get('/webhooks/answer', { to, from_user: 'Jane' }),
        await get('/webhooks/answer', { custom_data: JSON.stringify({ to }), from_user: 'Jane' }),
        await post('/webhooks/answer', JSON.stringify({ custom_data: { to }, from_user: 'Jane' })),
      ]) {
        expect(expectNcco(answer).at(-1)).toMatchObject({
          action: 'connect',
          from: NUMBERS.voice,
          endpoint: [{ type: 'phone', number: '447700900123' }],
        });
      }
    },
  );

  test('from_user of any kind decides nothing but the direction', async () => {
    for (const from_user of [MARK, '__proto__', 'J'.repeat(5_000), '<b>']) {
      const answer = await post('/webhooks/answer', JSON.stringify({ from_user, to: '447700900123' }));
      expect(expectNcco(answer).at(-1)).toMatchObject({ endpoint: [{ type: 'phone' }] });
      expect(answer.text).not.toContain(MARK);
    }
  });
});

describe('keys', () => {
  test.each([
    ['today’s form', { dtmf: { digits: '1', timed_out: false } }, 'Jane'],
    ['timed out after a key', { dtmf: { digits: '2', timed_out: true } }, 'Joe'],
    ['the tutorial’s form', { dtmf: '2' }, 'Joe'],
    ['a number', { dtmf: 1 }, 'Jane'],
    ['JSON in a string', { dtmf: '{"digits":"1","timed_out":false}' }, 'Jane'],
  ])('%s reaches an agent', async (_name, content, user) => {
    const answer = await post('/webhooks/dtmf', JSON.stringify(content));
    expect(expectNcco(answer).at(-1)).toMatchObject({ endpoint: [{ type: 'app', user }] });
  });

  test.each([
    { digits: null },
    { digits: '' },
    { digits: '9' },
    { digits: '12' },
    { digits: '#' },
    { digits: '1'.repeat(5_000) },
    { digits: '__proto__' },
    { digits: 'constructor' },
    { digits: ['1'] },
    { digits: MARK },
    null,
    [],
    true,
  ])('%j is asked again', async (dtmf) => {
    const answer = await post('/webhooks/dtmf', JSON.stringify({ dtmf }));
    expect(expectNcco(answer).at(-1)?.action).toBe('input');
    expect(answer.text).not.toContain(MARK);
  });

  test.each(['-1', '1e9', 'abc', '', '99999999999999999999', MARK])(
    'an attempt that is counted as %j never asks without end',
    async (attempt) => {
      const url = `/webhooks/dtmf?attempt=${attempt}`;
      const silence = JSON.stringify({ dtmf: { digits: '' } });
      const answer = await post(handedOut(desk, url), silence);
      expectNcco(answer);
      expect(answer.text).not.toContain(MARK);
      expect((await changesNothing(desk, () => post(url, silence))).status).toBe(401);
    },
  );
});

describe('POST /webhooks/event', () => {
  test.each([
    ...CONTENTS.filter(([name]) => name !== '1 MB'),
    ['no call', JSON.stringify({ status: 'ringing' })],
    ['a call that is a list', JSON.stringify({ uuid: ['x'], status: 'ringing' })],
    ['a call of markup', JSON.stringify({ uuid: '<script>', status: 'ringing' })],
    ['a call that is too long', JSON.stringify({ uuid: 'u'.repeat(1_000), status: 'ringing' })],
    ['1 MB', JSON.stringify({ uuid: randomUUID(), status: 'ringing', text: MARK.repeat(80_000) })],
  ] as [string, Body][])('%s: answered, nothing is stored', async (_name, body) => {
    const answer = await changesNothing(desk, () => post('/webhooks/event', body));
    expect([200, 204, 400, 413]).toContain(answer.status);
    expect(answer.text).not.toContain(MARK);
  });

  test('unknown statuses, nulls and hostile values are stored as text, and shown to agents as JSON only', async () => {
    const uuid = randomUUID();
    for (const status of ['sung', '__proto__', 'constructor', `<script>${MARK}</script>`, 'answered']) {
      const event = {
        uuid,
        conversation_uuid: `CON-${uuid}`,
        status,
        from: `<b>'"`,
        network: null,
        price: null,
      };
      expect((await post('/webhooks/event', JSON.stringify(event))).status).toBe(200);
    }
    const jane = await desk.agent('Jane');
    const { headers, body } = await jane<{ calls: { status?: string; from?: string }[] }>(
      'GET',
      '/api/calls',
    );
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(body.calls.filter(({ from }) => from === `<b>'"`)).toEqual([
      expect.objectContaining({ status: 'answered' }),
    ]);
  });
});
