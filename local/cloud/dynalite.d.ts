declare module 'dynalite' {
  import type { Server } from 'node:http';

  export default function dynalite(options: {
    path?: string;
    createTableMs?: number;
    deleteTableMs?: number;
    updateTableMs?: number;
  }): Server;
}

/** dynalite's internals, as far as they are patched here. */
declare module 'dynalite/db/index.js' {
  import type { Readable } from 'node:stream';

  export interface Iterator {
    next(): Promise<unknown>;
    close(): Promise<void>;
    return?: () => Promise<void>;
  }

  export interface Level {
    put(key: string, value: unknown): Promise<void>;
    keys(range?: object): Iterator;
    values(range?: object): Iterator;
    createKeyStream(range?: object): Readable;
    createValueStream(range?: object): Readable;
    close(): Promise<void>;
  }

  const db: { create: (options?: object) => { db: Level } };
  export default db;
}
