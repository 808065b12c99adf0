import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { request } from 'node:http';
import type { Entry, Exchange } from '../../../local/console/timeline/entry.ts';
import { NUMBERS, TestDesk } from '../../desk/desk.ts';
import { Listener } from './sse.ts';

let desk: TestDesk;
beforeAll(async () => (desk = await TestDesk.open()));
afterAll(() => desk.close());

const exchanges = async (): Promise<Exchange[]> =>
  (await desk.simulate<Exchange[]>('GET', '/console/exchanges?limit=1000')).body;

const entriesOf = async (id: string): Promise<Entry[]> =>
  (await desk.simulate<{ entries: Entry[] }>('GET', `/console/exchanges/${encodeURIComponent(id)}`)).body
    .entries;

/** The exchange that a phone, or whoever else, began last. */
async function begunBy(from: string): Promise<{ id: string; entries: Entry[] }> {
  const found = (await exchanges()).find((one) => one.from === from);
  if (!found) throw new Error(`${from} began nothing.`);
  return { id: found.id, entries: await entriesOf(found.id) };
}

/** The lanes in the order in which the exchange first reached each, and again where it came back to the phone. */
function expectWay(entries: Entry[], steps: [from: string, to: string][]): void {
  let at = -1;
  for (const [from, to] of steps) {
    const next = entries.findIndex((entry, index) => index > at && entry.from === from && entry.to === to);
    if (next < 0) throw new Error(`After entry ${at} there is no way from ${from} to ${to}.`);
    at = next;
  }
}

const wholeOf = async ({ id }: Pick<Entry, 'id'>) =>
  (await desk.simulate<{ entry: Entry; whole: Record<string, unknown> }>('GET', `/console/entries/${id}`))
    .body;

describe('each tutorial is one exchange', () => {
  test('a text: from the phone through Vonage, the API, the function and its tables back to the phone', async () => {
    const customer = desk.newCustomer();
    const phone = `phone ${customer}`;
    await desk.text(customer, 'My order is late');
    const { id, entries } = await begunBy(phone);
    expect(id).toMatch(/^text:/);
    expectWay(entries, [
      [phone, 'Vonage'],
      ['Vonage', 'API'],
      ['API', 'inbound-sms'],
      ['inbound-sms', 'Messages'],
      ['inbound-sms', 'Tickets'],
      ['inbound-sms', 'Vonage'],
      ['Vonage', phone],
      ['Vonage', 'inbound-sms'],
      ['inbound-sms', 'API'],
      ['API', 'Vonage'],
    ]);
    expectWay(entries, [
      ['Vonage', phone],
      ['Vonage', 'API'],
      ['API', 'delivery-receipt'],
      ['delivery-receipt', 'Messages'],
    ]);
    expect(new Set(entries.map(({ tone }) => tone))).not.toContain('bad');
    expect(entries.map(({ id: one }) => one)).toEqual(
      entries.map(({ id: one }) => one).toSorted((a, b) => a - b),
    );

    const webhook = entries.find(({ kind, from }) => kind === 'webhook' && from === 'Vonage');
    expect(webhook?.note).toBe('signed (sha256) + token');
    const { entry, whole } = await wholeOf(webhook ?? { id: 0 });
    expect(entry).toEqual(webhook);
    expect(whole).toMatchObject({ method: 'POST', proof: { kind: 'signature' }, answer: { status: 200 } });
    expect(String(whole['sent'])).toContain(customer);
    const call = entries.find(({ kind, to }) => kind === 'vonage-api' && to === 'Vonage');
    expect(String((await wholeOf(call ?? { id: 0 })).whole['body'])).toContain(customer);
    const write = entries.find(({ title }) => title === 'PutItem Messages');
    expect((await wholeOf(write ?? { id: 0 })).whole).toMatchObject({
      input: { TableName: 'Messages' },
      output: { ConsumedCapacity: {} },
    });
  });

  test('a notification: from the shop to the phone; the reply is an exchange of its own', async () => {
    const customer = desk.newCustomer();
    const phone = `phone ${customer}`;
    await desk.notify({ number: `+${customer}` });
    await desk.system.settled();
    const { id, entries } = await begunBy('shop');
    expect(id).toMatch(/^request:/);
    expectWay(entries, [
      ['shop', 'API'],
      ['API', 'notify'],
      ['notify', 'Deliveries'],
      ['notify', 'Vonage'],
      ['Vonage', phone],
      ['notify', 'API'],
      ['API', 'shop'],
    ]);
    await desk.text(customer, '2', { to: NUMBERS.delivery });
    expectWay((await begunBy(phone)).entries, [
      [phone, 'Vonage'],
      ['API', 'delivery-reply'],
      ['delivery-reply', 'Deliveries'],
      ['Vonage', phone],
    ]);
  });

  test('a call: from the phone through the answer to Jane, with all its webhooks', async () => {
    const customer = desk.newCustomer();
    const phone = `phone ${customer}`;
    const { body: call } = await desk.simulate<{ id: string; legs: { id: string }[] }>(
      'POST',
      '/simulator/calls',
      {
        from: customer,
        to: NUMBERS.voice,
      },
    );
    await desk.simulate('POST', `/simulator/calls/${call.id}/legs/${call.legs[0]?.id}/answer`);
    await desk.simulate('POST', `/simulator/calls/${call.id}/hangup`);
    await desk.system.settled();
    const { id, entries } = await begunBy(phone);
    expect(id).toBe(`call:${call.id}`);
    expectWay(entries, [
      [phone, 'Vonage'],
      ['Vonage', 'API'],
      ['API', 'answer'],
      ['answer', 'NccoConfig'],
      ['API', 'Vonage'],
      ['Vonage', phone],
      ['Vonage', 'app Jane'],
      ['app Jane', 'Vonage'],
    ]);
    expect(entries.find(({ title }) => title.startsWith('answer: '))?.note).toBe('JWT HS256 + token');
  });

  test('many at once stay apart', async () => {
    const customers = Array.from({ length: 8 }, () => desk.newCustomer());
    await Promise.all([
      ...customers.map((customer) => desk.text(customer, `I am ${customer}`)),
      ...customers.map((customer) => desk.notify({ number: `+${customer}` })),
      desk.simulate('POST', '/simulator/calls', { from: desk.newCustomer(), to: NUMBERS.voice }),
    ]);
    await desk.system.settled();
    const texts = (await exchanges()).filter(({ id }) => id.startsWith('text:'));
    for (const customer of customers) {
      const one = texts.find(({ from }) => from === `phone ${customer}`);
      const entries = await entriesOf(one?.id ?? '');
      const phones = new Set(
        entries.flatMap(({ from, to }) => [from, to]).filter((lane) => /^(phone|app) /.test(lane)),
      );
      expect([...phones]).toEqual([`phone ${customer}`]);
      expect(entries.filter(({ title }) => title === 'POST /support')).toHaveLength(1);
      expect(entries.filter(({ title }) => title.startsWith('SMS '))).toHaveLength(1);
    }
  });

  test('a text whose function dies is finished by Vonage’s second try in the same exchange', async () => {
    const customer = desk.newCustomer();
    await desk.simulate('POST', '/cloud/faults', { kill: { function: 'inbound-sms', after: 'write 3' } });
    await desk.text(customer, 'Where is it?');
    await desk.advance(60_000);
    const { entries } = await begunBy(`phone ${customer}`);
    expect(entries.map(({ kind }) => kind)).toContain('killed');
    expect(entries.find(({ note }) => note?.endsWith('attempt 2'))?.kind).toBe('webhook');
    expect(entries.filter(({ title }) => title.startsWith('SMS '))).toHaveLength(1);
  });

  test('a notification that Vonage had no time for is sent by the sweep in the exchange of its call', async () => {
    const customer = desk.newCustomer();
    await desk.simulate('POST', '/simulator/faults', { sms: { throttle: 100 } });
    await desk.notify({ number: `+${customer}` });
    await desk.system.settled();
    await desk.simulate('DELETE', '/simulator/faults');
    const { id } = await begunBy('shop');
    await desk.until(async () => {
      if ((await desk.received(customer)).length > 0) return true;
      await desk.advance(60_000);
      return false;
    });
    await desk.system.settled();
    const resent: [string, string][] = [
      ['shop', 'API'],
      ['notify', 'Vonage'],
      ['sweep', 'Vonage'],
      ['Vonage', `phone ${customer}`],
    ];
    expectWay(await entriesOf(id), [...resent, ['Vonage', 'sweep']]);
    expectWay(await entriesOf(id), [...resent, ['API', 'delivery-receipt']]);
  });
});

describe('the live timeline', () => {
  const stream = (query = '', headers = {}) =>
    Listener.open(`${desk.system.simulatorUrl}/console/stream${query}`, headers);
  const entriesIn = (listener: Listener): Entry[] => listener.of<Entry[]>('entries').flat();

  test('tells the run first, then what is kept, then what happens; and goes on after the last id', async () => {
    const one = await stream();
    expect(one.headers.get('content-type')).toMatch(/^text\/event-stream/);
    const { run } = (await desk.simulate<{ run: string }>('GET', '/console/places')).body;
    await desk.until(() => entriesIn(one).length > 0);
    expect(one.events[0]).toEqual({ event: 'hello', id: undefined, data: { run } });
    expect(entriesIn(one)[0]?.id).toBe(1);
    await desk.text(desk.newCustomer(), 'live');
    await desk.until(() => entriesIn(one).some(({ title }) => title === 'text “live”'));
    const ids = entriesIn(one).map(({ id }) => id);
    expect(ids).toEqual(Array.from({ length: ids.length }, (_, index) => index + 1));
    const last = one.events.at(-1)?.id ?? '';
    const middle = ids[Math.floor(ids.length / 2)] ?? 0;
    await one.close();

    await desk.text(desk.newCustomer(), 'meanwhile');
    const again = await stream('', { 'last-event-id': last });
    await desk.until(() => entriesIn(again).some(({ title }) => title === 'text “meanwhile”'));
    expect(entriesIn(again)[0]?.id).toBe(ids.length + 1);
    const asked = await stream(`?after=${middle}`);
    await desk.until(() => entriesIn(asked).length > 0);
    expect(entriesIn(asked)[0]?.id).toBe(middle + 1);
    await Promise.all([again.close(), asked.close()]);
  });

  test.each(['another-run:3', '999999999', 'nonsense', '-1', "';--"])(
    'begins at the beginning for a page that knew something else: %s',
    async (known) => {
      const listener = await stream('', { 'last-event-id': known });
      await desk.until(() => entriesIn(listener).length > 0);
      expect(entriesIn(listener)[0]?.id).toBe(1);
      await listener.close();
    },
  );

  test('a page that goes leaves nothing behind, and one that stays holds nothing up', async () => {
    const listeners = await Promise.all(Array.from({ length: 20 }, () => stream()));
    await desk.text(desk.newCustomer(), 'to twenty');
    for (const listener of listeners)
      await desk.until(() => entriesIn(listener).some(({ title }) => title === 'text “to twenty”'));
    await Promise.all(listeners.slice(1).map((listener) => listener.close()));
    await desk.system.settled();
    const other = await TestDesk.open();
    const open = await Listener.open(`${other.system.simulatorUrl}/console/stream`);
    const events = await Listener.open(`${other.system.simulatorUrl}/simulator/events`);
    await other.close();
    await Promise.all([open.over, events.over]);
    await listeners[0]?.close();
  });

  test('keeps the last ten thousand', async () => {
    const customer = desk.newCustomer();
    const many = async (count: number): Promise<void> => {
      for (let sent = 0; sent < count; sent += 1) await desk.simulate('DELETE', '/cloud/faults');
    };
    await Promise.all(Array.from({ length: 20 }, () => many(525)));
    await desk.text(customer, 'the last');
    const listener = await stream();
    await desk.until(() => entriesIn(listener).some(({ title }) => title === 'text “the last”'));
    const ids = entriesIn(listener).map(({ id }) => id);
    expect(ids[0]).toBeGreaterThan(1);
    expect(ids.length).toBeGreaterThanOrEqual(10_000);
    expect(ids).toEqual(Array.from({ length: ids.length }, (_, index) => (ids[0] ?? 0) + index));
    expect((await desk.simulate('GET', '/console/entries/1')).status).toBe(404);
    expect(listener.of('entries').length).toBeLessThan(100);
    await listener.close();
  });
});

describe('what is asked for that is not there', () => {
  test.each([
    '/console/entries/0',
    '/console/entries/-1',
    '/console/entries/1e3',
    '/console/entries/__proto__',
    '/console/exchanges/__proto__',
    '/console/exchanges/%E0%A4%A',
    `/console/exchanges/${'x'.repeat(500)}`,
  ])('%s is not found', async (path) => {
    const { status, body } = await desk.simulate<{ error: string }>('GET', path);
    expect(status).toBe(404);
    expect(body.error).toMatch(/^There is no such /);
  });

  test.each(['', '0', '-5', 'x', '1e9', '999999'])('a limit of %j is one that can be', async (limit) => {
    const { status, body } = await desk.simulate<unknown[]>('GET', `/console/exchanges?limit=${limit}`);
    expect(status).toBe(200);
    expect(body.length).toBeGreaterThan(0);
    expect(body.length).toBeLessThanOrEqual(1_000);
  });
});

describe('the phone of the agents’ desk', () => {
  test('hears of its user’s calls and sessions only', async () => {
    const all = await Listener.open(`${desk.system.simulatorUrl}/simulator/events`);
    const janes = await Listener.open(`${desk.system.simulatorUrl}/simulator/events?user=Jane`);
    const joes = await Listener.open(`${desk.system.simulatorUrl}/simulator/events?user=Joe`);
    for (const one of [all, janes, joes]) await desk.until(() => one.events[0]?.event === 'hello');
    await desk.text(desk.newCustomer(), 'not hers');
    const { body: call } = await desk.simulate<{ id: string; legs: { user?: string }[] }>(
      'POST',
      '/simulator/calls',
      {
        user: 'Jane',
        to: '+44 7700 900004',
      },
    );
    await desk.simulate('POST', `/simulator/calls/${call.id}/hangup`);
    await desk.until(() =>
      janes.of<{ entry: { action: string } }>('call').some(({ entry }) => entry.action === 'hangup'),
    );
    expect(new Set(janes.events.map(({ event }) => event))).toEqual(new Set(['hello', 'call']));
    expect(new Set(janes.of<{ call: string }>('call').map((event) => event.call))).toEqual(
      new Set([call.id]),
    );
    expect(joes.of('call')).toEqual([]);
    expect(all.of('message').length).toBeGreaterThan(0);
    expect(all.of('webhook').length).toBeGreaterThan(0);
    await Promise.all([all, janes, joes].map((one) => one.close()));
    expect((await desk.simulate('GET', '/simulator/events?user=')).status).toBe(400);
  });

  test('may be a page of this desk, and of no other, on this machine neither', async () => {
    const ask = (method: string, path: string, origin: string, headers: Record<string, string> = {}) =>
      new Promise<{ status: number; headers: Record<string, unknown> }>((resolve, reject) => {
        const { hostname, port } = new URL(desk.system.simulatorUrl);
        const outgoing = request(
          { hostname, port, path, method, headers: { origin, ...headers } },
          (answer) => {
            answer.resume();
            answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers }));
          },
        );
        outgoing.on('error', reject);
        outgoing.end();
      });
    const { origin } = new URL(desk.system.apiUrl);
    const allowed = await ask('GET', '/simulator/health', origin);
    expect(allowed.headers['access-control-allow-origin']).toBe(origin);
    expect(allowed.headers).not.toHaveProperty('access-control-allow-credentials');
    const byName = origin.replace('127.0.0.1', 'localhost');
    const preflight = await ask('OPTIONS', '/simulator/sessions', byName, {
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type',
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers['access-control-allow-origin']).toBe(byName);
    expect(preflight.headers['access-control-allow-headers']).toMatch(/authorization,content-type/);
    for (const path of [
      '/simulator/health',
      '/simulator/events',
      '/console/stream',
      '/console/ncco',
      '/console/places',
    ]) {
      for (const foreign of ['https://evil.example', 'http://127.0.0.1:9', 'http://localhost:5173']) {
        const refused = await ask('GET', path, foreign);
        expect(refused.status).toBe(403);
        expect(refused.headers).not.toHaveProperty('access-control-allow-origin');
      }
      const rebound = await ask('GET', path, origin, { host: 'rebound.example' });
      expect(rebound.status).toBe(403);
    }
    const elsewhere = await ask('GET', '/console/places', origin);
    expect(elsewhere.headers).not.toHaveProperty('access-control-allow-origin');
  });
});
