import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash, createHmac, randomUUID } from 'node:crypto';
import { formBody, jsonBody, NUMBERS, signature, TestDesk, type Answer } from '../../desk/desk.ts';
import { changesNothing, everything } from './state.ts';

type Path = '/support' | '/update' | '/receipts';
type Method = 'GET' | 'POST' | 'JSON';
type Params = Record<string, string>;

const PATHS: Path[] = ['/support', '/update', '/receipts'];
const METHODS: Method[] = ['GET', 'POST', 'JSON'];
const WAYS = PATHS.flatMap((path) => METHODS.map((method): [Method, Path] => [method, path]));

let desk: TestDesk;
/** What each route would change, if it believed the webhook: a ticket, a delivery's choice, a text's fate. */
let params: Record<Path, Params>;

beforeAll(async () => {
  desk = await TestDesk.open();
  await desk.simulate('POST', '/simulator/faults', { webhooks: { dropReceipts: true } });
  params = { '/support': {}, '/update': {}, '/receipts': {} };
  for (const path of PATHS) params[path] = await meant(path);
});
afterAll(() => desk.close());

async function meant(path: Path): Promise<Params> {
  const customer = desk.newCustomer();
  if (path === '/support') return desk.inbound(customer, 'Please help & thanks=yes');
  await desk.notify({ number: customer });
  await desk.advance(1_000);
  const [sent] = await desk.received(customer);
  if (path === '/update') return desk.inbound(customer, '2', { to: NUMBERS.delivery });
  return {
    msisdn: customer,
    to: NUMBERS.delivery,
    messageId: sent?.id ?? '',
    status: 'failed',
    'err-code': '6',
    'client-ref': sent?.clientRef ?? '',
    'api-key': 'local000',
    price: '0.0333',
    scts: '2611211000',
    'network-code': '23410',
    'message-timestamp': '2026-11-21 10:00:00',
  };
}

const seconds = (offsetMs: number): string =>
  String(Math.floor((desk.system.clock.now() + offsetMs) / 1_000));

const fresh = (path: Path): Params => ({
  ...params[path],
  timestamp: seconds(0),
  nonce: randomUUID(),
});

/** What Vonage signs: made here once more, from its documentation. */
function signedText(all: Params): string {
  return Object.keys(all)
    .sort()
    .map((name) => `&${name}=${(all[name] ?? '').replace(/[&=]/g, '_')}`)
    .join('');
}

/** Sends exactly these pairs, with exactly these tokens in the URL. */
function send(
  path: Path,
  method: Method,
  pairs: [string, string][],
  tokens: string[] = [desk.system.account.webhookToken],
): Promise<Answer> {
  const query = new URLSearchParams(tokens.map((token): [string, string] => ['token', token]));
  if (method === 'GET') {
    for (const [name, value] of pairs) query.append(name, value);
    return desk.ask('GET', `${path}?${query.toString()}`);
  }
  const form = new URLSearchParams(pairs).toString();
  const body = method === 'POST' ? { ...formBody({}), body: form } : jsonBody(Object.fromEntries(pairs));
  return desk.ask('POST', `${path}?${query.toString()}`, body);
}

const pairsOf = (all: Params): [string, string][] => Object.entries(all);

const signed = (all: Params): Params => ({ ...all, sig: signature(all) });

const FORGERIES: [string, (path: Path, method: Method) => Promise<Answer>][] = [
  ['unsigned, without a token', (path, method) => send(path, method, pairsOf(fresh(path)), [])],
  [
    'unsigned, with the wrong token',
    (path, method) => send(path, method, pairsOf(fresh(path)), ['x'.repeat(32)]),
  ],
  ['with an empty sig', (path, method) => send(path, method, pairsOf({ ...fresh(path), sig: '' }))],
  [
    'signed with another secret',
    (path, method) => {
      const all = fresh(path);
      return send(path, method, pairsOf({ ...all, sig: signature(all, 'another-secret') }));
    },
  ],
  [
    'signed with an empty secret',
    (path, method) => {
      const all = fresh(path);
      return send(path, method, pairsOf({ ...all, sig: signature(all, '') }));
    },
  ],
  ...(['md5', 'sha1', 'sha512'] as const).map((hash): (typeof FORGERIES)[number] => [
    `signed with HMAC-${hash} where SHA-256 was agreed`,
    (path, method) => {
      const all = fresh(path);
      const sig = createHmac(hash, 'local-signature-secret').update(signedText(all)).digest('hex');
      return send(path, method, pairsOf({ ...all, sig }));
    },
  ]),
  [
    'signed with md5hash where HMAC-SHA-256 was agreed',
    (path, method) => {
      const all = fresh(path);
      const sig = createHash('md5')
        .update(`${signedText(all)}local-signature-secret`)
        .digest('hex');
      return send(path, method, pairsOf({ ...all, sig }));
    },
  ],
  [
    'with a cut signature',
    (path, method) => {
      const all = fresh(path);
      return send(path, method, pairsOf({ ...all, sig: signature(all).slice(0, -1) }));
    },
  ],
  [
    'with the wrong token',
    (path, method) => send(path, method, pairsOf(signed(fresh(path))), ['x'.repeat(32)]),
  ],
  ['with an empty token', (path, method) => send(path, method, pairsOf(signed(fresh(path))), [''])],
  ['without a token', (path, method) => send(path, method, pairsOf(signed(fresh(path))), [])],
  [
    'with two tokens, one of them right',
    (path, method) =>
      send(path, method, pairsOf(signed(fresh(path))), ['wrong', desk.system.account.webhookToken]),
  ],
  [
    'signed five minutes and a bit ago',
    (path, method) => send(path, method, pairsOf(signed({ ...fresh(path), timestamp: seconds(-302_000) }))),
  ],
  [
    'signed in the future',
    (path, method) => send(path, method, pairsOf(signed({ ...fresh(path), timestamp: seconds(310_000) }))),
  ],
  [
    'with milliseconds for a timestamp',
    (path, method) => send(path, method, pairsOf(signed({ ...fresh(path), timestamp: `${seconds(0)}000` }))),
  ],
  [
    'with a timestamp that is no number',
    (path, method) => send(path, method, pairsOf(signed({ ...fresh(path), timestamp: 'now' }))),
  ],
  [
    'without a timestamp',
    (path, method) => {
      const { timestamp: _left, ...all } = fresh(path);
      return send(path, method, pairsOf(signed(all)));
    },
  ],
];

describe.each(WAYS)('%s %s', (method, path) => {
  test.each(FORGERIES)('%s: 401, nothing changes', async (name, forge) => {
    const answer = await changesNothing(desk, () => forge(path, method));
    // By GET a token given twice is a repeated parameter first.
    expect(answer.status).toBe(method === 'GET' && name.includes('two tokens') ? 400 : 401);
    expect(answer.body).toEqual({ error: expect.any(String) });
  });

  test('each signed parameter, changed, emptied or left out after signing: 401, nothing changes', async () => {
    const all = signed(fresh(path));
    const answers = await changesNothing(desk, async () => {
      const found: [string, number][] = [];
      for (const name of Object.keys(all)) {
        const changed = name === 'timestamp' ? seconds(60_000) : `${all[name]}1`;
        const { [name]: _left, ...without } = all;
        for (const tampered of [{ ...all, [name]: changed }, { ...all, [name]: '' }, without]) {
          found.push([name, (await send(path, method, pairsOf(tampered))).status]);
        }
      }
      return found;
    });
    // Without its signature it is no forgery: Vonage forgot to sign.
    expect(answers.filter(([, status]) => status !== 401)).toEqual([['sig', 503]]);
  });

  test('unsigned at our own URL: 503, nothing changes; signed, it is believed', async () => {
    const all = fresh(path);
    const before = desk.logs().split('"reason":"unsigned-webhook"').length;
    const answer = await changesNothing(desk, () => send(path, method, pairsOf(all)));
    expect(answer.status).toBe(503);
    expect(answer.body).toEqual({ error: expect.any(String) });
    expect(desk.logs().split('"reason":"unsigned-webhook"')).toHaveLength(before + 1);
    expect((await send(path, method, pairsOf(signed(all)))).status).toBe(200);
    params[path] = await meant(path);
  });

  test('a parameter added after signing: 401, nothing changes', async () => {
    const all = signed(fresh(path));
    const added = await changesNothing(desk, () => send(path, method, pairsOf({ ...all, concat: 'true' })));
    expect(added.status).toBe(401);
  });

  test('the right one: 200, and it is believed; repeated exactly, it changes nothing more', async () => {
    const before = await everything(desk);
    const all = signed(fresh(path));
    // SDKs write the signature in either case.
    const answer = await send(path, method, pairsOf({ ...all, sig: (all['sig'] ?? '').toLowerCase() }));
    expect(answer.status).toBe(200);
    expect(await everything(desk)).not.toEqual(before);
    const again = await changesNothing(desk, () => send(path, method, pairsOf(all)));
    expect(again.status).toBe(200);
    params[path] = await meant(path);
  });
});

describe.each(WAYS.filter(([method]) => method !== 'JSON'))('%s %s', (method, path) => {
  test('each parameter given twice: 400 or 401, nothing changes', async () => {
    const all = signed(fresh(path));
    const answers = await changesNothing(desk, async () => {
      const found: [string, number][] = [];
      for (const [name, value] of pairsOf(all)) {
        for (const second of [value, 'other']) {
          for (const repeated of [
            [...pairsOf(all), [name, second]],
            [[name, second], ...pairsOf(all)],
          ] as [string, string][][]) {
            found.push([name, (await send(path, method, repeated)).status]);
          }
        }
      }
      return found;
    });
    expect(answers.filter(([, status]) => status !== 400 && status !== 401)).toEqual([]);
  });
});

describe.each(PATHS)('Vonage’s check of %s', (path) => {
  const token = () => desk.system.account.webhookToken;

  test.each([
    ['no parameters', () => path],
    ['the token only', () => `${path}?token=${token()}`],
    ['a wrong token only', () => `${path}?token=wrong`],
    ['something unknown', () => `${path}?hello=1`],
  ])('GET with %s: 200, nothing changes', async (_name, url) => {
    const answer = await changesNothing(desk, () => desk.ask('GET', url()));
    expect(answer.status).toBe(200);
  });

  test('a POST is no check: without parameters it is unsigned', async () => {
    for (const body of [formBody({}), jsonBody({})]) {
      const at = (url: string) => changesNothing(desk, () => desk.ask('POST', url, body));
      expect((await at(`${path}?token=${token()}`)).status).toBe(503);
      expect((await at(path)).status).toBe(401);
    }
  });

  test('a form whose signed parameters stand in the URL is 401', async () => {
    const query = new URLSearchParams({ token: token(), ...signed(fresh(path)) });
    const answer = await changesNothing(desk, () =>
      desk.ask('POST', `${path}?${query.toString()}`, formBody({})),
    );
    expect(answer.status).toBe(401);
  });

  test('a JSON body with a list for a parameter is refused', async () => {
    const all = signed(fresh(path));
    for (const [name, value] of Object.entries(all)) {
      const body = jsonBody({ ...all, [name]: [value] });
      const answer = await changesNothing(desk, () => desk.ask('POST', `${path}?token=${token()}`, body));
      expect([400, 401]).toContain(answer.status);
    }
  });

  test('a proof grows old: the right one of ten minutes ago is 401', async () => {
    const all = signed(fresh(path));
    await desk.advance(600_000);
    const answer = await changesNothing(desk, () => send(path, 'POST', pairsOf(all)));
    expect(answer.status).toBe(401);
  });
});
