import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ClientError } from '../../../../desk/client-error.ts';
import { close } from '../../../../desk/tickets/close.ts';
import { reopen } from '../../../../desk/tickets/reopen.ts';
import { replyTo } from '../../../../desk/tickets/reply.ts';
import { writeFirst } from '../../../../desk/tickets/write-first.ts';
import { CUSTOMER, House } from '../memory/house.ts';
import { inTurnOf, type Step } from '../memory/steps.ts';

/** What somebody does. Texts and keys are few, so that the same one is often done again. */
type Action =
  | { does: 'text'; id: number }
  | { does: 'reply' | 'close' | 'reopen'; ticket: number; key: number }
  | { does: 'write first'; key: number };

/** Killed after so many steps, if not Infinity. */
type Attempt = Action & { steps: number };

const few = fc.integer({ min: 0, max: 3 });
const attempt: fc.Arbitrary<Attempt> = fc
  .tuple(
    fc.oneof(
      { weight: 5, arbitrary: fc.record({ does: fc.constant('text' as const), id: few }) },
      {
        weight: 5,
        arbitrary: fc.record({
          does: fc.constantFrom('reply' as const, 'close' as const, 'reopen' as const),
          ticket: few,
          key: few,
        }),
      },
      { weight: 1, arbitrary: fc.record({ does: fc.constant('write first' as const), key: few }) },
    ),
    fc.oneof(
      { weight: 3, arbitrary: fc.constant(Infinity) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 14 }) },
    ),
  )
  .map(([action, steps]) => ({ ...action, steps }));

/** What is done at once, and how long it is quiet afterwards, ms. */
const rounds = fc.array(
  fc.record({
    attempts: fc.array(attempt, { minLength: 1, maxLength: 5 }),
    quietMs: fc.constantFrom(0, 1, 70_000, 3_600_000),
  }),
  { minLength: 1, maxLength: 4 },
);

/** The desk of one customer, and what those who work with it know. */
class Model {
  readonly house: House;
  /** What the agents' screens show of each ticket: they are slower than any webhook. */
  readonly looked = new Map<number, { seen: number; thread: string[] }>();
  /** The messages that stood on the screen of an agent who closed. */
  readonly seen = new Set<string>();
  readonly texts = new Set<string>();
  readonly accepted = new Set<string>();

  constructor(tickMs: number, reopenWithinHours: number) {
    this.house = new House(tickMs);
    this.house.settings = { ...this.house.settings, reopenWithinHours };
  }

  async act(action: Action, step: Step): Promise<void> {
    const { house } = this;
    const desk = house.desk(step);
    switch (action.does) {
      case 'text':
        this.texts.add(`in-t${action.id}`);
        await house.webhook({ messageId: `t${action.id}` }, step);
        break;
      case 'reply': {
        const text = `reply ${action.ticket} ${action.key}`;
        await replyTo(this.number(action), text, { agent: 'Jane', key: String(action.key) }, desk);
        this.accepted.add(text);
        break;
      }
      case 'write first': {
        const text = `first ${action.key}`;
        await writeFirst(CUSTOMER, text, { agent: 'Joe', key: String(action.key) }, desk);
        this.accepted.add(text);
        break;
      }
      case 'close': {
        const number = this.number(action);
        const { seen, thread } = this.looked.get(number) ?? { seen: 0, thread: [] };
        const before = house.tickets.ticket(number)?.status;
        // What a close that is killed had looked at, it may have closed.
        for (const id of before === 'open' ? thread : []) this.seen.add(id);
        await close(number, { seen, agent: 'Jane' }, desk);
        break;
      }
      case 'reopen':
        await reopen(this.number(action), desk);
    }
  }

  /** Nobody hears of what died; Vonage delivers again what it could not hand over. */
  async attempt({ steps, ...action }: Attempt, turn: Step): Promise<void> {
    let left = steps;
    let die: () => void = () => undefined;
    const dead = new Promise<void>((resolve) => (die = resolve));
    const step: Step = (act) => {
      left -= 1;
      if (left >= 0) return turn(act);
      die();
      return new Promise(() => undefined);
    };
    await Promise.race([this.act(action, step).catch(refused), dead]);
  }

  look(): void {
    for (const { number, lastMessageAt } of this.house.tickets.all()) {
      const thread = this.house.thread(number).map(({ id }) => id);
      this.looked.set(number, { seen: lastMessageAt, thread });
    }
  }

  /** All that is owed is done: receipts come, leases run out, the sweep comes by, webhooks are delivered again. */
  async settle(): Promise<void> {
    const { house } = this;
    for (const { clientRef } of house.accepted) house.messages.receiptFor(clientRef);
    house.advance(61_000);
    for (const id of this.texts) await house.deliver({ messageId: id.replace('in-', '') });
    await house.sweep();
  }

  private number({ ticket }: { ticket: number }): number {
    return this.house.tickets.all()[ticket]?.number ?? 9_999;
  }
}

const refused = (error: unknown): void => {
  if (!(error instanceof ClientError)) throw error;
};

function check({ house, seen, texts, accepted }: Model): void {
  const tickets = house.tickets.all();
  const open = tickets.filter(({ status }) => status === 'open');
  expect(open.length).toBeLessThanOrEqual(1);
  expect([...house.tickets.archive.values()].map(({ status }) => status)).not.toContain('open');
  expect(new Set(tickets.map(({ number }) => number)).size).toBe(tickets.length);

  expect([...house.messages.inbound.keys()].sort()).toEqual([...texts].sort());
  for (const { id, ticket } of house.messages.inbound.values()) {
    const home = tickets.find(({ number }) => number === ticket);
    expect(home).toBeDefined();
    if (home?.status === 'closed') expect(seen).toContain(id);
  }

  const phone = house.phone();
  for (const { number, openedBy } of tickets) {
    const told = phone.filter((text) => text.includes(`ticket ${number}`)).length;
    const holdsOpener = house.messages.inbound.get(openedBy)?.ticket === number;
    expect(told).toBeLessThanOrEqual(1);
    if (holdsOpener) expect(told).toBe(1);
    if (openedBy.startsWith('agent-')) expect(told).toBe(0);
  }
  const written = phone.filter((text) => /^(reply|first) /.test(text));
  for (const text of accepted) expect(written).toContain(text);
  expect(
    written.filter((text, index) => written.indexOf(text) !== index && text.startsWith('first')),
  ).toEqual([]);
  expect(new Set(house.accepted.map(({ clientRef }) => clientRef)).size).toBe(phone.length);
}

test('whatever runs into each other, is killed and comes again: one open ticket, no text lost, one confirmation each', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      rounds,
      fc.constantFrom(0, 1),
      fc.constantFrom(0, 0.5, 2),
      async (scheduler, all, tickMs, reopenWithinHours) => {
        const model = new Model(tickMs, reopenWithinHours);
        const turn = inTurnOf(scheduler);
        for (const { attempts, quietMs } of all) {
          await scheduler.waitFor(Promise.all(attempts.map((one) => model.attempt(one, turn))));
          // The last write of one who was killed lands all the same, long before an agent looks.
          await scheduler.waitIdle();
          for (const { clientRef } of model.house.accepted) model.house.messages.receiptFor(clientRef);
          model.house.advance(quietMs);
          model.look();
        }
        await model.settle();
        check(model);
      },
    ),
    { numRuns: 2_000 },
  );
}, 120_000);
