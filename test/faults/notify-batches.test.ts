import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { NUMBERS, TestDesk } from '../desk/desk.ts';

let desk: TestDesk;
beforeAll(async () => (desk = await TestDesk.open()));
// Caches and pauses of the test before are over.
beforeEach(() => desk.advance(5_000));
afterEach(() => desk.simulate('DELETE', '/simulator/faults'));
afterAll(() => desk.close());

const customers = (count: number) => Array.from({ length: count }, () => desk.newCustomer());
const statuses = ({ body }: { body: { results?: { status: string }[] } }) =>
  body.results?.map(({ status }) => status);
const all = (count: number, status: string) => Array.from({ length: count }, () => status);

/** The sweep comes by. In steps: a function at work must not see minutes go by in one leap. */
async function minutesPass(minutes: number): Promise<void> {
  for (let step = 0; step < minutes * 6; step += 1) await desk.advance(10_000);
}

/** The numbers that got a text, once for each. */
async function notified(): Promise<string[]> {
  const { body } = await desk.simulate<{ direction: string; to: string }[]>('GET', '/simulator/messages');
  return body.filter(({ direction }) => direction === 'outbound').map(({ to }) => to);
}

describe('one call for a hundred customers', () => {
  test('reaches each once, and answers in their order', async () => {
    const numbers = customers(100);
    const answer = await desk.notify({ numbers });
    expect(answer.status).toBe(200);
    expect(statuses(answer)).toEqual(all(100, 'sent'));
    expect(answer.body.results?.map(({ number }) => number)).toEqual(numbers);
    expect((await notified()).filter((number) => numbers.includes(number)).toSorted()).toEqual(
      numbers.toSorted(),
    );
  });

  test('while Vonage throttles everything: all are queued before the gateway gives up, and the sweep sends each once', async () => {
    const numbers = customers(100);
    await desk.simulate('POST', '/simulator/faults', { sms: { throttle: 1_000 } });
    const answer = await desk.notify({ numbers });
    expect(answer.status).toBe(200);
    expect(statuses(answer)).toEqual(all(100, 'queued'));
    expect((await notified()).some((number) => numbers.includes(number))).toBe(false);

    await desk.simulate('DELETE', '/simulator/faults');
    await minutesPass(4);
    expect((await notified()).filter((number) => numbers.includes(number)).toSorted()).toEqual(
      numbers.toSorted(),
    );
    const id = answer.body.results?.at(-1)?.id;
    expect((await desk.items('Deliveries')).filter((item) => item['id'] === id)).toHaveLength(1);
  });
});

describe('each recipient answers for itself', () => {
  test('wrong, ours, foreign, opted out, written twice, and right', async () => {
    const [one = '', out = '', two = ''] = customers(3);
    await desk.text(out, 'STOP', { to: NUMBERS.delivery });
    const written = `+${one.slice(0, 2)} ${one.slice(2, 6)} ${one.slice(6)}`;
    const answer = await desk.notify({
      numbers: [one, 'nobody'.repeat(20), NUMBERS.support, '+12684601234', out, written, two],
    });
    expect(answer.status).toBe(200);
    expect(statuses(answer)).toEqual(['sent', 'invalid', 'refused', 'refused', 'opted-out', 'sent']);
    expect(await desk.received(one)).toHaveLength(1);
    expect(answer.body).toMatchObject({
      results: [{ number: one }, { error: expect.any(String) }, {}, {}, {}, { number: two }],
    });
  });

  test('a store that fails for some stops nobody; the same key finishes the rest, and sends nothing twice', async () => {
    const numbers = customers(12);
    const key = { 'idempotency-key': 'half-way' };
    const first = await desk.withCloudFault({ dynamodb: { throttle: 45 } }, () =>
      desk.notify({ numbers }, key),
    );
    expect([200, 503]).toContain(first.status);
    const second = await desk.notify({ numbers }, key);
    expect(second.status).toBe(200);
    await minutesPass(3);
    expect((await notified()).filter((number) => numbers.includes(number)).toSorted()).toEqual(
      numbers.toSorted(),
    );
  });
});

describe('the same call', () => {
  test('with its key, five times at once and again later: one text each, the same answer', async () => {
    const numbers = [...customers(5), 'nobody'];
    const key = { 'idempotency-key': 'order-100' };
    const answers = await Promise.all(Array.from({ length: 5 }, () => desk.notify({ numbers }, key)));
    for (const { status } of answers) expect(status).toBe(200);
    const later = await desk.notify({ numbers }, key);
    expect(statuses(later)).toEqual([...all(5, 'sent'), 'invalid']);
    await minutesPass(2);
    expect(await desk.notify({ numbers }, key)).toMatchObject({ status: 200, body: later.body });
    expect((await notified()).filter((number) => numbers.includes(number)).toSorted()).toEqual(
      numbers.slice(0, 5).toSorted(),
    );
  });

  test('with its key and another body: 422, nothing is sent', async () => {
    const [one = '', other = ''] = customers(2);
    const key = { 'idempotency-key': 'order-101' };
    await desk.notify({ number: one }, key);
    const answer = await desk.notify({ number: one, day: 'Monday' }, key);
    expect(answer).toMatchObject({ status: 422, body: { error: expect.stringMatching(/\.$/) } });
    expect((await desk.notify({ number: other }, key)).status).toBe(422);
    expect(await desk.received(one)).toHaveLength(1);
    expect(await desk.received(other)).toEqual([]);
  });

  test('answered 4xx the first time is answered the same again', async () => {
    const out = desk.newCustomer();
    await desk.text(out, 'STOP', { to: NUMBERS.delivery });
    const key = { 'idempotency-key': 'order-102' };
    const first = await desk.notify({ number: out }, key);
    await desk.text(out, 'START', { to: NUMBERS.delivery });
    expect(await desk.notify({ number: out }, key)).toMatchObject({ status: 409, body: first.body });
  });
});
