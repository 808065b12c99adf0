import { describe, expect, test } from '@jest/globals';
import type { Message } from '../../desk/messages/message.ts';
import type { OutboundMessage } from '../../desk/messages/outbox.ts';
import { recordReceipt } from '../../desk/messages/receipts.ts';
import type { Lease } from '../../desk/messages/outbox-store.ts';
import { implementations } from './implementations.ts';
import { winners, withTables } from './tables.ts';

const tables = withTables();
const { messageStore } = await import('../../edge/aws/dynamodb/messages.ts');

const DAY_MS = 86_400_000;
const NOW = Date.now();
const TICKET = 4_000_000;
let last = 0;

function inbound(more: Partial<Message> = {}): Message {
  last += 1;
  return {
    id: `in-${last}`,
    direction: 'inbound',
    customer: '447700900001',
    businessNumber: '447700900000',
    text: `Text ${last} 📦`,
    at: NOW,
    status: 'received',
    ...more,
  };
}

function outbound(more: Partial<OutboundMessage> = {}): OutboundMessage {
  const { id, ...message } = inbound();
  return {
    ...message,
    id: id.replace('in-', 'out-'),
    direction: 'outbound',
    status: 'sending',
    type: 'text',
    parts: 1,
    attempts: 1,
    ...more,
  };
}

const lease = (owner: string, until = NOW + 60_000): Lease => ({ owner, until });

describe.each(await implementations(tables))('%s', (_where, stores) => {
  describe('an inbound text', () => {
    const store = stores.inbound();

    test('comes back as it was stored, whatever it has', async () => {
      const texts = [
        inbound(),
        inbound({ ticket: TICKET, sentAt: NOW - 1_000, keyword: 'help' }),
        inbound({ delivery: 'd-1', text: '' }),
        inbound({ split: { total: 2, parts: { 2: 'again' } }, text: '…again' }),
      ];
      for (const text of texts) {
        await store.putIfAbsent(text);
        expect(await store.find(text.id)).toEqual(text);
      }
      expect(await store.find('in-nobody')).toBeUndefined();
    });

    test('is stored once: of fifty at once one stands, and stays', async () => {
      const text = inbound();
      await Promise.all(
        Array.from({ length: 50 }, (_, index) => store.putIfAbsent({ ...text, ticket: TICKET + index })),
      );
      const kept = await store.find(text.id);
      await store.putIfAbsent({ ...text, text: 'another' });
      expect(await store.find(text.id)).toEqual(kept);
    });

    test('moves to another ticket only from the one on which it stands', async () => {
      const text = inbound({ ticket: TICKET + 100 });
      await store.putIfAbsent(text);
      await store.move(text.id, TICKET + 101, TICKET + 102);
      expect((await store.find(text.id))?.ticket).toBe(TICKET + 100);
      for (let time = 0; time < 2; time += 1) await store.move(text.id, TICKET + 100, TICKET + 102);
      expect(await store.find(text.id)).toEqual({ ...text, ticket: TICKET + 102 });
      await store.move('in-nobody', TICKET, TICKET + 1);
      expect(await store.find('in-nobody')).toBeUndefined();
    });

    test('gathers its parts, all at once and each twice, in any order', async () => {
      const text = inbound({ split: { total: 8, parts: { 5: 'e' } } });
      await store.putIfAbsent(text);
      const parts = [8, 1, 3, 2, 7, 4, 6, 1, 8].map((part) =>
        store.addPart(text.id, part, 'abcdefgh'.charAt(part - 1)),
      );
      await Promise.all(parts);
      expect((await store.find(text.id))?.text).toBe('abcdefgh');
      await store.addPart(text.id, 1, 'X');
      expect((await store.find(text.id))?.text).toBe('abcdefgh');
    });

    test('that is unknown, or whole, takes no part', async () => {
      const whole = inbound();
      await store.putIfAbsent(whole);
      for (const id of [whole.id, 'in-nobody']) await store.addPart(id, 1, 'part');
      expect(await store.find(whole.id)).toEqual(whole);
      expect(await store.find('in-nobody')).toBeUndefined();
    });
  });

  describe('an intent', () => {
    const store = stores.outbox();
    const due = async (now: number, limit: number) => (await stores.due(now, limit)).map(({ id }) => id);

    test('is stored by one of fifty; the others know', async () => {
      const text = outbound({ quiet: true, ticket: TICKET + 200, agent: 'Jane' });
      expect(await winners(50, (index) => store.putIfAbsent(text, lease(`owner-${index}`)))).toBe(1);
      expect(await store.find(text.id)).toEqual(text);
    });

    test('under a live lease is nobody else’s; when that has run out, one of fifty takes it over', async () => {
      const text = outbound();
      await store.putIfAbsent(text, lease('first', NOW + 1_000));
      expect(await store.claim(text.id, NOW + 999, lease('early'))).toBeUndefined();
      const won = await winners(50, (index) => store.claim(text.id, NOW + 1_000, lease(`owner-${index}`)));
      expect(won).toBe(1);
      expect(await store.find(text.id)).toEqual({ ...text, attempts: 2 });
    });

    test('that was taken over is settled by its new holder only', async () => {
      const text = outbound();
      await store.putIfAbsent(text, lease('first', NOW));
      await store.claim(text.id, NOW, lease('second'));
      await store.recordAttempt(text.id, 'first', { status: 'failed', error: 'late' });
      expect((await store.find(text.id))?.status).toBe('sending');
      await store.recordAttempt(text.id, 'second', { status: 'sent', vonageIds: ['v-1'] });
      for (const owner of ['first', 'second']) {
        await store.recordAttempt(text.id, owner, { status: 'queued', dueAt: NOW });
      }
      expect((await store.find(text.id))?.status).toBe('sent');
      expect(await store.claim(text.id, NOW + DAY_MS, lease('third'))).toBeUndefined();
    });

    test.each([
      ['failed', 'Vonage says no'],
      ['cancelled', 'opted-out'],
    ] as const)('that %s says why, and is due no more', async (status, error) => {
      const text = outbound();
      await store.putIfAbsent(text, lease('first', NOW));
      await store.recordAttempt(text.id, 'first', { status, error });
      expect(await store.find(text.id)).toEqual({ ...text, status, error });
      expect(await due(NOW + DAY_MS, 100)).not.toContain(text.id);
      expect(await store.claim(text.id, NOW + DAY_MS, lease('second'))).toBeUndefined();
    });

    test('that must wait is due from then on, not before, and knows until when it is held', async () => {
      const [retried, held] = [outbound(), outbound()];
      for (const { id } of [retried, held]) await store.putIfAbsent({ ...outbound(), id }, lease('first'));
      await store.recordAttempt(retried.id, 'first', { status: 'queued', dueAt: NOW + 5_000 });
      await store.recordAttempt(held.id, 'first', {
        status: 'queued',
        dueAt: NOW + 6_000,
        heldUntil: NOW + 6_000,
      });
      expect((await store.find(held.id))?.heldUntil).toBe(NOW + 6_000);
      expect(await due(NOW + 4_999, 100)).not.toContain(retried.id);
      expect(await due(NOW + 5_000, 100)).toContain(retried.id);
      expect(await due(NOW + 5_000, 100)).not.toContain(held.id);
      expect(await store.claim(held.id, NOW + 5_999, lease('second'))).toBeUndefined();
      expect(await store.claim(held.id, NOW + 6_000, lease('second'))).toBeDefined();
      await store.recordAttempt(held.id, 'second', { status: 'queued', dueAt: NOW + 7_000 });
      expect((await store.find(held.id))?.heldUntil).toBeUndefined();
    });

    test('whose answer was lost keeps its lease for as long as it is told', async () => {
      const text = outbound();
      await store.putIfAbsent(text, lease('first', NOW));
      await store.recordAttempt(text.id, 'first', { status: 'sending', until: NOW + 120_000 });
      expect(await store.claim(text.id, NOW + 119_999, lease('second'))).toBeUndefined();
      expect(await store.claim(text.id, NOW + 120_000, lease('second'))).toMatchObject({ id: text.id });
    });

    test('that is unknown is neither taken nor settled into being', async () => {
      expect(await store.claim('out-nobody', NOW, lease('x'))).toBeUndefined();
      await store.recordAttempt('out-nobody', 'x', { status: 'sent', vonageIds: [] });
      expect(await store.find('out-nobody')).toBeUndefined();
    });

    test('that nobody sends is found by what is due, at most so many of each part of the index', async () => {
      const long = NOW - DAY_MS;
      const ids = Array.from({ length: 12 }, (_, index) => outbound({ at: long + index }));
      await Promise.all(
        ids.map((text) => store.putIfAbsent({ ...text, status: 'queued' }, lease('first', long))),
      );
      const found = await due(long, 1_000);
      expect(found.toSorted()).toEqual(ids.map(({ id }) => id).toSorted());
      expect((await due(long, 1)).length).toBeLessThanOrEqual(4);
      expect(await due(long - 1, 1_000)).toEqual([]);
    });
  });

  describe('a receipt', () => {
    const store = stores.outbox();

    async function sent(vonageIds: string[], more: Partial<OutboundMessage> = {}): Promise<OutboundMessage> {
      const text = outbound({ parts: vonageIds.length, ...more });
      await store.putIfAbsent(text, lease('first'));
      await store.recordAttempt(text.id, 'first', { status: 'sent', vonageIds });
      return text;
    }
    const told = (
      messageId: string,
      partId: string,
      status: 'accepted' | 'delivered' | 'failed' | 'buffered',
    ) => recordReceipt({ messageId, partId, status, at: NOW }, stores.receipts());
    const statusOf = async (id: string) => (await store.find(id))?.status;

    test('of all parts, at once and twice each, makes a text delivered', async () => {
      const ids = Array.from({ length: 6 }, (_, index) => `part-${index}`);
      const { id } = await sent(ids);
      await told(id, 'part-0', 'delivered');
      expect(await statusOf(id)).toBe('sent');
      const answers = await Promise.all([...ids, ...ids].map((part) => told(id, part, 'delivered')));
      expect(new Set(answers)).toEqual(new Set([true]));
      expect(await statusOf(id)).toBe('delivered');
    });

    test('that is final is not overwritten by a later one', async () => {
      const { id } = await sent(['p-1']);
      for (const status of ['accepted', 'buffered', 'failed', 'delivered', 'accepted'] as const) {
        await told(id, 'p-1', status);
      }
      expect(await statusOf(id)).toBe('failed');
    });

    test('of one part that failed makes the text failed, whatever the other says', async () => {
      const { id } = await sent(['p-1', 'p-2']);
      await Promise.all([told(id, 'p-1', 'failed'), told(id, 'p-2', 'delivered')]);
      expect(await statusOf(id)).toBe('failed');
    });

    test('that comes before the answer settles the send: nobody sends it again', async () => {
      const text = outbound();
      await store.putIfAbsent(text, lease('first', NOW));
      await told(text.id, 'p-1', 'accepted');
      expect(await statusOf(text.id)).toBe('sent');
      expect(await store.claim(text.id, NOW + DAY_MS, lease('second'))).toBeUndefined();
      await store.recordAttempt(text.id, 'first', { status: 'failed', error: 'lost' });
      expect(await statusOf(text.id)).toBe('sent');
      await told(text.id, 'p-1', 'delivered');
      expect(await statusOf(text.id)).toBe('delivered');
    });

    test('of a text that was given up before it was sent changes nothing of that', async () => {
      const text = outbound();
      await store.putIfAbsent(text, lease('first', NOW));
      await store.recordAttempt(text.id, 'first', { status: 'cancelled', error: 'opted-out' });
      await told(text.id, 'p-1', 'delivered');
      expect(await statusOf(text.id)).toBe('cancelled');
    });

    test('that is not ours, or of a text that came in, is told from ours and stores nothing', async () => {
      const text = inbound();
      await stores.inbound().putIfAbsent(text);
      expect(await told(text.id, 'p-1', 'delivered')).toBe(false);
      expect(await told('out-nobody', 'p-1', 'delivered')).toBe(false);
      expect(await store.find('out-nobody')).toBeUndefined();
      expect(await stores.inbound().find(text.id)).toEqual(text);
    });
  });
});

describe('a thread', () => {
  const messages = messageStore(400);
  const { inbound: store, outbox } = messages;

  test('is read from its end, page by page, oldest first within one; ties neither lost nor doubled', async () => {
    const ticket = TICKET + 300;
    const texts = Array.from({ length: 17 }, (_, index) =>
      inbound({ ticket, at: NOW + Math.floor(index / 5), id: `in-t-${String(index).padStart(2, '0')}` }),
    );
    await Promise.all(texts.toReversed().map((text) => store.putIfAbsent(text)));
    await store.putIfAbsent(inbound({ ticket: ticket + 1 }));
    for (const limit of [1, 3, 5, 17, 50]) {
      const found: string[] = [];
      let before: Message | undefined;
      let more = true;
      while (more && found.length <= texts.length) {
        const page = await messages.thread(ticket, { limit, before });
        expect(page.messages.length).toBeLessThanOrEqual(limit);
        found.unshift(...page.messages.map(({ id }) => id));
        ({ more } = page);
        before = page.messages[0];
      }
      expect(found).toEqual(texts.map(({ id }) => id));
    }
  });

  test('holds texts in both directions, and none that has expired or moved away', async () => {
    const ticket = TICKET + 310;
    const old = inbound({ ticket, at: NOW - 401 * DAY_MS });
    const moved = inbound({ ticket });
    const [asked, answered] = [
      inbound({ ticket, at: NOW + 1 }),
      outbound({ ticket, at: NOW + 2, agent: 'Joe' }),
    ];
    for (const text of [old, moved, asked]) await store.putIfAbsent(text);
    await outbox.putIfAbsent(answered, lease('first'));
    await store.move(moved.id, ticket, ticket + 1);
    expect(await messages.thread(ticket, { limit: 10 })).toEqual({
      messages: [asked, answered],
      more: false,
    });
    expect(await messages.thread(ticket + 5, { limit: 10 })).toEqual({ messages: [], more: false });
  });
});
