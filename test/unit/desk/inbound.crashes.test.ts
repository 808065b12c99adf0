import { describe, expect, test } from '@jest/globals';
import { notify } from '../../../desk/deliveries/notify.ts';
import { close } from '../../../desk/tickets/close.ts';
import { CUSTOMER, DELIVERY, MemorySystem } from './memory/system.ts';
import { atOnce, mortal, type Step } from './memory/steps.ts';

interface Story {
  before: (system: MemorySystem) => Promise<unknown>;
  act: (system: MemorySystem, step: Step) => Promise<unknown>;
  again: (system: MemorySystem) => Promise<unknown>;
}

const call = { key: 'shop-1', at: 1_800_000_000_000, from: DELIVERY };
const asked = (system: MemorySystem) => notify(CUSTOMER, call, system.desk());
const text = (over: { messageId: string; text?: string; to?: string }): Pick<Story, 'act' | 'again'> => ({
  act: (system, step) => system.webhook(over, step),
  again: (system) => system.deliver(over),
});

const stories: Record<string, Story> = {
  'a first text': { before: () => Promise.resolve(), ...text({ messageId: 'first' }) },
  'a text on an open ticket': {
    before: (system) => system.deliver({ messageId: 'zero' }),
    ...text({ messageId: 'first' }),
  },
  'a text after a close': {
    before: async (system) => {
      await system.deliver({ messageId: 'zero' });
      await close(system.tickets.all()[0]?.number ?? 0, { agent: 'Jane' }, system.desk());
    },
    ...text({ messageId: 'first' }),
  },
  'a choice': { before: asked, ...text({ messageId: 'choice', text: '2', to: DELIVERY }) },
  'a reply that is no option': { before: asked, ...text({ messageId: 'junk', text: 'when?', to: DELIVERY }) },
  'a notification': {
    before: () => Promise.resolve(),
    act: (system, step) => notify(CUSTOMER, call, system.desk(step)),
    again: async (system) => {
      await asked(system);
      system.advance(61_000);
      await system.sweep();
    },
  },
};

/** What the desk knows in the end, without the moments at which it came to know it. */
function state(system: MemorySystem): unknown {
  const order = system.tickets.all().map(({ number }) => number);
  const rank = (ticket: number | undefined) => (ticket === undefined ? undefined : order.indexOf(ticket));
  return {
    tickets: system.tickets
      .all()
      .map(({ status, openedBy, number }) => ({ status, openedBy, of: rank(number) })),
    owed: [...system.tickets.customers.values()].map(({ pendingConfirmation }) => pendingConfirmation),
    inbound: [...system.messages.inbound.values()].map(({ id, ticket, delivery }) => ({
      id,
      of: rank(ticket),
      delivery,
    })),
    outbound: [...system.messages.outbound.values()].map(({ status }) =>
      status === 'delivered' ? 'sent' : status,
    ),
    deliveries: [...system.deliveries.rows.values()].map(({ choice, askedBy }) => ({
      digit: choice?.digit,
      askedBy,
    })),
  };
}

async function undisturbed({ before, act }: Story): Promise<MemorySystem> {
  const system = new MemorySystem();
  await before(system);
  await act(system, atOnce);
  return system;
}

/** Runs the story once for each step at which its process can be killed; `cut` gets each system at that moment. */
async function killedEverywhere(
  story: Story,
  cut: (system: MemorySystem, inWindow: string[]) => Promise<void>,
): Promise<number> {
  for (let steps = 0; ; steps += 1) {
    const system = new MemorySystem();
    await story.before(system);
    const { step, dead } = mortal(steps);
    if ((await Promise.race([story.act(system, step), dead])) !== 'dead') return steps;
    const sending = [...system.messages.outbound.values()].filter(({ status }) => status === 'sending');
    await cut(
      system,
      sending.map(({ id }) => id).filter((id) => system.accepted.some(({ clientRef }) => clientRef === id)),
    );
  }
}

describe.each(Object.entries(stories))('killed at any step, %s', (_name, story) => {
  test('ends as if nothing had happened once it comes again', async () => {
    const expected = await undisturbed(story);
    const steps = await killedEverywhere(story, async (system, inWindow) => {
      // The receipt of what Vonage accepted comes as receipts do.
      for (const id of inWindow) system.messages.receiptFor(id);
      await story.again(system);
      expect(state(system)).toEqual(state(expected));
      expect(system.phone().sort().map(unnumbered)).toEqual(expected.phone().sort().map(unnumbered));
    });
    expect(steps).toBeGreaterThan(1);
  });

  test('sends a text twice only where Vonage accepted it, nobody noted so and no receipt came', async () => {
    const expected = await undisturbed(story);
    await killedEverywhere(story, async (system, inWindow) => {
      await story.again(system);
      system.advance(61_000);
      await system.sweep();
      expect(state(system)).toEqual(state(expected));
      expect(system.phone()).toHaveLength(expected.phone().length + inWindow.length);
      expect(new Set(system.accepted.map(({ clientRef }) => clientRef)).size).toBe(expected.phone().length);
    });
  });
});

/** A killed process may leave a gap in the numbers of tickets. */
const unnumbered = (words: string): string => words.replace(/ticket \d+/, 'ticket N');
