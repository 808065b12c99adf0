import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { formBody, jsonBody, NUMBERS, TestDesk, voiceJwt } from '../../desk/desk.ts';
import { LogScan } from '../../desk/log-scan.ts';
import { readSecret } from './owner.ts';

/* Everything is played once, well and badly; then the logs are searched for what must never stand in them. */

const TEXT = 'Mein-geheimer-Wunsch-7319';
const OTHER_TEXT = '秘密の伝言';
const AGENT_TEXT = 'Private-answer-4482';

let desk: TestDesk;
let logs: string;
/** Number, name, key and word that were part of what was played: what it is, and how it reads. */
const secrets: [string, string][] = [];

beforeAll(async () => {
  desk = await TestDesk.open();
  const customers = [desk.newCustomer(), desk.newCustomer(), desk.newCustomer()];
  const [customer = '', notified = '', caller = ''] = customers;
  secrets.push(
    ...customers.map((number): [string, string] => ['a customer’s number', number]),
    ...Object.values(NUMBERS).map((number): [string, string] => ['our number', number]),
    ...[TEXT, OTHER_TEXT, AGENT_TEXT].map((text): [string, string] => ['a text', text]),
  );
  await playTexts(customer);
  await playNotifications(notified);
  await playCalls(caller);
  await playAgents(customer);
  await playErrors(customer, notified);

  const [vonage, proofs] = await Promise.all([
    readSecret(desk, 'VonageSecret'),
    readSecret(desk, 'ProofsSecret'),
  ]);
  for (const [name, value] of Object.entries({ ...vonage, ...proofs })) {
    if (['apiKey', 'applicationId', 'restHost', 'apiHost', 'signatureMethod', 'smsProof'].includes(name))
      continue;
    secrets.push(
      ...value
        .split('\n')
        .filter((line) => line.length > 8)
        .map((line): [string, string] => [name, line]),
    );
  }
  await desk.advance(300_000);
  logs = desk.logs();
});
afterAll(() => desk.close());

async function playTexts(customer: string): Promise<void> {
  for (const method of ['GET', 'POST', 'JSON']) await desk.text(customer, TEXT, { method });
  await desk.text(customer, OTHER_TEXT, { copies: 3 });
  await desk.text(customer, '1', { to: NUMBERS.delivery });
}

async function playNotifications(notified: string): Promise<void> {
  await desk.notify({ number: `+${notified}` }, { 'idempotency-key': 'key-4711-secret' });
  secrets.push(['an idempotency key', 'key-4711-secret']);
  await desk.ask('POST', '/notify', formBody({ number: notified, key: desk.system.account.notifyKey }));
  for (const text of [TEXT, '2']) await desk.text(notified, text, { to: NUMBERS.delivery });
}

async function playCalls(caller: string): Promise<void> {
  const from = { from: caller, to: NUMBERS.voice };
  await desk.simulate('POST', '/simulator/calls', from);
  await desk.simulate('POST', '/simulator/calls', { user: 'Jane', to: caller });
  await desk.configure({ name: 'answer', incoming: 'ivr', outgoing: 'outbound-call' });
  const { body } = await desk.simulate<{ id: string }>('POST', '/simulator/calls', from);
  await desk.simulate('POST', `/simulator/calls/${body.id}/digits`, { digits: '2' });
  await desk.advance(10_000);
  await desk.configure({ name: 'ivr', ncco: `[{"action":"talk","text":"${TEXT}"` });
  await desk.simulate('POST', '/simulator/calls', from);
}

async function playAgents(customer: string): Promise<void> {
  const { body } = await desk.jwt({ mobile_api_key: desk.system.account.mobileApiKey, user_name: 'Jane' });
  secrets.push(['an agent’s token', body.jwt], ['its signature', body.jwt.split('.')[2] ?? '']);
  const headers = { authorization: `Bearer ${body.jwt}`, 'content-type': 'application/json' };
  const number = String(
    (await desk.items('Tickets')).find((item) => item['customer'] === customer)?.['number'],
  );
  const act = (path: string, content: object) =>
    desk.ask('POST', `/api/tickets/${number}${path}`, { headers, body: JSON.stringify(content) });
  await act('/replies', { text: AGENT_TEXT });
  await act('/close', { text: AGENT_TEXT });
  await act('/replies', { text: AGENT_TEXT });
  await act('/reopen', {});
  await desk.ask('GET', `/api/tickets/${number}`, { headers });
}

async function playErrors(customer: string, notified: string): Promise<void> {
  const wrong = 'wrong-key-that-somebody-typed';
  secrets.push(['a wrong key', wrong]);
  await desk.advance(5_000);
  await desk.notify({ number: notified }, { authorization: `Bearer ${wrong}` });
  await desk.notify({ number: `${notified}x` });
  await desk.jwt({ mobile_api_key: wrong, user_name: customer });
  await desk.ask('POST', '/api/jwt', {
    body: `{"user_name":"${TEXT}`,
    headers: { 'content-type': 'application/json' },
  });
  await desk.ask('GET', `/api/tickets/${TEXT}`, { headers: { authorization: `Bearer ${wrong}` } });
  await desk.ask('GET', `/api/deliveries/${customer}`, {
    headers: { authorization: `Bearer ${desk.system.account.notifyKey}` },
  });
  await desk.webhook('/support', desk.inbound(customer, TEXT), { token: wrong });
  await desk.webhook('/support', desk.inbound(customer, TEXT), { sign: false, method: 'GET' });
  await desk.webhook('/support', desk.inbound(customer, TEXT, { to: TEXT }));
  await desk.webhook('/support', desk.inbound(customer, TEXT.repeat(1_000)));
  await desk.webhook('/receipts', { msisdn: customer, messageId: customer, status: TEXT });
  const event = jsonBody({ from: customer, to: NUMBERS.voice, [TEXT]: customer });
  for (const claims of [{}, { iss: TEXT }]) {
    const authorization = `Bearer ${voiceJwt(desk, event.body, claims)}`;
    secrets.push(['a webhook’s token', authorization.slice(7)]);
    await desk.ask('POST', '/webhooks/event', { ...event, headers: { ...event.headers, authorization } });
  }

  for (const fail of [
    { status: 7, times: 2 },
    { status: 9 },
    { status: 4, times: 3 },
    { status: 500 },
    { status: 401, times: 2 },
  ]) {
    await desk.simulate('POST', '/simulator/faults', { sms: { fail } });
    await desk.text(desk.newCustomer(), TEXT);
    await desk.notify({ number: notified });
    await desk.simulate('DELETE', '/simulator/faults');
    await desk.advance(5_000);
  }
  for (const fault of [{ dynamodb: { down: true } }, { dynamodb: { throttle: 9 } }]) {
    await desk.withCloudFault(fault, async () => {
      await desk.text(customer, TEXT);
      await desk.notify({ number: notified });
      await desk.simulate('POST', '/simulator/calls', { from: customer, to: NUMBERS.voice });
    });
  }
  await desk.advance(600_000);
  await desk.withCloudFault({ secrets: { down: true } }, async () => {
    await desk.text(customer, TEXT);
    await desk.notify({ number: notified });
    await desk.simulate('POST', '/simulator/calls', { from: customer, to: NUMBERS.voice });
  });
  await desk.withCloudFault({ kill: { function: 'inbound-sms', after: 'write 1' } }, () =>
    desk.text(customer, TEXT),
  );
}

test('there is something to search: warnings and errors were logged, each with its reason', () => {
  const lines = logs.split('\n').filter((line) => line.startsWith('{'));
  const reasons = new Set(lines.map((line) => (JSON.parse(line) as { reason?: string }).reason));
  expect([...reasons]).toEqual(
    expect.arrayContaining([
      'token-mismatch',
      'notify-key-wrong',
      'agent-key-wrong',
      'send-refused',
      'unavailable',
    ]),
  );
});

test('each warning and error counts under its reason, which is a word of ours', () => {
  const lines = logs.split('\n').filter((line) => /"level":"(warn|error)"/.test(line));
  for (const line of lines) {
    expect(JSON.parse(line)).toMatchObject({
      reason: expect.stringMatching(/^[a-z]+(-[a-z]+)*$/),
      _aws: { CloudWatchMetrics: [{ Namespace: 'frontdesk', Dimensions: [['stack', 'reason']] }] },
    });
  }
});

test('no number, text, token or key stands in the logs, and nothing that looks like one', () => {
  expect(scanFor(secrets).find(logs.split('\n'))).toBeUndefined();
});

test('the gateway’s access log holds no query: no token, no text, no number', () => {
  const lines = desk.events.flatMap((event) => (event.kind === 'access-log' ? [event.line] : []));
  expect(lines.join()).toContain('/support');
  expect(scanFor(secrets).find(lines)).toBeUndefined();
});

test('a desk whose functions logged what a customer wrote does not close in silence', async () => {
  const leaky = await TestDesk.open();
  await leaky.text(leaky.newCustomer(), TEXT);
  const line = `{"reason":"x","said":"${TEXT}"}`;
  leaky.events.push({ at: 0, kind: 'log', function: 'x', requestId: undefined, stream: 'stdout', line });
  await expect(leaky.close()).rejects.toThrow(/^The logs hold a text: .*"said":"<a text>"/);
});

function scanFor(all: [string, string][]): LogScan {
  const scan = new LogScan();
  for (const [what, value] of all) scan.keep(what, value);
  return scan;
}
