import { describe, expect, test } from '@jest/globals';
import { notify } from '../../../../desk/deliveries/notify.ts';
import { sweep } from '../../../../desk/messages/sweep.ts';
import type { SendResult } from '../../../../desk/messages/sender.ts';
import { CUSTOMER, DELIVERY, MemorySystem } from '../memory/system.ts';
import { atOnce } from '../memory/steps.ts';

const customers = (count: number) =>
  Array.from({ length: count }, (_, index) => `4477009${String(10_000 + index)}`);
const later: SendResult = { kind: 'later', waitMs: 3_600_000 };

/** Texts that wait for the sweep. */
async function waiting(count: number): Promise<MemorySystem> {
  const system = new MemorySystem(0);
  for (const customer of customers(count)) {
    await system
      .outbox()
      .post({ cause: customer, customer, businessNumber: DELIVERY, text: 'Hello' }, { queue: true });
  }
  return system;
}

async function swept(
  system: MemorySystem,
  {
    until = Infinity,
    more = false,
    outbox = system.outbox(atOnce, { sweeps: true }),
    failures = [] as unknown[],
  } = {},
) {
  const told = await sweep(
    system.messages.due(system.now()),
    { until, more },
    {
      outbox,
      holds: system.tickets.holdStore(atOnce),
      deliveries: system.desk().deliveries,
      now: system.now,
      onFailure: (error) => failures.push(error),
    },
  );
  return told.sent;
}

describe('the sweep', () => {
  test('sends all that is due, each once', async () => {
    const system = await waiting(30);
    expect(await swept(system)).toBe(30);
    expect(await swept(system)).toBe(0);
    expect(system.accepted.map(({ to }) => to).toSorted()).toEqual(customers(30));
  });

  test('leaves Vonage alone when it takes no more, and goes on the next time', async () => {
    const system = await waiting(40);
    system.answers.push(...Array.from({ length: 40 }, () => later));
    await swept(system);
    // What was not asked for is still to be answered.
    expect(system.answers.length).toBeGreaterThan(25);
    system.answers.length = 0;
    system.advance(60_000);
    expect(await swept(system)).toBe(40);
  });

  test('goes on past a few that are throttled', async () => {
    const system = await waiting(20);
    system.answers.push(later, later, later);
    expect(await swept(system)).toBe(17);
  });

  test('stops in time', async () => {
    const system = await waiting(40);
    const slow = system.outbox();
    const outbox = {
      ...slow,
      resume: (id: string) => {
        system.advance(1_000);
        return slow.resume(id);
      },
    };
    const sent = await swept(system, { until: system.now() + 10_000, outbox });
    expect(sent).toBeGreaterThan(5);
    expect(sent).toBeLessThan(16);
  });

  test('one text that fails stops no other', async () => {
    const system = await waiting(12);
    const whole = system.outbox();
    const [broken] = system.messages.due(system.now()).map(({ id }) => id);
    const outbox = {
      ...whole,
      resume: (id: string) => (id === broken ? Promise.reject(new Error('broken')) : whole.resume(id)),
    };
    const failures: unknown[] = [];
    expect(await swept(system, { outbox, failures })).toBe(11);
    expect(failures).toHaveLength(1);
  });

  test('a notification whose customer opted out meanwhile is never sent, and waits for no reply', async () => {
    const system = new MemorySystem();
    system.answers.push(later);
    const call = { key: 'one', at: system.now(), from: DELIVERY };
    expect(await notify(CUSTOMER, call, system.desk())).toMatchObject({ status: 'queued' });
    await system.deliver({ messageId: 'stop', text: 'STOP', to: DELIVERY });
    system.accepted.length = 0;
    system.advance(60_000);
    await swept(system);
    expect(system.accepted).toEqual([]);
    expect([...system.deliveries.rows.values()]).toMatchObject([{ withdrawn: true }]);
  });

  test('an acknowledgement that is never sent leaves the delivery open', async () => {
    const system = new MemorySystem();
    await notify(CUSTOMER, { key: 'one', at: system.now(), from: DELIVERY }, system.desk());
    system.answers.push(later);
    await system.webhook({ messageId: 'one', text: '1', to: DELIVERY });
    await system.deliver({ messageId: 'stop', text: 'STOP', to: DELIVERY });
    system.advance(60_000);
    await swept(system);
    expect([...system.deliveries.rows.values()][0]?.withdrawn).toBeUndefined();
    await system.deliver({ messageId: 'two', text: '2', to: DELIVERY });
    expect([...system.deliveries.rows.values()][0]?.choice?.digit).toBe('2');
  });
});
