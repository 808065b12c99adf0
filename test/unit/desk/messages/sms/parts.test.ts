import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RetryableError } from '../../../../../desk/retryable-error.ts';
import type { Split } from '../../../../../desk/messages/message.ts';
import {
  ARRIVES_WITHIN_MS,
  assembled,
  isComplete,
  assignPart,
  SENT_WITHIN_MS,
  textOfPart,
  TEXTS_AT_MOST,
  type ArrivedPart,
  type SplitStore,
  type SplitText,
} from '../../../../../desk/messages/sms/parts.ts';
import { close as closeTicket } from '../../../../../desk/tickets/close.ts';
import { CUSTOMER, House, SUPPORT } from '../../memory/house.ts';
import { SplitsTable } from '../../memory/splits.ts';
import { atOnce, inTurnOf, mortal, type Step } from '../../memory/steps.ts';

const NOW = 1_800_000_000_000;
const MINUTE = 60_000;

/** One part as a webhook delivers it; its id tells the text and the place. */
interface Delivered extends ArrivedPart {
  text: string;
}

/** A text that was cut into `pieces` and comes as parts with ids such as `A1`. */
function sent(name: string, pieces: string[], more: Partial<ArrivedPart> = {}): Delivered[] {
  return pieces.map((text, index) => ({
    messageId: `${name}${index + 1}`,
    from: CUSTOMER,
    to: SUPPORT,
    ref: '5',
    total: pieces.length,
    number: index + 1,
    at: NOW,
    sentAt: NOW,
    ...more,
    text,
  }));
}

/** What all environments share: which parts are known, and the texts that came of them. */
class Inbox {
  readonly splits = new SplitsTable();
  readonly texts = new Map<string, Split>();

  /** One delivery of a webhook; false is a 503. */
  async take(part: Delivered, step: Step = atOnce): Promise<boolean> {
    try {
      const id = await textOfPart(part, this.splits.store(step));
      await step(() => {
        const text = this.texts.get(id) ?? { total: part.total, parts: {} };
        this.texts.set(id, text);
        text.parts[part.number] ??= part.text;
      });
      return true;
    } catch (error) {
      if (error instanceof RetryableError) return false;
      throw error;
    }
  }

  /** Vonage delivers each until it is taken. */
  async deliver(...parts: Delivered[]): Promise<void> {
    for (const part of parts) while (!(await this.take(part)));
  }

  /** All at once, each step of each in the scheduler's order; whoever is to die at a step does so. */
  async together(deliveries: { part: Delivered; dies?: number }[], scheduler: fc.Scheduler): Promise<void> {
    const turn = inTurnOf(scheduler);
    const ends = deliveries.map(({ part, dies = Infinity }) => {
      const { step: live, dead } = mortal(dies);
      return Promise.race([this.take(part, (act) => live(() => undefined).then(() => turn(act))), dead]);
    });
    await scheduler.waitFor(Promise.all(ends));
  }

  read(): string[] {
    return [...this.texts.values()].map(assembled).sort();
  }
}

const anyText = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }),
  fc.constantFrom(
    '👩‍👩‍👧‍👦 家族です、荷物はまだですか',
    'مرحبا — e\u0301\u0301',
    '\ud83d half',
    '__proto__constructor',
    '\0\r\n…',
  ),
);

/** A text cut anywhere, also inside a character. */
const cutText = (most: number) =>
  fc
    .record({
      text: anyText,
      total: fc.integer({ min: 2, max: most }),
      at: fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
    })
    .map(({ text, total, at }) => {
      const cuts = [...at.take(total - 1)]
        .map((share) => Math.floor(share * (text.length + 1)))
        .sort((a, b) => a - b);
      const pieces = [...cuts, text.length].map((end, index) => text.slice(cuts[index - 1] ?? 0, end));
      return { text, pieces };
    });

/** The parts in any order, each one to three times, any of the deliveries killed at any step. */
const deliveriesOf = (parts: Delivered[]) =>
  fc
    .tuple(
      ...parts.map((part) =>
        fc.array(fc.record({ part: fc.constant(part), dies: fc.option(fc.nat(5), { nil: Infinity }) }), {
          minLength: 1,
          maxLength: 3,
        }),
      ),
    )
    .chain((copies) => fc.shuffledSubarray(copies.flat(), { minLength: copies.flat().length }));

const shuffled = <T>(all: T[]) => fc.shuffledSubarray(all, { minLength: all.length });

describe('the parts of one text', () => {
  test('in every order, up to three times each, at once and killed at any step, are one text', async () => {
    const story = cutText(6).chain(({ text, pieces }) => {
      const parts = sent('A', pieces);
      return fc.record({ text: fc.constant(text), at: deliveriesOf(parts), again: shuffled(parts) });
    });
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), story, async (scheduler, { text, at, again }) => {
        const inbox = new Inbox();
        await inbox.together(at, scheduler);
        expect(inbox.texts.size).toBeLessThanOrEqual(1);
        await inbox.deliver(...again);
        expect(inbox.read()).toEqual([text]);
        expect([...inbox.texts.values()].map(isComplete)).toEqual([true]);
      }),
      { numRuns: 300 },
    );
  });

  test('are one text however many they are, from 2 to 255', async () => {
    const story = fc
      .oneof(
        cutText(255),
        fc.constant({ text: 'x'.repeat(255), pieces: Array.from({ length: 255 }, () => 'x') }),
      )
      .chain(({ text, pieces }) =>
        fc.record({ text: fc.constant(text), parts: shuffled(sent('A', pieces)) }),
      );
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), story, async (scheduler, { text, parts }) => {
        const inbox = new Inbox();
        await inbox.together(
          parts.map((part) => ({ part })),
          scheduler,
        );
        await inbox.deliver(...parts);
        expect(inbox.read()).toEqual([text]);
      }),
      { numRuns: 8 },
    );
  });

  test('keep the id of whichever arrived first, also when its environment died before it stored anything', async () => {
    const [one, two] = sent('A', ['Hello ', 'world']) as [Delivered, Delivered];
    const inbox = new Inbox();
    const { step, dead } = mortal(2);
    expect(await Promise.race([inbox.take(two, step), dead])).toBe('dead');
    await inbox.deliver(one, two);
    expect([...inbox.texts.keys()]).toEqual(['in-A2']);
    expect(inbox.read()).toEqual(['Hello world']);
  });

  test('may be minutes apart by Vonage’s clock, and hours by ours', async () => {
    const inbox = new Inbox();
    const [one, two, three] = sent('A', ['a', 'b', 'c']) as [Delivered, Delivered, Delivered];
    await inbox.deliver(
      { ...three, at: NOW + 20 * 60 * MINUTE },
      { ...one, sentAt: NOW + SENT_WITHIN_MS, at: NOW + 21 * 60 * MINUTE },
      { ...two, sentAt: NOW - SENT_WITHIN_MS, at: NOW + 1 },
    );
    expect(inbox.read()).toEqual(['abc']);
  });

  test('give up after a few rounds when others win each of them', async () => {
    let rounds = 0;
    const contended: SplitStore = {
      find: () => Promise.resolve(((rounds += 1), undefined)),
      put: () => Promise.resolve(false),
    };
    const [part] = sent('A', ['a', 'b']) as [Delivered];
    await expect(textOfPart(part, contended)).rejects.toMatchObject({ reason: 'split-contention' });
    expect(rounds).toBeLessThan(50);
  });
});

describe('a reference that comes again', () => {
  test('at once, with late duplicates of the old text in between, begins a new text', async () => {
    const story = fc.record({ a: cutText(4), b: cutText(4) }).chain(({ a, b }) => {
      const old = sent('A', a.pieces);
      const pieces = old.map((_, index) => b.pieces[index] ?? '!');
      const young = sent('B', pieces);
      return fc.record({
        texts: fc.constant([a.text, pieces.join('')]),
        old: shuffled(old),
        young: deliveriesOf(young),
        late: shuffled([...old, ...young]),
      });
    });
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), story, async (scheduler, { texts, old, young, late }) => {
        const inbox = new Inbox();
        await inbox.deliver(...old);
        await inbox.together([...young, ...old.map((part) => ({ part }))], scheduler);
        await inbox.deliver(...late);
        expect(inbox.read()).toEqual([...texts].sort());
      }),
      { numRuns: 150 },
    );
  });

  /** Texts with one reference, each `apartMs` after the one before, whose parts came within `spreadMs`; some lack parts. */
  const texts = (apartMs: number, spreadMs: number, clock: 'sentAt' | 'at') =>
    fc
      .record({ count: fc.integer({ min: 2, max: 4 }), total: fc.integer({ min: 2, max: 4 }) })
      .chain(({ count, total }) =>
        fc.tuple(
          ...Array.from({ length: count }, (_, index) =>
            fc
              .record({
                offsets: fc.array(fc.nat(spreadMs), { minLength: total, maxLength: total }),
                lacks: fc.subarray(
                  Array.from({ length: total }, (_, place) => place + 1),
                  { maxLength: total - 1 },
                ),
              })
              .map(({ offsets, lacks }) => {
                const name = 'ABCD'.charAt(index);
                const pieces = offsets.map((_, place) => `${name}${place + 1} `);
                return sent(name, pieces)
                  .map(({ sentAt: _sent, ...part }, place) => ({
                    ...part,
                    [clock]: NOW + index * apartMs + (offsets[place] ?? 0),
                  }))
                  .filter(({ number }) => !lacks.includes(number));
              }),
          ),
        ),
      );

  const whole = (parts: Delivered[]): string =>
    assembled({
      total: parts[0]?.total ?? 0,
      parts: Object.fromEntries(parts.map(({ number, text }) => [number, text])),
    });

  test('hours later, while old texts lack parts, in any order and at once, is never mixed up', async () => {
    const spread = 2 * MINUTE;
    const story = texts(SENT_WITHIN_MS + spread + 1_000, spread, 'sentAt').chain((all) =>
      fc.record({ all: fc.constant(all), at: deliveriesOf(all.flat()), late: shuffled(all.flat()) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), story, async (scheduler, { all, at, late }) => {
        const inbox = new Inbox();
        await inbox.together(at, scheduler);
        await inbox.deliver(...late, ...late);
        expect(inbox.read()).toEqual(all.map(whole).sort());
      }),
      { numRuns: 200 },
    );
  });

  test('without Vonage’s clock, hours later by ours: never mixed up, whatever comes doubly and late', async () => {
    const story = texts(ARRIVES_WITHIN_MS + 5 * MINUTE + 1, 5 * MINUTE, 'at').chain((all) =>
      fc.record({ all: fc.constant(all), late: shuffled(all.flat()), after: fc.nat(24 * 60 * MINUTE) }),
    );
    await fc.assert(
      fc.asyncProperty(story, async ({ all, late, after }) => {
        const inbox = new Inbox();
        for (const parts of all) await inbox.deliver(...parts);
        const last = NOW + all.length * 2 * ARRIVES_WITHIN_MS;
        await inbox.deliver(...late.map((part) => ({ ...part, at: last + after })));
        expect(inbox.read()).toEqual(all.map(whole).sort());
      }),
      { numRuns: 100 },
    );
  });

  test('within minutes: a part goes to the text that was sent nearest to it', async () => {
    const old = sent('A', ['a', 'b', 'c']) as [Delivered, Delivered, Delivered];
    const young = sent('B', ['x', 'y', 'z'], { sentAt: NOW + MINUTE, at: NOW + MINUTE }) as typeof old;
    const inbox = new Inbox();
    await inbox.deliver(old[0], young[0], young[1], { ...old[1], sentAt: NOW + 2_000, at: NOW + 2 * MINUTE });
    await inbox.deliver(old[2], young[2]);
    expect(inbox.read()).toEqual(['abc', 'xyz']);
  });

  test('within one second, while the old text lacks a part: it goes to the later one', async () => {
    const [a1, , a3] = sent('A', ['a', 'b', 'c']) as [Delivered, Delivered, Delivered];
    const inbox = new Inbox();
    await inbox.deliver(a1, a3, ...sent('B', ['x', 'y', 'z']));
    expect(inbox.read()).toEqual(['a…c', 'xyz']);
  });

  test.each([
    ['by Vonage’s clock', { sentAt: NOW + SENT_WITHIN_MS }, 1],
    ['by Vonage’s clock', { sentAt: NOW + SENT_WITHIN_MS + 1_000 }, 2],
    ['by Vonage’s clock', { sentAt: NOW - SENT_WITHIN_MS - 1_000 }, 2],
    ['by Vonage’s clock, whatever ours says,', { sentAt: NOW, at: NOW + 24 * 60 * MINUTE }, 1],
    ['by ours', { sentAt: undefined, at: NOW + ARRIVES_WITHIN_MS }, 1],
    ['by ours', { sentAt: undefined, at: NOW + ARRIVES_WITHIN_MS + 1 }, 2],
  ])('a second part, %s %j: %i text(s)', async (_name, { sentAt, ...more }, count) => {
    const [one, two] = sent('A', ['a', 'b']) as [Delivered, Delivered];
    const { sentAt: _sent, ...unsaid } = { ...two, ...more };
    const inbox = new Inbox();
    await inbox.deliver(one, { ...unsaid, ...(sentAt !== undefined && { sentAt }) });
    expect(inbox.texts.size).toBe(count);
  });

  test('a thousand times leaves few texts in the item, among them the last, whose late duplicates are known', async () => {
    const inbox = new Inbox();
    for (let text = 0; text < 1_000; text += 1) await inbox.deliver(...sent(`${text}-`, ['a', 'b']));
    expect([...inbox.splits.rows.values()].map(({ texts }) => texts.length)).toEqual([TEXTS_AT_MOST]);
    await inbox.deliver(...sent('999-', ['a', 'b']), ...sent(`${1_000 - TEXTS_AT_MOST}-`, ['a', 'b']));
    expect(inbox.texts.size).toBe(1_000);
  });

  test('with the longest texts and ids leaves an item that DynamoDB takes', () => {
    const pieces = Array.from({ length: 255 }, () => 'x');
    const parts = Array.from({ length: 2 * TEXTS_AT_MOST }, (_, text) =>
      sent(`${text}`.padEnd(97, '-'), pieces),
    );
    const texts = parts.flat().reduce<SplitText[]>((known, part) => assignPart(part, known).texts, []);
    expect(texts).toHaveLength(TEXTS_AT_MOST);
    expect(JSON.stringify(texts).length).toBeLessThan(400_000);
  });
});

describe('texts that have nothing to do with each other', () => {
  test.each([
    ['senders', { from: '447700900002' }],
    ['numbers of ours', { to: '441632960960' }],
    ['references', { ref: '6' }],
  ])('of two %s at once, in any order, stay two', async (_name, other) => {
    const parts = [...sent('A', ['a', 'b', 'c']), ...sent('B', ['x', 'y', 'z'], other)];
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), deliveriesOf(parts), async (scheduler, at) => {
        const inbox = new Inbox();
        await inbox.together(at, scheduler);
        await inbox.deliver(...parts);
        expect(inbox.read()).toEqual(['abc', 'xyz']);
      }),
      { numRuns: 30 },
    );
  });

  test('of one sender and reference, cut into different numbers of parts, stay two', async () => {
    const inbox = new Inbox();
    const [a1, a2] = sent('A', ['a', 'b']) as [Delivered, Delivered];
    const [b1, b2, b3] = sent('B', ['x', 'y', 'z']) as [Delivered, Delivered, Delivered];
    await inbox.deliver(b3, a2, b1, a1, b2);
    expect(inbox.read()).toEqual(['ab', 'xyz']);
  });
});

describe('assembled', () => {
  test.each<[string, Split, string, boolean]>([
    ['nothing', { total: 3, parts: {} }, '…', false],
    ['the first', { total: 3, parts: { 1: 'a' } }, 'a…', false],
    ['the last', { total: 3, parts: { 3: 'c' } }, '…c', false],
    ['the middle', { total: 3, parts: { 2: 'b' } }, '…b…', false],
    ['all but a run', { total: 5, parts: { 1: 'a', 5: 'e' } }, 'a…e', false],
    ['two runs missing', { total: 6, parts: { 2: 'b', 5: 'e' } }, '…b…e…', false],
    ['all', { total: 3, parts: { 3: 'c', 1: 'a', 2: 'b' } }, 'abc', true],
    [
      'ten or more',
      {
        total: 11,
        parts: Object.fromEntries(Array.from({ length: 11 }, (_, index) => [index + 1, `${index + 1},`])),
      },
      '1,2,3,4,5,6,7,8,9,10,11,',
      true,
    ],
    ['an empty part', { total: 2, parts: { 1: '', 2: 'b' } }, 'b', true],
    ['a part beyond the last', { total: 2, parts: { 1: 'a', 7: 'g' } }, 'a…g', false],
    ['as many as it should, at the wrong places', { total: 2, parts: { 1: 'a', 7: 'g' } }, 'a…g', false],
    ['a total that nobody can count to', { total: Number.MAX_SAFE_INTEGER, parts: { 1: 'a' } }, 'a…', false],
    ['a total that is no number', { total: NaN, parts: { 1: 'a', 2: 'b' } }, 'ab', false],
    [
      'a place that is no number',
      { total: 1, parts: { ...{ 1: 'a' }, ...({ x: 'y' } as object) } },
      'a',
      true,
    ],
  ])('of %s', (_name, split, text, complete) => {
    expect(assembled(split)).toBe(text);
    expect(isComplete(split)).toBe(complete);
  });

  test('reads as the original with one gap for each run that is missing', () => {
    const story = cutText(12).chain(({ text, pieces }) =>
      fc.record({
        text: fc.constant(text),
        pieces: fc.constant(pieces),
        came: fc.subarray(pieces.map((_, index) => index + 1)),
      }),
    );
    fc.assert(
      fc.property(story, ({ text, pieces, came }) => {
        const split: Split = {
          total: pieces.length,
          parts: Object.fromEntries(came.map((place) => [place, pieces[place - 1] ?? ''])),
        };
        const runs = pieces
          .map((piece, index) => (came.includes(index + 1) ? { piece } : 'gap'))
          .filter((what, index, all) => what !== 'gap' || all[index - 1] !== 'gap');
        const expected = runs.map((what) => (what === 'gap' ? '…' : what.piece)).join('');
        expect(assembled(split)).toBe(expected);
        expect(isComplete(split)).toBe(came.length === pieces.length);
        if (isComplete(split)) expect(assembled(split)).toBe(text);
      }),
    );
  });
});

describe('the desk that receives a split text', () => {
  const webhook = ({ messageId, text, sentAt = NOW, ref, total, number }: Delivered) => ({
    messageId,
    text,
    sentAt,
    part: { ref, total, number },
  });

  function expectOne(house: House, text: string): void {
    expect([...house.messages.inbound.values()].map((message) => message.text)).toEqual([text]);
    expect(house.tickets.all()).toHaveLength(1);
    expect(house.phone()).toHaveLength(1);
  }

  test('has one message, one ticket and one confirmation, in every order and at once', async () => {
    const parts = sent('A', ['one ', 'two ', 'three ', 'four']);
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), deliveriesOf(parts), async (scheduler, at) => {
        const house = new House();
        const turn = inTurnOf(scheduler);
        const ends = at.map(({ part, dies }) => {
          const { step: live, dead } = mortal(dies * 3);
          const step: Step = (act) => live(() => undefined).then(() => turn(act));
          return Promise.race([house.webhook(webhook(part), step), dead]);
        });
        await scheduler.waitFor(Promise.all(ends));
        // What Vonage accepted and nobody noted is settled by its receipt.
        for (const { clientRef } of house.accepted) house.messages.receiptFor(clientRef);
        for (const part of parts) await house.deliver(webhook(part));
        expectOne(house, 'one two three four');
      }),
      { numRuns: 60 },
    );
  });

  test('ends the same when it dies at any step of any part', async () => {
    for (const killed of [0, 1, 2]) {
      for (let steps = 0, alive = false; !alive; steps += 1) {
        const house = new House();
        for (const [index, part] of sent('A', ['one ', 'two ', 'three']).entries()) {
          if (index === killed) {
            const { step, dead } = mortal(steps);
            alive = (await Promise.race([house.webhook(webhook(part), step), dead])) !== 'dead';
            for (const { clientRef } of house.accepted) house.messages.receiptFor(clientRef);
          }
          await house.deliver(webhook(part));
        }
        expectOne(house, 'one two three');
      }
    }
  });

  const [first, second] = sent('A', ['I want ', 'my money back']).map(webhook);
  const close = (house: House, number: number, seen?: number) =>
    closeTicket(number, { agent: 'Jane', ...(seen !== undefined && { seen }) }, house.desk());

  test('whose last part comes when the agent has looked: the ticket is not closed unseen', async () => {
    const house = new House();
    await house.deliver(first!);
    const [seen] = house.tickets.all();
    await house.deliver(second!);
    await expect(close(house, seen!.number, seen!.lastMessageAt)).rejects.toMatchObject({ status: 409 });
  });

  test('whose last part comes after the close: it is on an open ticket again, whole', async () => {
    for (let steps = 0, alive = false; !alive; steps += 1) {
      const house = new House();
      await house.deliver(first!);
      await close(house, house.tickets.all()[0]!.number);
      const { step, dead } = mortal(steps);
      alive = (await Promise.race([house.webhook(second!, step), dead])) !== 'dead';
      for (const { clientRef } of house.accepted) house.messages.receiptFor(clientRef);
      await house.deliver(second!);
      await house.deliver(first!);
      const [message, ...others] = [...house.messages.inbound.values()];
      expect(others).toEqual([]);
      expect(message?.text).toBe('I want my money back');
      expect(house.tickets.ticket(message?.ticket ?? 0)?.status).toBe('open');
      expect(house.tickets.all().filter(({ status }) => status === 'open')).toHaveLength(1);
    }
  });
});
