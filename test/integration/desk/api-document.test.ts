import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { ApiDocument } from '../../desk/api-document.ts';
import { formBody, handedOut, jsonBody, NUMBERS, TestDesk, voiceJwt, type Answer } from '../../desk/desk.ts';
import { signedPost } from '../../e2e/tutorial-3-calls.ts';
import { tracesOf } from './traces.ts';

const document = ApiDocument.read();
/** The statuses that were held against the document, by route. */
const seen = new Map<string, Set<number>>();

let desk: TestDesk;
let jane: Record<string, string>;
beforeAll(async () => {
  desk = await TestDesk.open();
  const { body } = await desk.jwt(credentials());
  jane = { authorization: `Bearer ${body.jwt}` };
});
afterAll(() => desk.close());

const credentials = () => ({
  mobile_api_key: String(desk.system.account.mobileApiKey),
  user_name: 'Jane',
});

type Init = Parameters<TestDesk['ask']>[2];

/** Holds a response against the document. */
function asDescribed(route: string, answer: Answer, status: number): void {
  expect({ route, status: answer.status, text: answer.text.slice(0, 300) }).toMatchObject({ route, status });
  expect({ route, status, wrong: document.offenceOf(route, answer) }).toEqual({
    route,
    status,
    wrong: undefined,
  });
  seen.set(route, (seen.get(route) ?? new Set()).add(status));
}

/** Calls a route, at `path` where it has parameters, and holds the response against the document. */
async function call(
  route: string,
  status: number,
  init: Init = {},
  path = route.split(' ')[1] ?? '',
): Promise<Answer> {
  const answer = await desk.ask(route.split(' ')[0] ?? '', path, init);
  asDescribed(route, answer, status);
  return answer;
}

const json = (body: unknown, headers: Record<string, string> = {}): Init => ({
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json', ...headers },
});
const asAgent = (body?: unknown, headers: Record<string, string> = {}): Init =>
  body === undefined ? { headers: { ...jane, ...headers } } : json(body, { ...jane, ...headers });
const byKey = (body: unknown, headers: Record<string, string> = {}): Init =>
  json(body, { authorization: `Bearer ${desk.system.account.notifyKey}`, ...headers });

/** First of all, while the pages have not read the settings. */
test('pages whose settings cannot be read', async () => {
  await desk.withCloudFault({ dynamodb: { down: true } }, async () => {
    await desk.advance(10_000);
    await call('GET /', 503);
    await call('GET /notify', 503);
    await call('GET /desk/settings.json', 503);
  });
});

test('pages and files', async () => {
  await call('GET /', 200);
  await call('GET /notify', 200);
  const { text } = await call('GET /desk', 200);
  await call('GET /desk/settings.json', 200);
  for (const [, file = ''] of text.matchAll(/(?:src|href)="(\/desk\/[^"]+)"/g))
    await call('GET /desk/{file}', 200, {}, file);
  await call('GET /desk/{file}', 404, {}, '/desk/nothing.js');
});

describe('the shop', () => {
  test('notifies', async () => {
    const customer = desk.newCustomer();
    const key = { 'idempotency-key': randomUUID() };
    const body = { number: `+${customer}`, day: 'Friday', options: [{ digit: '1', label: 'Saturday' }] };
    const { body: notified } = await call('POST /notify', 200, byKey(body, key));
    const [result] = (notified as { results: { id: string }[] }).results;
    await call('POST /notify', 422, byKey({ number: `+${customer}` }, key));
    await call('POST /notify', 200, byKey({ numbers: [`+${desk.newCustomer()}`, '+44', 'nobody'] }));
    const read = { headers: { authorization: `Bearer ${desk.system.account.notifyKey}` } };
    const delivery = `/api/deliveries/${result?.id ?? ''}`;
    await call('GET /api/deliveries/{id}', 200, read, delivery);
    await desk.webhook('/update', desk.inbound(customer, '1', { to: NUMBERS.delivery }));
    await call('GET /api/deliveries/{id}', 200, read, delivery);
    await call('GET /api/deliveries/{id}', 404, read, '/api/deliveries/none');
    await call('GET /api/deliveries/{id}', 401, {}, delivery);
  });

  test('is refused with a reason', async () => {
    await call('POST /notify', 400, byKey({ number: 'nobody' }));
    await call('POST /notify', 400, byKey({ numbers: [], days: 1 }));
    await call('POST /notify', 401, json({ number: '+447700900001' }));
    await call('POST /notify', 403, byKey({ number: '+18765551234' }));
    await call('POST /notify', 415, { body: 'x', headers: { 'content-type': 'text/plain' } });
    const customer = desk.newCustomer();
    await desk.text(customer, 'STOP');
    await call('POST /notify', 409, byKey({ number: `+${customer}` }));
  });

  test('uses the form', async () => {
    const key = desk.system.account.notifyKey;
    await call('POST /notify', 200, formBody({ number: `+${desk.newCustomer()}`, key }));
    await call('POST /notify', 400, formBody({ number: '', key }));
    await call('POST /notify', 401, formBody({ number: '+447700900001', key: '' }));
  });

  test('has a number checked', async () => {
    await call('POST /notify/check', 200, json({ number: '+44 7700 900001' }));
    await call('POST /notify/check', 200, json({ number: '+44' }));
    await call('POST /notify/check', 400, json({ numbers: [] }));
    await call('POST /notify/check', 415, { body: 'x', headers: { 'content-type': 'text/plain' } });
  });
});

describe('agents', () => {
  test('sign in', async () => {
    await call('POST /api/jwt', 200, json(credentials()));
    await call('POST /api/jwt', 200, formBody(credentials()));
    await call('POST /api/jwt', 400, json({}));
    await call('POST /api/jwt', 401, json({ ...credentials(), mobile_api_key: 'wrong' }));
    await call('POST /api/jwt', 403, json({ ...credentials(), user_name: 'Nobody' }));
    await call('POST /api/jwt', 415, { body: 'x', headers: { 'content-type': 'text/plain' } });
    for (let tries = 0; tries < 5; tries += 1)
      await desk.ask('POST', '/api/jwt', json({ mobile_api_key: 'wrong', user_name: 'Joe' }));
    await call('POST /api/jwt', 429, json({ mobile_api_key: 'wrong', user_name: 'Joe' }));
  });

  test('set whether they may be rung', async () => {
    await call('GET /api/availability', 200, asAgent());
    await call('GET /api/availability', 401);
    await call('POST /api/availability', 200, asAgent({ available: true }));
    await call('POST /api/availability', 400, asAgent({ available: 'yes' }));
    await call('POST /api/availability', 401, json({ available: true }));
    await call('POST /api/availability', 415, asAgent(undefined, { 'content-type': 'text/plain' }));
  });

  test('read and answer tickets', async () => {
    const customer = desk.newCustomer();
    await desk.text(customer, 'Please help');
    const number = String((await tracesOf(desk, customer)).tickets[0]?.['number']);
    const at = (more = ''): string => `/api/tickets/${number}${more}`;
    const key = { 'idempotency-key': randomUUID() };

    await call('GET /api/tickets', 200, asAgent());
    await call('GET /api/tickets', 200, asAgent(), '/api/tickets?status=open&limit=1');
    await call('GET /api/tickets', 400, asAgent(), '/api/tickets?status=lost');
    await call('GET /api/tickets', 401);

    const replies = 'POST /api/tickets/{number}/replies';
    await call(replies, 201, asAgent({ text: 'Hello' }, key), at('/replies'));
    await call(replies, 422, asAgent({ text: 'Goodbye' }, key), at('/replies'));
    await call(replies, 400, asAgent({ text: '' }), at('/replies'));
    await call(replies, 404, asAgent({ text: 'Hello' }), '/api/tickets/999999/replies');
    await call(
      replies,
      415,
      { body: 'x', headers: { ...jane, 'content-type': 'text/plain' } },
      at('/replies'),
    );
    await call(replies, 401, json({ text: 'Hello' }), at('/replies'));

    await call('GET /api/tickets/{number}', 200, asAgent(), at());
    await call('GET /api/tickets/{number}', 200, asAgent(), at('?limit=1'));
    await call('GET /api/tickets/{number}', 400, asAgent(), at('?limit=0'));
    await call('GET /api/tickets/{number}', 404, asAgent(), '/api/tickets/999999');
    await call('GET /api/tickets/{number}', 401, {}, at());

    const close = 'POST /api/tickets/{number}/close';
    const long = '2020-01-01T00:00:00.000Z';
    await call(close, 409, asAgent({ lastMessageAt: long }), at('/close'));
    await call(close, 400, asAgent({ lastMessageAt: 'now' }), at('/close'));
    await call(close, 404, asAgent({}), '/api/tickets/999999/close');
    await call(close, 200, asAgent({ text: 'Bye' }), at('/close'));
    await call('GET /api/tickets', 200, asAgent(), '/api/tickets?status=closed');
    await call(replies, 409, asAgent({ text: 'Hello' }), at('/replies'));

    const reopen = 'POST /api/tickets/{number}/reopen';
    await call(reopen, 200, asAgent({}), at('/reopen'));
    await call(reopen, 404, asAgent({}), '/api/tickets/999999/reopen');
    await call(close, 200, asAgent({}), at('/close'));
    await call('POST /api/tickets', 201, asAgent({ customer: `+${customer}`, text: 'Hello again' }));
    await call(reopen, 409, asAgent({}), at('/reopen'));
  });

  test('write first', async () => {
    const text = 'Hello';
    const key = { 'idempotency-key': randomUUID() };
    const customer = `+${desk.newCustomer()}`;
    await call('POST /api/tickets', 201, asAgent({ customer, text }, key));
    await call('POST /api/tickets', 422, asAgent({ customer, text: 'Other' }, key));
    await call('POST /api/tickets', 400, asAgent({ customer: 'nobody', text }));
    await call('POST /api/tickets', 403, asAgent({ customer: '+18765551234', text }));
    await call('POST /api/tickets', 401, json({ customer, text }));
    const stopped = desk.newCustomer();
    await desk.text(stopped, 'STOP');
    await call('POST /api/tickets', 409, asAgent({ customer: `+${stopped}`, text }));
  });

  test('judge what may be an opt-out', async () => {
    const customer = desk.newCustomer();
    await desk.text(customer, 'Please stop texting me');
    const number = String((await tracesOf(desk, customer)).tickets[0]?.['number']);
    const route = 'POST /api/tickets/{number}/opt-out';
    const at = `/api/tickets/${number}/opt-out`;
    await call('GET /api/tickets/{number}', 200, asAgent(), `/api/tickets/${number}`);
    await call(route, 400, asAgent({ optOut: 'yes' }), at);
    await call(route, 404, asAgent({}), '/api/tickets/999999/opt-out');
    await call(route, 200, asAgent({ optOut: false }), at);
    await call(route, 200, asAgent({ optOut: true }), at);
    await call('GET /api/tickets/{number}', 200, asAgent(), `/api/tickets/${number}`);
  });
});

describe('calls', () => {
  test('are listed, and their voicemail is fetched', async () => {
    await desk.configure({
      name: 'voicemail-only',
      ncco: [{ action: 'record', timeOut: 30, eventUrl: [`${desk.system.apiUrl}/webhooks/event`] }],
    });
    await desk.configure({ name: 'answer', incoming: 'voicemail-only', outgoing: 'outbound-call' });
    const customer = desk.newCustomer();
    const of = { from: customer, to: NUMBERS.voice };
    const { id } = (await desk.simulate<{ id: string }>('POST', '/simulator/calls', of)).body;
    await desk.advance(60_000);
    await desk.simulate('POST', `/simulator/calls/${id}/hangup`);
    await desk.system.settled();
    const { body } = await call('GET /api/calls', 200, asAgent());
    const { calls } = body as { calls: { customer?: string; voicemail?: { href: string } }[] };
    const href = calls.find((one) => one.customer === customer)?.voicemail?.href ?? '';
    await call('GET /api/calls/{call}/recording', 200, asAgent(), href);
    await call('GET /api/calls/{call}/recording', 404, asAgent(), '/api/calls/CON-none/recording');
    await call('GET /api/calls', 401);
    const number = String((await tracesOf(desk, customer)).tickets[0]?.['number']);
    await call('GET /api/tickets/{number}', 200, asAgent(), `/api/tickets/${number}`);
  });
});

describe('Vonage', () => {
  test.each(['/support', '/update', '/receipts'] as const)('tells of texts at %s', async (path) => {
    const to = path === '/update' ? NUMBERS.delivery : NUMBERS.support;
    const params = () =>
      path === '/receipts'
        ? { msisdn: desk.newCustomer(), to, messageId: randomUUID(), status: 'delivered', scts: '2611211000' }
        : desk.inbound(desk.newCustomer(), 'Hello', { to });
    await call(`GET ${path}`, 200);
    for (const method of ['GET', 'POST'] as const) {
      asDescribed(`${method} ${path}`, await desk.webhook(path, params(), { method }), 200);
      const forged = { method, token: 'wrong' };
      asDescribed(`${method} ${path}`, await desk.webhook(path, params(), forged), 401);
    }
    const empty = await desk.webhook(path, { msisdn: desk.newCustomer() });
    asDescribed(`POST ${path}`, empty, 400);
    await call(`POST ${path}`, 415, { body: 'x', headers: { 'content-type': 'text/plain' } });
  });

  const about = (): Record<string, string> => ({
    from: '447700900777',
    to: NUMBERS.voice,
    uuid: randomUUID(),
    conversation_uuid: `CON-${randomUUID()}`,
    dtmf: '{"digits":"2","timed_out":false}',
  });

  test.each(['/webhooks/answer', '/webhooks/fallback', '/webhooks/dtmf'])('asks at %s', async (path) => {
    const of = about();
    const authorization = `Bearer ${voiceJwt(desk, JSON.stringify(of))}`;
    const query = `${path}?${new URLSearchParams(of).toString()}`;
    await call(`GET ${path}`, 200, { headers: { authorization } }, query);
    await call(`GET ${path}`, 401, {}, query);
    const { dtmf: _digits, ...body } = of;
    const dtmf = { digits: '2', timed_out: false };
    asDescribed(`POST ${path}`, await signedPost(desk, path, { ...body, dtmf }), 200);
    await call(`POST ${path}`, 401, jsonBody(body));
  });

  test('asks what comes after a ring, and tells of calls', async () => {
    const { dtmf: _digits, ...of } = about();
    const path = handedOut(desk, `/webhooks/route?call=${of['conversation_uuid']}&ring=1`);
    asDescribed('POST /webhooks/route', await signedPost(desk, path, { ...of, status: 'timeout' }), 200);
    await call('POST /webhooks/route', 401, jsonBody(of));
    const event = { ...of, status: 'ringing', direction: 'inbound', timestamp: '2026-11-21T10:00:00.000Z' };
    asDescribed('POST /webhooks/event', await signedPost(desk, '/webhooks/event', event), 200);
    await call('POST /webhooks/event', 401, jsonBody(event));
    asDescribed('POST /webhooks/event', await signedPost(desk, '/webhooks/event', '{'), 400);
  });
});

test('a function that dies is the gateway’s to answer', async () => {
  await desk.withCloudFault({ kill: { function: 'pages', after: 'reply' } }, async () => {
    await call('GET /desk', 500);
  });
});

test('every operation was held against the document, in success and in failure', () => {
  const missing = document.routes().filter((route) => {
    const statuses = [...(seen.get(route) ?? [])];
    return !statuses.some((status) => status < 300) || !statuses.some((status) => status >= 400);
  });
  expect(missing).toEqual([]);
});
