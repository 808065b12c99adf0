import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { NUMBERS, TestDesk } from '../desk/desk.ts';
import { editSecret } from '../integration/desk/owner.ts';
import { tracesOf, whatCameOf } from '../integration/desk/traces.ts';

let desk: TestDesk;
beforeAll(async () => (desk = await TestDesk.open()));
afterEach(() => desk.simulate('DELETE', '/simulator/faults'));
afterAll(() => desk.close());

const LATER_MS = 6 * 60_000;
const STEP_MS = 30_000;

/** Lets time pass in steps: a function that is pausing must not see minutes go by in one leap. */
async function timePasses(): Promise<void> {
  for (let passed = 0; passed < LATER_MS; passed += STEP_MS) {
    await desk.advance(STEP_MS);
    const underWay = (await desk.items('Messages')).some(
      ({ direction, status }) => direction === 'outbound' && status !== 'delivered' && status !== 'failed',
    );
    if (!underWay) return;
  }
}

const fault = (faults: object) => desk.simulate('POST', '/simulator/faults', faults);

const CONFIRMED = {
  tickets: ['open'],
  inbound: ['Please help'],
  outbound: ['delivered'],
  phone: [expect.stringMatching(/ticket \d+/)],
};

describe('Vonage refuses for the moment', () => {
  test.each([
    ['throttled once', { throttle: 1 }],
    ['throttled five times', { throttle: 5 }],
    ['throttled for minutes', { throttle: 20 }],
    ['status 1', { fail: { status: 1, times: 2 } }],
    ['status 5', { fail: { status: 5, times: 2 } }],
    ['status 10', { fail: { status: 10, times: 2 } }],
    ['status 5 for longer than one call', { fail: { status: 5, times: 12 } }],
    ['HTTP 500', { fail: { status: 500, times: 1 } }],
    ['HTTP 503, many times', { fail: { status: 503, times: 12 } }],
    ['HTTP 429', { fail: { status: 429, times: 2 } }],
  ])('%s: the ticket is stored at once, the confirmation comes, once', async (_name, sms) => {
    const customer = desk.newCustomer();
    await fault({ sms });
    const { body } = await desk.text(customer, 'Please help');
    expect([200, 503]).toContain(body.webhooks[0]?.status);
    const { tickets, inbound } = await tracesOf(desk, customer);
    expect([tickets.length, inbound.length]).toEqual([1, 1]);
    await timePasses();
    expect(await whatCameOf(desk, customer)).toEqual(CONFIRMED);
  });

  test('a notification that waits is told as queued, and sent by the schedule, once', async () => {
    const customer = desk.newCustomer();
    await fault({ sms: { throttle: 40 } });
    const answer = await desk.notify({ number: customer });
    expect(answer).toMatchObject({ status: 200, body: { results: [{ status: 'queued' }] } });
    expect(await desk.received(customer)).toEqual([]);
    await desk.simulate('DELETE', '/simulator/faults');
    await timePasses();
    expect(await desk.received(customer)).toHaveLength(1);
    await timePasses();
    expect(await desk.received(customer)).toHaveLength(1);
  });
});

describe('Vonage refuses for good', () => {
  test.each([6, 7, 12, 15, 29, 33])(
    'status %i: the text is noted as failed, the webhook is done, and nothing is sent later',
    async (status) => {
      const customer = desk.newCustomer();
      await fault({ sms: { fail: { status, times: 1 } } });
      const { body } = await desk.text(customer, 'Please help');
      expect(body.webhooks[0]?.status).toBe(200);
      await timePasses();
      expect(await whatCameOf(desk, customer)).toEqual({ ...CONFIRMED, outbound: ['failed'], phone: [] });
      const [confirmation] = (await tracesOf(desk, customer)).outbound;
      expect(confirmation?.['error']).toEqual(expect.stringContaining(String(status)));
    },
  );

  test('the shop hears that its notification failed, with the reason', async () => {
    await fault({ sms: { fail: { status: 7, times: 1 } } });
    const answer = await desk.notify({ number: desk.newCustomer() });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.body).toMatchObject({ error: expect.any(String), results: [{ status: 'failed' }] });
  });

  test('one number that Vonage refuses stops no other', async () => {
    const numbers = [desk.newCustomer(), desk.newCustomer(), desk.newCustomer()];
    await fault({ sms: { fail: { status: 7, times: 1 } } });
    const answer = await desk.notify({ numbers });
    expect(answer.body.results?.map(({ status }) => status).toSorted()).toEqual(['failed', 'sent', 'sent']);
  });

  test('a text that arrives nowhere is noted as failed by its receipt', async () => {
    const customer = desk.newCustomer();
    await fault({ sms: { receipt: { status: 'rejected', errCode: '9' } } });
    await desk.text(customer, 'Please help');
    await timePasses();
    const { outbound } = await tracesOf(desk, customer);
    expect(outbound.map(({ status }) => status)).toEqual(['failed']);
    expect(await desk.received(customer)).toHaveLength(1);
  });
});

describe('Vonage refuses the account', () => {
  test.each([
    ['status 4', 4, 'credentials-refused'],
    ['status 8', 8, 'account-barred'],
    ['status 9', 9, 'no-credit'],
    ['status 11', 11, 'account-refused'],
    ['HTTP 402', 402, 'no-credit'],
    ['HTTP 403', 403, 'account-refused'],
  ])('%s: texts wait, ops hear why, and all go once when it is mended', async (_name, status, reason) => {
    const [customer, other, told] = [desk.newCustomer(), desk.newCustomer(), desk.newCustomer()];
    await fault({ sms: { fail: { status, times: 1_000 } } });
    const first = await desk.text(customer, 'Please help');
    const second = await desk.text(other, 'Please help');
    expect([first, second].map(({ body }) => body.webhooks[0]?.status)).toEqual([200, 200]);
    expect(await desk.notify({ number: told })).toMatchObject({
      status: 200,
      body: { message: expect.stringMatching(/held until Vonage/), results: [{ status: 'held' }] },
    });
    await desk.advance(STEP_MS);
    const waiting = await desk.items('Messages', { status: 'queued' });
    expect(waiting.map(({ heldFor }) => heldFor)).toEqual([reason, reason, reason]);
    const before = desk.logs().split(`"reason":"vonage-${reason}"`).length;
    await desk.advance(60_000);
    // An alarm on its metric stays on as long as it lasts.
    expect(desk.logs().split(`"reason":"vonage-${reason}"`).length).toBeGreaterThan(before);
    await desk.simulate('DELETE', '/simulator/faults');
    await timePasses();
    for (const one of [customer, other]) expect(await whatCameOf(desk, one)).toEqual(CONFIRMED);
    expect(await desk.received(told)).toHaveLength(1);
    expect(await desk.items('Tickets', { id: 'hold#vonage' })).toEqual([]);
    // The next one is answered at once.
    const next = desk.newCustomer();
    await desk.text(next, 'Please help');
    expect(await desk.received(next)).toHaveLength(1);
  });
});

describe('Vonage does not answer', () => {
  test('it took the text, its answer is lost: the receipt tells, and the text is not doubled', async () => {
    const customer = desk.newCustomer();
    await fault({ sms: { timeout: 1 } });
    await desk.text(customer, 'Please help');
    await timePasses();
    expect(await whatCameOf(desk, customer)).toEqual(CONFIRMED);
  });

  test('its answer is lost and no receipt ever comes: the one window in which a text may go twice, not more', async () => {
    const customer = desk.newCustomer();
    await fault({ sms: { timeout: 1 }, webhooks: { dropReceipts: true } });
    await desk.text(customer, 'Please help');
    await desk.advance(60_000);
    expect(await desk.received(customer)).toHaveLength(1);
    await desk.advance(60 * 60_000);
    expect(await whatCameOf(desk, customer)).toEqual({
      ...CONFIRMED,
      outbound: ['sent'],
      phone: [expect.any(String), expect.any(String)],
    });
  });

  /** Vonage's host, as a server that hangs up on whoever calls; or one where nobody listens. */
  const withHost = async (listening: boolean, work: () => Promise<void>): Promise<void> => {
    const server: Server = createServer((socket) => socket.once('data', () => socket.resetAndDestroy()));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    if (!listening) server.close();
    try {
      await editSecret(desk, 'VonageSecret', { restHost: `http://127.0.0.1:${port}` });
      await work();
    } finally {
      await editSecret(desk, 'VonageSecret', { restHost: desk.system.simulatorUrl });
      server.close();
    }
  };

  test.each([
    ['nobody listens', false],
    ['the connection is reset', true],
  ])('%s: nothing is lost, and what is owed is sent once when it is back', async (_name, listening) => {
    const customer = desk.newCustomer();
    const notified = desk.newCustomer();
    await withHost(listening, async () => {
      const { body } = await desk.text(customer, 'Please help');
      expect(body.webhooks[0]?.status).toBe(503);
      expect(await desk.notify({ number: notified })).toMatchObject({
        status: 200,
        body: { results: [{ status: 'queued' }] },
      });
    });
    await timePasses();
    expect(await whatCameOf(desk, customer)).toEqual(CONFIRMED);
    expect(await desk.received(notified)).toHaveLength(1);
  });

  test('credentials that Vonage refuses: what is owed waits, and goes when they are mended', async () => {
    const customer = desk.newCustomer();
    await editSecret(desk, 'VonageSecret', { apiSecret: 'rotated-away' });
    await desk.text(customer, 'Please help');
    expect((await whatCameOf(desk, customer)).outbound).toEqual(['queued']);
    await editSecret(desk, 'VonageSecret', { apiSecret: 'local-api-secret' });
    await timePasses();
    expect(await whatCameOf(desk, customer)).toEqual(CONFIRMED);
  });
});

describe('Vonage’s webhooks', () => {
  test('a text delivered three times and its receipts out of order, doubled: one of each', async () => {
    const customer = desk.newCustomer();
    await fault({ webhooks: { copies: 3, reorder: true } });
    await desk.text(customer, 'Please help');
    await timePasses();
    expect(await whatCameOf(desk, customer)).toEqual(CONFIRMED);
  });

  test('a reply delivered three times, a minute late: one choice, one acknowledgement', async () => {
    const customer = desk.newCustomer();
    await desk.notify({ number: customer });
    await fault({ webhooks: { copies: 3, delayMs: 60_000 } });
    await desk.text(customer, '1', { to: NUMBERS.delivery });
    await timePasses();
    expect(await desk.received(customer)).toHaveLength(2);
    expect((await tracesOf(desk, customer)).deliveries).toEqual([
      expect.objectContaining({ choice: expect.objectContaining({ digit: '1' }) }),
    ]);
  });
});
