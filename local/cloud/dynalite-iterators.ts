import dynaliteDb, { type Iterator } from 'dynalite/db/index.js';

/**
 * dynalite 4 ends the streams of its store by calling `return()` on their iterators, which those of level 10 do not
 * have: theirs is `close()`. So every Query and Scan leaks an iterator, with what it read and with a snapshot of the
 * store, which leveldb then cannot drop. This patch gives each iterator a `return()`.
 */
export function closeIterators(): void {
  const { create } = dynaliteDb;
  if (isPatched(create)) return;
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
    { isPatched: true },
  );
}

const isPatched = (create: object): boolean => 'isPatched' in create;

function closedByReturn(iterator: Iterator): Iterator {
  iterator.return ??= () => iterator.close();
  return iterator;
}
