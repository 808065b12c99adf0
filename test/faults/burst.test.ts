import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { TestDesk } from '../desk/desk.ts';

/** `npm run burst` sends two hundred, on a machine that is busy besides. */
const CUSTOMERS = 60;

let desk: TestDesk;
beforeAll(async () => (desk = await TestDesk.open()));
afterAll(() => desk.close());

test('first texts of many customers at once: each has one ticket, and no function was killed', async () => {
  const customers = Array.from({ length: CUSTOMERS }, () => desk.newCustomer());
  await Promise.all(customers.map((customer) => desk.text(customer, 'My order is late')));
  // What Vonage throttled goes out with the sweep, and what it gave up waiting for comes again.
  for (let minute = 0; minute < 3; minute += 1) await desk.advance(60_000);

  const tickets = await desk.items('Tickets', { status: 'open' });
  expect(new Set(tickets.map(({ customer }) => customer))).toEqual(new Set(customers));
  expect(tickets).toHaveLength(CUSTOMERS);
  for (const customer of customers) expect(await desk.received(customer)).toHaveLength(1);
  expect(desk.events.filter(({ kind }) => kind === 'killed')).toEqual([]);
  // A burst is no reason to start an environment for each of its requests.
  const started = desk.events.filter(({ kind }) => kind === 'environment-start');
  expect(started.length).toBeLessThan(CUSTOMERS / 2);
});
