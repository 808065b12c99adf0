import { describe, expect, test } from '@jest/globals';
import { textOfPart, type ArrivedPart, type SplitText } from '../../desk/messages/sms/parts.ts';
import { implementations } from './implementations.ts';
import { winners, withTables } from './tables.ts';

const tables = withTables();

const NOW = Date.now();
const KEY = { from: '447700900001', to: '447700900000', ref: '7', total: 3 };
const text = (id: string): SplitText => ({ id, at: NOW, sentAt: NOW - 1_000, parts: { 1: 'm-1', 3: 'm-3' } });

describe.each(await implementations(tables))('%s', (_where, stores) => {
  test('the first state is written by one of fifty, the next by one who saw the first', async () => {
    const store = stores.splits();
    expect(await store.find(KEY)).toBeUndefined();
    expect(await winners(50, (index) => store.put(KEY, [text(`in-${index}`)], undefined))).toBe(1);
    const first = await store.find(KEY);
    if (!first) throw new Error('A state stands.');
    const next = [...first.texts, { ...text('in-next'), parts: {} }];
    expect(await winners(50, () => store.put(KEY, next, first.version))).toBe(1);
    expect(await store.put(KEY, next, first.version)).toBe(false);
    expect(await store.put(KEY, next, undefined)).toBe(false);
    const second = await store.find(KEY);
    expect(second?.texts).toEqual(next);
    expect(second?.version).not.toBe(first.version);
  });

  test.each([{ from: '447700900002' }, { to: '441632960960' }, { ref: '8' }, { total: 4 }])(
    'texts of another %o are other texts',
    async (other) => {
      const store = stores.splits();
      await store.put({ ...KEY, ref: '70' }, [text('in-one')], undefined);
      expect(await store.find({ ...KEY, ref: '70', ...other })).toBeUndefined();
    },
  );

  test('parts of one text, at once and twice each, all belong to one text', async () => {
    const part = (number: number): ArrivedPart => ({
      ...{ ...KEY, ref: '99', total: 6 },
      number,
      messageId: `m-${number}`,
      at: NOW,
      sentAt: NOW,
    });
    const ids = await Promise.all(
      [1, 2, 3, 4, 5, 6, 6, 3, 1].map((number) => textOfPart(part(number), stores.splits())),
    );
    expect(new Set(ids).size).toBe(1);
    expect(await textOfPart(part(2), stores.splits())).toBe(ids[0]);
  });
});
