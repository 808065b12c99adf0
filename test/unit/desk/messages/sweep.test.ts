import { describe, expect, test } from '@jest/globals';
import { notify } from '../../../../desk/deliveries/notify.ts';
import { sweep } from '../../../../desk/messages/sweep.ts';
import type { SendResult } from '../../../../desk/messages/sender.ts';
import { CUSTOMER, DELIVERY, House } from '../memory/house.ts';
import { atOnce } from '../memory/steps.ts';

const customers = (count: number) =>
  Array.from({ length: count }, (_, index) => `4477009${String(10_000 + index)}`);
const later: SendResult = { kind: 'later', waitMs: 3_600_000 };

/** Texts that wait for the sweep. */
async function waiting(count: number): Promise<House> {
  const house = new House(0);
  for (const customer of customers(count)) {
    await house
      .outbox()
      .post({ cause: customer, customer, businessNumber: DELIVERY, text: 'Hello' }, { queue: true });
  }
  return house;
}

async function swept(
  house: House,
  {
    until = Infinity,
    more = false,
    outbox = house.outbox(atOnce, { sweeps: true }),
    failures = [] as unknown[],
  } = {},
) {
  const told = await sweep(
    house.messages.due(house.now()),
    { until, more },
    {
      outbox,
      holds: house.tickets.holdStore(atOnce),
      deliveries: house.desk().deliveries,
      now: house.now,
      onFailure: (error) => failures.push(error),
    },
  );
  return told.sent;
}

describe('the sweep', () => {
  test('sends all that is due, each once', async () => {
    const house = await waiting(30);
    expect(await swept(house)).toBe(30);
    expect(await swept(house)).toBe(0);
    expect(house.accepted.map(({ to }) => to).toSorted()).toEqual(customers(30));
  });

  test('leaves Vonage alone when it takes no more, and goes on the next time', async () => {
    const house = await waiting(40);
    house.answers.push(...Array.from({ length: 40 }, () => later));
    await swept(house);
    // What was not asked for is still to be answered.
    expect(house.answers.length).toBeGreaterThan(25);
    house.answers.length = 0;
    house.advance(60_000);
    expect(await swept(house)).toBe(40);
  });

  test('goes on past a few that are throttled', async () => {
    const house = await waiting(20);
    house.answers.push(later, later, later);
    expect(await swept(house)).toBe(17);
  });

  test('stops in time', async () => {
    const house = await waiting(40);
    const slow = house.outbox();
    const outbox = {
      ...slow,
      resume: (id: string) => {
        house.advance(1_000);
        return slow.resume(id);
      },
    };
    const sent = await swept(house, { until: house.now() + 10_000, outbox });
    expect(sent).toBeGreaterThan(5);
    expect(sent).toBeLessThan(16);
  });

  test('one text that fails stops no other', async () => {
    const house = await waiting(12);
    const whole = house.outbox();
    const [broken] = house.messages.due(house.now()).map(({ id }) => id);
    const outbox = {
      ...whole,
      resume: (id: string) => (id === broken ? Promise.reject(new Error('broken')) : whole.resume(id)),
    };
    const failures: unknown[] = [];
    expect(await swept(house, { outbox, failures })).toBe(11);
    expect(failures).toHaveLength(1);
  });

  test('a notification whose customer opted out meanwhile is never sent, and waits for no reply', async () => {
    const house = new House();
    house.answers.push(later);
    const call = { key: 'one', at: house.now(), from: DELIVERY };
    expect(await notify(CUSTOMER, call, house.desk())).toMatchObject({ status: 'queued' });
    await house.deliver({ messageId: 'stop', text: 'STOP', to: DELIVERY });
    house.accepted.length = 0;
    house.advance(60_000);
    await swept(house);
    expect(house.accepted).toEqual([]);
    expect([...house.deliveries.rows.values()]).toMatchObject([{ withdrawn: true }]);
  });

  test('an acknowledgement that is never sent leaves the delivery open', async () => {
    const house = new House();
    await notify(CUSTOMER, { key: 'one', at: house.now(), from: DELIVERY }, house.desk());
    house.answers.push(later);
    await house.webhook({ messageId: 'one', text: '1', to: DELIVERY });
    await house.deliver({ messageId: 'stop', text: 'STOP', to: DELIVERY });
    house.advance(60_000);
    await swept(house);
    expect([...house.deliveries.rows.values()][0]?.withdrawn).toBeUndefined();
    await house.deliver({ messageId: 'two', text: '2', to: DELIVERY });
    expect([...house.deliveries.rows.values()][0]?.choice?.digit).toBe('2');
  });
});
