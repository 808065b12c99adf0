import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { NUMBERS, TestDesk } from '../desk/desk.ts';
import { changesNothing } from '../integration/desk/state.ts';
import { tracesOf, whatCameOf } from '../integration/desk/traces.ts';

let desk: TestDesk;
beforeAll(async () => (desk = await TestDesk.open()));
afterAll(() => desk.close());

/** Long enough for Vonage to deliver again, for every lease to run out and for the sweep to come by. */
const LATER_MS = 3 * 60_000;

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

  test('down while the sweep comes by: one structured line with its reason, counted, and no stack', async () => {
    const from = desk.events.length;
    await desk.withCloudFault({ dynamodb: { down: true } }, () => desk.advance(60_000));
    const ofSweep = desk.events
      .slice(from)
      .filter((event) => 'function' in event && event.function === 'sweep');
    const lines = ofSweep.flatMap((event) => (event.kind === 'log' ? [event.line] : []));
    expect(lines.map((line) => JSON.parse(line) as { reason: string; errors: number })).toEqual([
      expect.objectContaining({ reason: 'sweep-failed', level: 'error', errors: 1 }),
    ]);
    const ends = ofSweep.flatMap((event) => (event.kind === 'invocation-end' ? [event.outcome] : []));
    expect(ends).toEqual(['ok']);
  });

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

/**
 * Plays a story once for each write of a function, killing it right after that write, and once between its return and
 * the reply; it is over when a kill strikes nobody. Says how many writes there were.
 */
async function killedEverywhere(
  name: string,
  story: (kill: <T>(work: () => Promise<T>) => Promise<T>, nth: number) => Promise<{ struck: boolean }>,
): Promise<number> {
  const run = (after: string, nth: number) =>
    story((work) => desk.withCloudFault({ kill: { function: name, after } }, work), nth);
  expect((await run('reply', 0)).struck).toBe(true);
  for (let nth = 1; ; nth += 1) if (!(await run(`write ${nth}`, nth)).struck) return nth - 1;
}

const failed = ({ body }: Awaited<ReturnType<TestDesk['text']>>): boolean =>
  body.webhooks.some(({ status }) => status >= 500);

describe('killed after any of its writes, or before its reply, and called again', () => {
  test('a first text ends as one message, one ticket, one confirmation', async () => {
    const writes = await killedEverywhere('inbound-sms', async (kill) => {
      const customer = desk.newCustomer();
      const first = await kill(() => desk.text(customer, 'Please help'));
      await desk.advance(LATER_MS);
      expect(await whatCameOf(desk, customer)).toEqual(ONE_TICKET);
      return { struck: failed(first) };
    });
    expect(writes).toBeGreaterThan(4);
  }, 120_000);

  test('a second text is stored once and not answered', async () => {
    const writes = await killedEverywhere('inbound-sms', async (kill) => {
      const customer = desk.newCustomer();
      await desk.text(customer, 'Please help');
      const second = await kill(() => desk.text(customer, 'And hurry'));
      await desk.advance(LATER_MS);
      expect(await whatCameOf(desk, customer)).toEqual({
        ...ONE_TICKET,
        inbound: ['Please help', 'And hurry'],
      });
      return { struck: failed(second) };
    });
    expect(writes).toBeGreaterThan(1);
  }, 120_000);

  test('a STOP is noted, confirmed once, and bars every text', async () => {
    const writes = await killedEverywhere('inbound-sms', async (kill) => {
      const customer = desk.newCustomer();
      const stop = await kill(() => desk.text(customer, 'STOP'));
      await desk.advance(LATER_MS);
      expect((await desk.notify({ number: customer })).status).toBe(409);
      expect(await desk.received(customer)).toHaveLength(1);
      return { struck: failed(stop) };
    });
    expect(writes).toBeGreaterThan(2);
  }, 120_000);

  test('a text in parts is one message with all of its words', async () => {
    const words = 'The parcel is wet and the box is open.';
    const writes = await killedEverywhere('inbound-sms', async (kill) => {
      const customer = desk.newCustomer();
      const parts = await kill(() => desk.text(customer, words, { split: 3, order: [2, 3, 1] }));
      await desk.advance(LATER_MS);
      const { inbound } = await tracesOf(desk, customer);
      expect(inbound).toHaveLength(1);
      const split = inbound[0]?.['split'] as { parts: Record<string, string> };
      expect(Object.values(split.parts).join('')).toBe(words);
      expect(await desk.received(customer)).toHaveLength(1);
      return { struck: failed(parts) };
    });
    expect(writes).toBeGreaterThan(6);
  }, 240_000);

  test('a reply to a delivery is one choice with one acknowledgement', async () => {
    const writes = await killedEverywhere('delivery-reply', async (kill) => {
      const customer = desk.newCustomer();
      await desk.notify({ number: customer });
      const first = await kill(() => desk.text(customer, '3', { to: NUMBERS.delivery }));
      await desk.advance(LATER_MS);
      const { inbound, outbound, deliveries } = await tracesOf(desk, customer);
      expect(inbound).toHaveLength(1);
      expect(outbound.map(({ status }) => status)).toEqual(['delivered', 'delivered']);
      expect(deliveries).toEqual([
        expect.objectContaining({ choice: expect.objectContaining({ digit: '3' }) }),
      ]);
      expect(await desk.received(customer)).toHaveLength(2);
      return { struck: failed(first) };
    });
    expect(writes).toBeGreaterThan(3);
  }, 120_000);

  test('a notification whose shop calls again with its key is one text', async () => {
    const writes = await killedEverywhere('notify', async (kill, nth) => {
      const customer = desk.newCustomer();
      const key = { 'idempotency-key': `dies-${nth}` };
      const first = await kill(() => desk.notify({ number: customer }, key));
      expect((await desk.notify({ number: customer }, key)).status).toBe(200);
      await desk.advance(LATER_MS);
      const { outbound, deliveries } = await tracesOf(desk, customer);
      expect(outbound.map(({ status }) => status)).toEqual(['delivered']);
      expect(deliveries).toHaveLength(1);
      expect(await desk.received(customer)).toHaveLength(1);
      return { struck: first.status >= 500 };
    });
    expect(writes).toBeGreaterThan(3);
  }, 120_000);

  test('a receipt is noted all the same', async () => {
    const writes = await killedEverywhere('delivery-receipt', async (kill) => {
      const customer = desk.newCustomer();
      const before = (await desk.simulate<{ status: number }[]>('GET', '/simulator/webhooks')).body.length;
      await kill(() => desk.text(customer, 'Please help'));
      const webhooks = (await desk.simulate<{ status: number }[]>('GET', '/simulator/webhooks')).body;
      await desk.advance(LATER_MS);
      expect(await whatCameOf(desk, customer)).toEqual(ONE_TICKET);
      return { struck: webhooks.slice(before).some(({ status }) => status >= 500) };
    });
    expect(writes).toBeGreaterThan(1);
  }, 120_000);
});
