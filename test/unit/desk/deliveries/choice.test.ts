import { describe, expect, test } from '@jest/globals';
import fc, { type Scheduler } from 'fast-check';
import { notify } from '../../../../desk/deliveries/notify.ts';
import { CUSTOMER, DELIVERY, hash, House } from '../memory/house.ts';
import { inTurnOf, type Step } from '../memory/steps.ts';

const BEGAN = 1_800_000_000_000;
const call = { key: 'shop', at: BEGAN, from: DELIVERY };

async function asked(closesAt?: number): Promise<House> {
  const house = new House();
  const notification = closesAt === undefined ? {} : { closesAt };
  await notify(CUSTOMER, { ...call, notification }, house.desk());
  house.accepted.length = 0;
  return house;
}

/** A reply that the customer sent so many seconds after the notification. */
const said = (messageId: string, text: string, seconds: number) => ({
  messageId,
  text,
  to: DELIVERY,
  sentAt: BEGAN + seconds * 1_000,
});

const delivery = (house: House) => [...house.deliveries.rows.values()][0];
const digit = (house: House) => delivery(house)?.choice?.digit;

/** An environment whose steps wait for their turn, and that is killed after some of them. */
function mortalIn(scheduler: Scheduler, steps: number): { step: Step; dead: Promise<void> } {
  const turn = inTurnOf(scheduler);
  let left = steps;
  let die = (): void => undefined;
  const dead = new Promise<void>((resolve) => (die = resolve));
  const step: Step = (act) => {
    if (left > 0) {
      left -= 1;
      return turn(act);
    }
    die();
    return new Promise(() => undefined);
  };
  return { step, dead };
}

/** The receipts of what was sent come first: without them, a killed environment's text may go twice. */
function leasesRunOut(house: House): void {
  for (const { clientRef } of house.accepted) house.messages.receiptFor(clientRef);
  house.advance(61_000);
}

describe('what a customer chose', () => {
  test('is what the customer said last, in every order of webhooks, duplicates and deaths', async () => {
    const text = fc.record({ digit: fc.constantFrom('1', '2', '3'), seconds: fc.nat({ max: 200 }) });
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(text, { minLength: 1, maxLength: 5 }),
        fc.array(fc.record({ which: fc.nat(), lives: fc.integer({ min: 0, max: 25 }) }), { maxLength: 8 }),
        fc.infiniteStream(fc.nat()),
        async (scheduler, texts, comings, order) => {
          const house = await asked();
          const replies = texts.map(({ digit, seconds }, index) => said(`t${index}`, digit, seconds));
          const webhooks = comings.map(({ which, lives }) => {
            const { step, dead } = mortalIn(scheduler, lives);
            const reply = replies[which % replies.length];
            return reply ? Promise.race([house.webhook(reply, step), dead]) : dead;
          });
          await scheduler.waitFor(Promise.all(webhooks));
          leasesRunOut(house);
          // Vonage delivers again whatever was not taken: here, all.
          const again = replies
            .map((reply) => ({ reply, turn: Number(order.next().value) }))
            .sort((one, other) => one.turn - other.turn);
          for (const { reply } of again) await house.deliver(reply);

          const last = Math.max(...texts.map(({ seconds }) => seconds));
          const possible = texts.filter(({ seconds }) => seconds === last).map((one) => one.digit);
          expect(possible).toContain(digit(house));
          // The customer heard of the choice that stands, and of each text once at most.
          const refs = house.accepted.map(({ clientRef }) => clientRef);
          expect(refs).toContain(hash(`ack:${delivery(house)?.choice?.by ?? ''}`));
          expect(new Set(refs).size).toBe(refs.length);
        },
      ),
      { numRuns: 400 },
    );
  });

  test('the same digit again and again within a minute is one choice with one acknowledgement, however it comes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.uniqueArray(fc.nat({ max: 59 }), { minLength: 1, maxLength: 8 }),
        fc.array(fc.integer({ min: 0, max: 25 }), { maxLength: 4 }),
        async (scheduler, seconds, lives) => {
          const house = await asked();
          const replies = seconds.map((second) => said(`t${second}`, '2', second));
          const webhooks = replies.map((reply, index) => {
            const { step, dead } = mortalIn(scheduler, lives[index] ?? Infinity);
            return Promise.race([house.webhook(reply, step), dead]);
          });
          await scheduler.waitFor(Promise.all(webhooks));
          leasesRunOut(house);
          for (const reply of replies) await house.deliver(reply);
          expect(digit(house)).toBe('2');
          expect(house.phone()).toHaveLength(1);
          expect(house.messages.inbound.size).toBe(seconds.length);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('said again a minute later, it is acknowledged again', async () => {
    const house = await asked();
    for (const seconds of [0, 59, 60, 119, 120]) await house.deliver(said(`t${seconds}`, '2', seconds));
    expect(house.phone()).toHaveLength(3);
    expect(delivery(house)?.choice).toMatchObject({ by: 'in-t120', sentAt: BEGAN + 120_000 });
  });

  test('going to and fro is acknowledged each time', async () => {
    const house = await asked();
    for (const [index, text] of ['1', '2', '1', '2', '1'].entries())
      await house.deliver(said(`t${index}`, text, index));
    expect(house.phone()).toHaveLength(5);
    expect(digit(house)).toBe('1');
  });

  test('the same said again soon is news against what was said in between and comes late', async () => {
    const house = await asked();
    await house.deliver(said('a', '1', 0));
    await house.deliver(said('c', '1', 10));
    await house.deliver(said('b', '2', 5));
    expect(digit(house)).toBe('1');
    expect(house.phone()).toHaveLength(1);
  });

  test('counts though it comes late, when it was sent before the window closed', async () => {
    const house = await asked(BEGAN + 3_600_000);
    house.advance(2 * 3_600_000);
    await house.deliver(said('in-time', '2', 3_599));
    expect(digit(house)).toBe('2');
    await house.deliver(said('too-late', '1', 3_600));
    expect(digit(house)).toBe('2');
    expect(house.tickets.all()).toHaveLength(1);
    await house.deliver(said('in-time', '2', 3_599));
    expect(house.tickets.all()).toHaveLength(1);
  });

  test('belongs to the notification that the customer knew, though a newer one was sent before it arrived', async () => {
    const house = await asked();
    house.advance(600_000);
    await notify(CUSTOMER, { ...call, key: 'next', at: BEGAN + 600_000 }, house.desk());
    await house.deliver(said('late', '3', 30));
    await house.deliver(said('next', '1', 630));
    expect([...house.deliveries.rows.values()].map(({ choice }) => choice?.digit)).toEqual(['3', '1']);
  });

  test('is never made by a part of a longer text', async () => {
    const house = await asked();
    // The last one comes again, when the parts together are a digit.
    for (const number of [1, 2, 2])
      await house.deliver({
        ...said(`part-${number}`, number === 1 ? '2' : '', 1),
        part: { ref: '7', total: 2, number },
      });
    expect(digit(house)).toBeUndefined();
  });
});
