import dynaliteDb, { type Iterator } from 'dynalite/db/index.js';

/**
 * dynalite 4 ends the streams of its store by calling `return()` on their iterators, which those of level 10 do not
 * have: theirs is `close()`. So every Query and Scan leaves an iterator open for good, with what it read and with the
 * store's state at that moment, which leveldb then cannot drop. Here each iterator is given its `return()`.
 */
export function closeIterators(): void {
  const { create } = dynaliteDb;
  if (isMended(create)) return;
  dynaliteDb.create = Object.assign(
    (options?: object) => {
      const store = create(options);
      const { db } = store;
      for (const kind of ['keys', 'values'] as const) {
        const open = db[kind].bind(db);
        db[kind] = (range) => closedByReturn(open(range));
      }
      return store;
    },
    { isMended: true },
  );
}

const isMended = (create: object): boolean => 'isMended' in create;

function closedByReturn(iterator: Iterator): Iterator {
  iterator.return ??= () => iterator.close();
  return iterator;
}
