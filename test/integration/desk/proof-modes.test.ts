import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash, createHmac, randomUUID } from 'node:crypto';
import { TestDesk, type Answer } from '../../desk/desk.ts';
import { editSecret } from './owner.ts';
import { changesNothing } from './state.ts';
import { tracesOf } from './traces.ts';

/* Each way in which an owner can ask Vonage's SMS webhooks to prove themselves, on the functions as they are deployed. */

const MODES = ['token', 'signature', 'both'] as const;
const METHODS = ['md5hash', 'md5', 'sha1', 'sha256', 'sha512'] as const;
type Method = (typeof METHODS)[number];
type Params = Record<string, string>;

let desk: TestDesk;
beforeAll(async () => {
  desk = await TestDesk.open();
});
afterAll(() => desk.close());

/** Vonage's signature once more, from its documentation: the product's own is not asked. */
function sign(params: Params, method: Method, secret = 'local-signature-secret'): string {
  let text = '';
  for (const name of Object.keys(params).sort())
    text += `&${name}=${(params[name] ?? '').replaceAll('&', '_').replaceAll('=', '_')}`;
  const digest =
    method === 'md5hash' ? createHash('md5').update(text + secret) : createHmac(method, secret).update(text);
  return digest.digest('hex');
}

const seconds = (offset = 0): string => String(Math.floor(desk.system.clock.now() / 1_000) + offset);

const fresh = (offset = 0): Params => ({
  ...desk.inbound(desk.newCustomer(), 'Help & thanks=yes, 予約 🙂'),
  timestamp: seconds(offset),
  nonce: randomUUID(),
});

/** By query, form and JSON in turn. */
function send(way: number, params: Params, token: string | undefined): Promise<Answer> {
  const query = new URLSearchParams(token === undefined ? {} : { token });
  const values = new URLSearchParams(params).toString();
  const [method, type, body] = [
    ['GET', '', undefined] as const,
    ['POST', 'application/x-www-form-urlencoded', values] as const,
    ['POST', 'application/json', JSON.stringify(params)] as const,
  ][way % 3] as readonly [string, string, string | undefined];
  const path = `/support?${query.toString()}${method === 'GET' ? `&${values}` : ''}`;
  return desk.ask(method, path, body === undefined ? {} : { body, headers: { 'content-type': type } });
}

describe.each(METHODS)('signed by %s', (method) => {
  describe.each(MODES)('where the proof is %s', (mode) => {
    const token = (): string => desk.system.account.webhookToken;
    const signed = (params: Params, by = method, secret?: string): Params => ({
      ...params,
      sig: sign(params, by, secret),
    });

    beforeAll(() => editSecret(desk, 'ProofsSecret', { smsProof: mode, signatureMethod: method }));

    async function taken(params: Params, at: string | undefined, way: number): Promise<void> {
      expect((await send(way, params, at)).status).toBe(200);
      const { inbound } = await tracesOf(desk, params['msisdn'] ?? '');
      expect(inbound).toEqual([
        expect.objectContaining({ id: `in-${params['messageId']}`, text: params['text'] }),
      ]);
    }

    /** Each by query, form and JSON: 401 unless told, and nothing of any is stored. */
    async function refused(forgeries: [Params, string | undefined][], status = 401): Promise<void> {
      const statuses = await changesNothing(desk, async () => {
        const found: number[] = [];
        for (const [params, at] of forgeries)
          for (const way of [0, 1, 2]) found.push((await send(way, params, at)).status);
        return found;
      });
      expect(new Set(statuses)).toEqual(new Set([status]));
    }

    test('what is right is stored', async () => {
      for (const way of [0, 1, 2]) {
        await taken(signed(fresh()), token(), way);
        const params = fresh();
        await taken({ ...params, sig: sign(params, method).toUpperCase() }, token(), way);
        if (mode === 'signature') await taken(signed(fresh()), undefined, way);
        if (mode === 'token') await taken(fresh(), token(), way);
      }
    });

    test('a signature that is wrong is refused, whatever the token', async () => {
      const others = METHODS.filter((other) => other !== method);
      const forged: Params[] = [
        signed(fresh(), method, 'another-secret'),
        signed(fresh(), method, ''),
        ...others.map((other) => signed(fresh(), other)),
        { ...signed(fresh()), text: 'Something else' },
        { ...signed(fresh()), 'concat-ref': '1' },
        { ...fresh(), sig: '' },
        { ...fresh(), sig: 'f'.repeat(sign({}, method).length) },
      ];
      const { nonce: _left, ...rest } = signed(fresh());
      await refused([...forged, rest].map((params) => [params, token()]));
    });

    test('what is missing is refused', async () => {
      const missing: [Params, string | undefined][] = [[fresh(), undefined]];
      if (mode !== 'signature')
        missing.push([signed(fresh()), undefined], [signed(fresh()), 'x'.repeat(32)], [signed(fresh()), '']);
      await refused([...missing, [fresh(), 'x'.repeat(32)], [fresh(), '']]);
    });

    test('at our own URL, unsigned where a signature is wanted, is to come again', async () => {
      if (mode === 'token') return taken(fresh(), token(), 0);
      const { timestamp: _left, nonce: _too, ...bare } = fresh();
      await refused(
        [
          [fresh(), token()],
          [bare, token()],
        ],
        503,
      );
    });

    // The clock runs on while a webhook is on its way: the boundary itself is tested beside the rule.
    test('up to five minutes early or late is fresh', async () => {
      await taken(signed(fresh(300)), token(), 0);
      await taken(signed(fresh(-280)), token(), 1);
    });

    test('more than that is stale, though signed', async () => {
      const { timestamp: _left, ...timeless } = fresh();
      await refused([
        [signed(fresh(-301)), token()],
        [signed(fresh(-86_400)), token()],
        [signed(fresh(330)), token()],
        [signed(fresh(86_400)), token()],
        [signed(timeless), token()],
        [signed({ ...fresh(), timestamp: `${seconds()}000` }), token()],
      ]);
    });
  });
});
