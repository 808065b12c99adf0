import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import dynaliteDb, { type Iterator, type Level } from 'dynalite/db/index.js';
import { once } from 'node:events';
import { closeIterators } from '../../../../local/cloud/dynalite-iterators.ts';

closeIterators();

let db: Level;
let opened: Iterator[];

beforeEach(async () => {
  ({ db } = dynaliteDb.create());
  for (const kind of ['keys', 'values'] as const) {
    const open = db[kind].bind(db);
    db[kind] = (range) => {
      const iterator = open(range);
      opened.push(iterator);
      return iterator;
    };
  }
  opened = [];
  for (let n = 0; n < 50; n += 1) await db.put(`item-${n}`, { n });
});
afterEach(() => db.close());

describe.each(['createKeyStream', 'createValueStream'] as const)('%s', (create) => {
  test('read to its end, its iterator is closed', async () => {
    const stream = db[create]();
    let read = 0;
    stream.on('data', () => (read += 1));
    await once(stream, 'close');
    expect(read).toBe(50);
    await expect(opened[0]?.next()).rejects.toThrow('not open');
  });

  test('left early, as a Query with a Limit does, its iterator is closed', async () => {
    const stream = db[create]();
    await once(stream, 'data');
    stream.destroy();
    await once(stream, 'close');
    await expect(opened[0]?.next()).rejects.toThrow('not open');
  });
});

test('mending twice mends once', () => {
  const { create } = dynaliteDb;
  closeIterators();
  expect(dynaliteDb.create).toBe(create);
});
