import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { NUMBERS, TestDesk } from '../../desk/desk.ts';
import { changesNothing } from './state.ts';
import { tracesOf, whatCameOf } from './traces.ts';

let desk: TestDesk;
beforeAll(async () => (desk = await TestDesk.open()));
afterAll(() => desk.close());

/** Long enough for Vonage to deliver again, for every lease to run out and for the sweep to come by. */
const LATER_MS = 6 * 60_000;

const ONE_TICKET = {
  tickets: ['open'],
  inbound: ['Please help'],
  outbound: ['delivered'],
  phone: [expect.stringMatching(/ticket \d+/)],
};

describe('DynamoDB', () => {
  test('down: 503, nothing is stored; Vonage’s retry makes one message, one ticket, one confirmation', async () => {
    const customer = desk.newCustomer();
    await changesNothing(desk, () =>
      desk.withCloudFault({ dynamodb: { down: true } }, async () => {
        const answer = await desk.webhook('/support', desk.inbound(desk.newCustomer(), 'lost?'));
        expect(answer.status).toBe(503);
        expect(answer.body).toEqual({ error: expect.any(String) });
      }),
    );
    const first = await desk.withCloudFault({ dynamodb: { down: true } }, () =>
      desk.text(customer, 'Please help'),
    );
    expect(first.body.webhooks).toEqual([expect.objectContaining({ status: 503 })]);
    await desk.advance(LATER_MS);
    expect(await whatCameOf(desk, customer)).toEqual(ONE_TICKET);
  });

  test('down: a reply to a delivery is not lost', async () => {
    const customer = desk.newCustomer();
    await desk.notify({ number: customer });
    const first = await desk.withCloudFault({ dynamodb: { down: true } }, () =>
      desk.text(customer, '2', { to: NUMBERS.delivery }),
    );
    expect(first.body.webhooks).toEqual([expect.objectContaining({ status: 503 })]);
    await desk.advance(LATER_MS);
    const { deliveries } = await tracesOf(desk, customer);
    expect(deliveries).toEqual([
      expect.objectContaining({ choice: expect.objectContaining({ digit: '2' }) }),
    ]);
    expect(await desk.received(customer)).toHaveLength(2);
  });

  test('down: a receipt is not lost', async () => {
    const customer = desk.newCustomer();
    await desk.simulate('POST', '/simulator/faults', { webhooks: { dropReceipts: true } });
    await desk.notify({ number: customer });
    await desk.simulate('DELETE', '/simulator/faults');
    const [sent] = await desk.received(customer);
    const receipt = {
      msisdn: customer,
      messageId: sent?.id ?? '',
      status: 'delivered',
      'client-ref': sent?.clientRef ?? '',
    };
    const during = await desk.withCloudFault({ dynamodb: { down: true } }, () =>
      desk.webhook('/receipts', receipt),
    );
    expect(during.status).toBe(503);
    expect((await desk.webhook('/receipts', receipt)).status).toBe(200);
    expect((await tracesOf(desk, customer)).outbound).toEqual([
      expect.objectContaining({ status: 'delivered' }),
    ]);
  });

  test.each([1, 3, 9, 40])(
    'throttled %i times: all the same one message, one ticket, one text',
    async (throttle) => {
      const customer = desk.newCustomer();
      await desk.withCloudFault({ dynamodb: { throttle } }, async () => {
        const first = await desk.text(customer, 'Please help');
        expect([200, 503]).toContain(first.body.webhooks[0]?.status);
        await desk.advance(LATER_MS);
      });
      await desk.advance(LATER_MS);
      expect(await whatCameOf(desk, customer)).toEqual(ONE_TICKET);
    },
  );

  test('slower than Vonage waits: nothing doubled', async () => {
    const customer = desk.newCustomer();
    await desk.withCloudFault({ dynamodb: { delayMs: 400 } }, () => desk.text(customer, 'Please help'));
    await desk.advance(LATER_MS);
    expect(await whatCameOf(desk, customer)).toEqual(ONE_TICKET);
  });

  test('down while the shop notifies: it hears that nothing was sent, and sends again with the same key', async () => {
    const customer = desk.newCustomer();
    const key = { 'idempotency-key': 'while-down' };
    const during = await desk.withCloudFault({ dynamodb: { down: true } }, () =>
      desk.notify({ number: customer }, key),
    );
    expect(during.status).toBe(503);
    expect(during.body.error).toEqual(expect.any(String));
    const after = await desk.notify({ number: customer }, key);
    expect(after).toMatchObject({ status: 200, body: { results: [{ status: 'sent' }] } });
    await desk.advance(LATER_MS);
    expect(await desk.received(customer)).toHaveLength(1);
  });

  test('down for agents: 503 with a sentence, and the answer that is tried again is sent once', async () => {
    const customer = desk.newCustomer();
    await desk.text(customer, 'Please help');
    const number = (await tracesOf(desk, customer)).tickets[0]?.['number'];
    const jane = await desk.agent('Jane');
    const reply = () =>
      jane(
        'POST',
        `/api/tickets/${String(number)}/replies`,
        { text: 'Coming.' },
        { 'idempotency-key': 'a1' },
      );
    const during = await desk.withCloudFault({ dynamodb: { down: true } }, reply);
    expect(during.status).toBe(503);
    expect((await reply()).status).toBe(201);
    expect((await reply()).status).toBe(201);
    await desk.system.settled();
    expect((await desk.received(customer)).filter(({ text }) => text === 'Coming.')).toHaveLength(1);
  });
});

describe('a first text whose function dies', () => {
  test.each([...[1, 2, 3, 4, 5, 6].map((write) => `write ${write}`), 'reply'])(
    'after %s: the same end as if it had not',
    async (after) => {
      const customer = desk.newCustomer();
      const first = await desk.withCloudFault({ kill: { function: 'inbound-sms', after } }, () =>
        desk.text(customer, 'Please help'),
      );
      expect(first.body.webhooks[0]?.status).toBeGreaterThanOrEqual(500);
      await desk.advance(LATER_MS);
      expect(await whatCameOf(desk, customer)).toEqual(ONE_TICKET);
    },
  );
});

describe('a second text whose function dies', () => {
  test.each(['write 1', 'write 2', 'reply'])(
    'after %s: it is stored once and not answered',
    async (after) => {
      const customer = desk.newCustomer();
      await desk.text(customer, 'Please help');
      await desk.withCloudFault({ kill: { function: 'inbound-sms', after } }, () =>
        desk.text(customer, 'And hurry'),
      );
      await desk.advance(LATER_MS);
      expect(await whatCameOf(desk, customer)).toEqual({
        ...ONE_TICKET,
        inbound: ['Please help', 'And hurry'],
      });
    },
  );
});

describe('a reply to a delivery whose function dies', () => {
  test.each([...[1, 2, 3, 4].map((write) => `write ${write}`), 'reply'])(
    'after %s: one choice, one acknowledgement',
    async (after) => {
      const customer = desk.newCustomer();
      await desk.notify({ number: customer });
      const first = await desk.withCloudFault({ kill: { function: 'delivery-reply', after } }, () =>
        desk.text(customer, '3', { to: NUMBERS.delivery }),
      );
      expect(first.body.webhooks[0]?.status).toBeGreaterThanOrEqual(500);
      await desk.advance(LATER_MS);
      const { inbound, outbound, deliveries } = await tracesOf(desk, customer);
      expect(inbound).toHaveLength(1);
      expect(outbound.map(({ status }) => status)).toEqual(['delivered', 'delivered']);
      expect(deliveries).toEqual([
        expect.objectContaining({ choice: expect.objectContaining({ digit: '3' }) }),
      ]);
      expect(await desk.received(customer)).toHaveLength(2);
    },
  );
});

describe('a notification whose function dies', () => {
  test.each([...[1, 2, 3, 4].map((write) => `write ${write}`), 'reply'])(
    'after %s: the shop calls again with its key, and the customer gets one text',
    async (after) => {
      const customer = desk.newCustomer();
      const key = { 'idempotency-key': `dies-${after.replace(' ', '-')}` };
      const first = await desk.withCloudFault({ kill: { function: 'notify', after } }, () =>
        desk.notify({ number: customer }, key),
      );
      expect(first.status).toBeGreaterThanOrEqual(500);
      expect((await desk.notify({ number: customer }, key)).status).toBe(200);
      await desk.advance(LATER_MS);
      const { outbound, deliveries } = await tracesOf(desk, customer);
      expect(outbound.map(({ status }) => status)).toEqual(['delivered']);
      expect(deliveries).toHaveLength(1);
      expect(await desk.received(customer)).toHaveLength(1);
    },
  );
});

describe('a receipt whose function dies', () => {
  test.each(['write 1', 'write 2', 'write 3', 'reply'])(
    'after %s: it is noted all the same',
    async (after) => {
      const customer = desk.newCustomer();
      await desk.withCloudFault({ kill: { function: 'delivery-receipt', after } }, () =>
        desk.text(customer, 'Please help'),
      );
      await desk.advance(LATER_MS);
      expect(await whatCameOf(desk, customer)).toEqual(ONE_TICKET);
    },
  );
});
