import * as z from 'zod/mini';
import { createReadMarker } from './read-exchanges.ts';
import { withBatch } from './entry-buffer.ts';
import { type Entry, entryShape } from './shapes.ts';
import { createStore } from './store.ts';

/** The timeline as far as the page has it. */
interface Live {
  connection: 'connecting' | 'live' | 'lost';
  entries: readonly Entry[];
}

export const live = createStore<Live>({ connection: 'connecting', entries: [] });

/** How long entries are collected before they are rendered, ms. */
const BATCH_MS = 100;
/** The pause before a lost connection is opened again, ms. */
const RECONNECT_MS = 1_500;
const helloShape = z.object({ run: z.string() });
const batchShape = z.array(entryShape);

const listeners = new Set<(batch: readonly Entry[], isNew: boolean) => void>();

/** Calls back with each batch; `isNew` is false for entries from before the page was loaded. Returns how to stop that. */
export function onEntries(listener: (batch: readonly Entry[], isNew: boolean) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const markRead = createReadMarker();
let run: string | undefined;
let pending: Entry[] = [];
let timer: ReturnType<typeof setTimeout> | undefined;

function flush(): void {
  timer = undefined;
  const batch = pending;
  pending = [];
  live.change((now) => ({ ...now, entries: withBatch(now.entries, batch) }));
}

/** Adds a batch to the store; batches in quick succession are rendered once. */
export function feed(batch: readonly Entry[], isNew = true): void {
  if (batch.length === 0) return;
  for (const entry of batch) pending.push(markRead(entry));
  timer ??= setTimeout(flush, BATCH_MS);
  for (const listener of listeners) listener(batch, isNew);
}

/** Follows the stream until the returned function is called, and reconnects when it breaks. */
export function follow(): () => void {
  let source: EventSource | undefined;
  let reconnecting: ReturnType<typeof setTimeout> | undefined;
  let isStopped = false;

  const open = (): void => {
    const after = pending.at(-1)?.id ?? live.get().entries.at(-1)?.id ?? 0;
    const opened = Date.now();
    let isFirst = run === undefined || after === 0;
    const stream = new EventSource(`/console/stream?after=${after}`);
    source = stream;
    stream.addEventListener('hello', ({ data }: MessageEvent<string>) => {
      const hello = helloShape.parse(JSON.parse(data));
      if (run !== undefined && run !== hello.run) {
        // The desk was restarted: ids begin again, and the entries here are gone there.
        run = hello.run;
        pending = [];
        live.set({ connection: 'live', entries: [] });
        stream.close();
        open();
        return;
      }
      run = hello.run;
      live.change((now) => ({ ...now, connection: 'live' }));
    });
    stream.addEventListener('entries', ({ data }: MessageEvent<string>) => {
      feed(batchShape.parse(JSON.parse(data)), !isFirst || Date.now() - opened > RECONNECT_MS);
      isFirst = false;
    });
    stream.addEventListener('error', () => {
      stream.close();
      if (isStopped) return;
      live.change((now) => ({ ...now, connection: 'lost' }));
      reconnecting = setTimeout(open, RECONNECT_MS);
    });
  };
  open();
  return () => {
    isStopped = true;
    source?.close();
    clearTimeout(reconnecting);
  };
}
