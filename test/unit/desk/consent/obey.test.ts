import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { notify } from '../../../../desk/deliveries/notify.ts';
import type { OptOutMode } from '../../../../desk/settings.ts';
import { close } from '../../../../desk/tickets/close.ts';
import { CUSTOMER, DELIVERY, hash, MemorySystem, SUPPORT } from '../memory/system.ts';
import { inTurnOf, mortal } from '../memory/steps.ts';

const consentIn = (system: MemorySystem) => system.tickets.customers.get(CUSTOMER)?.consent;

function houseIn(optOut: OptOutMode): MemorySystem {
  const system = new MemorySystem();
  const numbers = { ...system.settings.numbers, [SUPPORT]: { uses: ['support' as const], optOut } };
  system.settings = { ...system.settings, numbers };
  return system;
}

describe('STOP', () => {
  test('is confirmed once and noted with its time, its text and the number that it came to', async () => {
    const system = new MemorySystem();
    await system.deliver({ messageId: 'a', text: 'Stop.' });
    expect(system.phone()).toEqual([expect.stringMatching(/START/)]);
    expect(consentIn(system)).toMatchObject({ state: 'stopped', by: 'in-a', businessNumber: SUPPORT });
    expect(consentIn(system)?.at).toBe(system.messages.inbound.get('in-a')?.at);
  });

  test('opens no ticket, and shows in the thread of an open one', async () => {
    const system = new MemorySystem();
    await system.deliver({ messageId: 'a', text: 'stop' });
    expect(system.tickets.all()).toEqual([]);

    const other = new MemorySystem();
    await other.deliver({ messageId: 'a' });
    await other.deliver({ messageId: 'b', text: 'stop' });
    expect(other.tickets.all()).toHaveLength(1);
    expect(other.messages.inbound.get('in-b')).toMatchObject({
      ticket: other.tickets.all()[0]?.number,
      keyword: 'stop',
    });
  });

  test('said again and again is answered once', async () => {
    const system = new MemorySystem();
    for (const messageId of ['a', 'b', 'c', 'a']) await system.deliver({ messageId, text: 'STOP' });
    expect(system.phone()).toHaveLength(1);
    expect(system.messages.inbound.size).toBe(3);
    expect(consentIn(system)).toMatchObject({ by: 'in-a', before: [] });
  });

  test('silences tickets, deliveries, HELP and agents; the texts are kept', async () => {
    const system = new MemorySystem();
    await system.deliver({ messageId: 'a', text: 'stop' });
    await system.deliver({ messageId: 'b', text: 'My parcel is wet' });
    await system.deliver({ messageId: 'c', text: 'help' });
    await notify(CUSTOMER, { key: 'shop', at: system.now(), from: DELIVERY }, system.desk());
    const [ticket] = system.tickets.all();
    await close(ticket?.number ?? 0, { text: 'Done', agent: 'Jane' }, system.desk()).catch(() => undefined);
    expect(system.phone()).toHaveLength(1);
    expect([...system.messages.inbound.keys()]).toEqual(['in-a', 'in-b', 'in-c']);
  });

  test('cancels what is queued, and what was queued stays cancelled after START', async () => {
    const system = new MemorySystem();
    system.answers.push({ kind: 'later', waitMs: 60_000 });
    await system.webhook({ messageId: 'a' });
    expect(system.phone()).toEqual([]);
    await system.deliver({ messageId: 'b', text: 'STOP' });
    await system.deliver({ messageId: 'c', text: 'START' });
    system.advance(300_000);
    await system.sweep();
    await system.deliver({ messageId: 'a' });
    expect(system.phone()).toHaveLength(2);
    expect(system.phone().join()).not.toMatch(/24 hours/);
    const number = system.tickets.all()[0]?.number;
    expect(system.messages.outbound.get(hash(`confirm:${number}`))).toMatchObject({
      status: 'cancelled',
      error: 'opted-out',
    });
  });

  test.each(['assist', 'tollfree'] as const)(
    'on a number of mode %s is noted, not answered',
    async (mode) => {
      const system = houseIn(mode);
      await system.deliver({ messageId: 'a', text: 'STOP' });
      expect(system.phone()).toEqual([]);
      expect(consentIn(system)?.state).toBe('stopped');
      await system.deliver({ messageId: 'b', text: 'START' });
      expect(system.phone()).toEqual([]);
      expect(consentIn(system)?.state).toBe('started');
    },
  );

  test('of a sender that is no number, or one of ours, is an ordinary text without an answer', async () => {
    for (const from of ['ACME', SUPPORT]) {
      const system = new MemorySystem();
      await system.deliver({ messageId: 'a', from, text: 'STOP' });
      expect(system.accepted).toEqual([]);
      expect(system.messages.inbound.size).toBe(1);
      expect(system.tickets.customers.get(from)?.consent).toBeUndefined();
    }
  });

  test('its confirmation is sent after a kill at any step, and only once', async () => {
    for (let steps = 0; ; steps += 1) {
      const system = new MemorySystem();
      const { step, dead } = mortal(steps);
      const text = { messageId: 'a', text: 'STOP' };
      const ended = await Promise.race([system.webhook(text, step), dead]);
      for (const { id, status } of system.messages.outbound.values())
        if (status === 'sending' && system.accepted.length > 0) system.messages.receiptFor(id);
      await system.deliver(text);
      expect(system.phone()).toHaveLength(1);
      expect(consentIn(system)).toMatchObject({ state: 'stopped', by: 'in-a' });
      if (ended !== 'dead') return;
    }
  });
});

describe('START', () => {
  test('after a STOP brings the texts back, is confirmed once, and the history is kept', async () => {
    const system = new MemorySystem();
    await system.deliver({ messageId: 'a', text: 'STOP' });
    await system.deliver({ messageId: 'b', text: 'START' });
    await system.deliver({ messageId: 'c', text: 'START' });
    expect(system.phone()).toHaveLength(3);
    expect(system.phone()[2]).toMatch(/ticket 1\d{3}/);
    expect(consentIn(system)).toMatchObject({
      state: 'started',
      by: 'in-b',
      before: [{ state: 'stopped', by: 'in-a', businessNumber: SUPPORT }],
    });
  });

  test('of somebody who never stopped is an ordinary text, and is noted', async () => {
    const system = new MemorySystem();
    await system.deliver({ messageId: 'a', text: 'start' });
    expect(system.tickets.all()).toHaveLength(1);
    expect(consentIn(system)).toMatchObject({ state: 'started', by: 'in-a' });
  });
});

describe('HELP', () => {
  test('says who we are, once an hour, and opens no ticket', async () => {
    const system = new MemorySystem();
    for (const messageId of ['a', 'b', 'a']) await system.deliver({ messageId, text: 'HELP' });
    expect(system.phone()).toEqual([expect.stringMatching(/ACME/)]);
    system.advance(3_600_000);
    await system.deliver({ messageId: 'c', text: 'help' });
    expect(system.phone()).toHaveLength(2);
    expect(system.tickets.all()).toEqual([]);
  });

  test('is left to Vonage where Vonage assists', async () => {
    const system = houseIn('assist');
    await system.deliver({ messageId: 'a', text: 'HELP' });
    expect(system.phone()).toEqual([]);
  });
});

describe('the order of what was said', () => {
  const said = (messageId: string, text: string, second: number) => ({
    messageId,
    text,
    sentAt: 1_800_000_000_000 + second * 1_000,
  });

  test('is that of the customer, in whatever order, however often and however concurrently it arrives', async () => {
    const texts = [said('a', 'STOP', 0), said('b', 'START', 5), said('c', 'STOP', 9), said('d', 'START', 20)];
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.shuffledSubarray([...texts, ...texts], { minLength: 8 }),
        fc.integer({ min: 1, max: 4 }),
        async (scheduler, order, kept) => {
          const system = new MemorySystem();
          const meant = texts.slice(0, kept);
          const arriving = order.filter(({ messageId }) =>
            meant.some((text) => text.messageId === messageId),
          );
          const step = inTurnOf(scheduler);
          await scheduler.waitFor(Promise.all(arriving.map((text) => system.webhook(text, step))));
          for (const text of arriving) await system.deliver(text);
          expect(consentIn(system)?.sentAt).toBe(meant.at(-1)?.sentAt);
          expect(consentIn(system)?.state).toBe(kept % 2 === 1 ? 'stopped' : 'started');
          expect(system.accepted.filter(({ text }) => !/24 hours/.test(text)).length).toBeLessThanOrEqual(
            kept,
          );
        },
      ),
      { numRuns: 150 },
    );
  });

  test('a copy of an old STOP that comes late does not undo a START', async () => {
    const system = new MemorySystem();
    await system.deliver({ messageId: 'a', text: 'STOP' });
    await system.deliver({ messageId: 'b', text: 'START' });
    await system.deliver({ messageId: 'a', text: 'STOP' });
    expect(consentIn(system)).toMatchObject({ state: 'started', by: 'in-b' });
    expect(system.phone()).toHaveLength(2);
  });

  test('somebody who changes mind all day keeps the newest hundred changes', async () => {
    const system = new MemorySystem();
    for (let turn = 0; turn < 130; turn += 1) {
      await system.deliver({ messageId: `m${turn}`, text: turn % 2 ? 'START' : 'STOP' });
    }
    expect(consentIn(system)?.before).toHaveLength(100);
    expect(consentIn(system)?.before.at(-1)?.by).toBe('in-m128');
  });
});
