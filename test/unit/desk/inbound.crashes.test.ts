import { describe, expect, test } from '@jest/globals';
import { notify } from '../../../desk/deliveries/notify.ts';
import { close } from '../../../desk/tickets/close.ts';
import { CUSTOMER, DELIVERY, House } from './memory/house.ts';
import { atOnce, mortal, type Step } from './memory/steps.ts';

interface Story {
  before: (house: House) => Promise<unknown>;
  act: (house: House, step: Step) => Promise<unknown>;
  again: (house: House) => Promise<unknown>;
}

const call = { key: 'shop-1', at: 1_800_000_000_000, from: DELIVERY };
const asked = (house: House) => notify(CUSTOMER, call, house.desk());
const text = (over: { messageId: string; text?: string; to?: string }): Pick<Story, 'act' | 'again'> => ({
  act: (house, step) => house.webhook(over, step),
  again: (house) => house.deliver(over),
});

const stories: Record<string, Story> = {
  'a first text': { before: () => Promise.resolve(), ...text({ messageId: 'first' }) },
  'a text on an open ticket': {
    before: (house) => house.deliver({ messageId: 'zero' }),
    ...text({ messageId: 'first' }),
  },
  'a text after a close': {
    before: async (house) => {
      await house.deliver({ messageId: 'zero' });
      await close(house.tickets.all()[0]?.number ?? 0, { agent: 'Jane' }, house.desk());
    },
    ...text({ messageId: 'first' }),
  },
  'a choice': { before: asked, ...text({ messageId: 'choice', text: '2', to: DELIVERY }) },
  'a reply that is no option': { before: asked, ...text({ messageId: 'junk', text: 'when?', to: DELIVERY }) },
  'a notification': {
    before: () => Promise.resolve(),
    act: (house, step) => notify(CUSTOMER, call, house.desk(step)),
    again: async (house) => {
      await asked(house);
      house.advance(61_000);
      await house.sweep();
    },
  },
};

/** What the desk knows in the end, without the moments at which it came to know it. */
function state(house: House): unknown {
  const order = house.tickets.all().map(({ number }) => number);
  const rank = (ticket: number | undefined) => (ticket === undefined ? undefined : order.indexOf(ticket));
  return {
    tickets: house.tickets
      .all()
      .map(({ status, openedBy, number }) => ({ status, openedBy, of: rank(number) })),
    owed: [...house.tickets.customers.values()].map(({ pendingConfirmation }) => pendingConfirmation),
    inbound: [...house.messages.inbound.values()].map(({ id, ticket, delivery }) => ({
      id,
      of: rank(ticket),
      delivery,
    })),
    outbound: [...house.messages.outbound.values()].map(({ status }) =>
      status === 'delivered' ? 'sent' : status,
    ),
    deliveries: [...house.deliveries.rows.values()].map(({ choice, askedBy }) => ({
      digit: choice?.digit,
      askedBy,
    })),
  };
}

async function undisturbed({ before, act }: Story): Promise<House> {
  const house = new House();
  await before(house);
  await act(house, atOnce);
  return house;
}

/** Runs the story once for each step at which its process can be killed; `cut` gets each house at that moment. */
async function killedEverywhere(
  story: Story,
  cut: (house: House, inWindow: string[]) => Promise<void>,
): Promise<number> {
  for (let steps = 0; ; steps += 1) {
    const house = new House();
    await story.before(house);
    const { step, dead } = mortal(steps);
    if ((await Promise.race([story.act(house, step), dead])) !== 'dead') return steps;
    const sending = [...house.messages.outbound.values()].filter(({ status }) => status === 'sending');
    await cut(
      house,
      sending.map(({ id }) => id).filter((id) => house.accepted.some(({ clientRef }) => clientRef === id)),
    );
  }
}

describe.each(Object.entries(stories))('killed at any step, %s', (_name, story) => {
  test('ends as if nothing had happened once it comes again', async () => {
    const expected = await undisturbed(story);
    const steps = await killedEverywhere(story, async (house, inWindow) => {
      // The receipt of what Vonage accepted comes as receipts do.
      for (const id of inWindow) house.messages.receiptFor(id);
      await story.again(house);
      expect(state(house)).toEqual(state(expected));
      expect(house.phone().sort().map(unnumbered)).toEqual(expected.phone().sort().map(unnumbered));
    });
    expect(steps).toBeGreaterThan(1);
  });

  test('sends a text twice only where Vonage accepted it, nobody noted so and no receipt came', async () => {
    const expected = await undisturbed(story);
    await killedEverywhere(story, async (house, inWindow) => {
      await story.again(house);
      house.advance(61_000);
      await house.sweep();
      expect(state(house)).toEqual(state(expected));
      expect(house.phone()).toHaveLength(expected.phone().length + inWindow.length);
      expect(new Set(house.accepted.map(({ clientRef }) => clientRef)).size).toBe(expected.phone().length);
    });
  });
});

/** A killed process may leave a gap in the numbers of tickets. */
const unnumbered = (words: string): string => words.replace(/ticket \d+/, 'ticket N');
