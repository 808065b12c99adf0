import * as z from 'zod/mini';
import { createReadMarker } from './read-exchanges.ts';
import { withBatch } from './entry-buffer.ts';
import { type Entry, entryShape } from './shapes.ts';
import { createStore } from './store.ts';

/** What the page knows of what happens. */
interface Live {
  connection: 'connecting' | 'live' | 'lost';
  entries: readonly Entry[];
}

export const live = createStore<Live>({ connection: 'connecting', entries: [] });

const DRAW_MS = 100;
const AGAIN_MS = 1_500;
const helloShape = z.object({ run: z.string() });
const batchShape = z.array(entryShape);

const hearers = new Set<(batch: readonly Entry[], isNew: boolean) => void>();

/** Calls `hear` with each batch; `isNew` is false for what happened before this page was there. */
export function onEntries(hear: (batch: readonly Entry[], isNew: boolean) => void): () => void {
  hearers.add(hear);
  return () => hearers.delete(hear);
}

const marked = createReadMarker();
let run: string | undefined;
let pending: Entry[] = [];
let timer: ReturnType<typeof setTimeout> | undefined;

function draw(): void {
  timer = undefined;
  const batch = pending;
  pending = [];
  live.change((now) => ({ ...now, entries: withBatch(now.entries, batch) }));
}

/** Puts a batch into the store; many that come close together are drawn once. */
export function feed(batch: readonly Entry[], isNew = true): void {
  if (batch.length === 0) return;
  for (const entry of batch) pending.push(marked(entry));
  timer ??= setTimeout(draw, DRAW_MS);
  for (const hear of hearers) hear(batch, isNew);
}

/** Follows the stream until the returned function is called; a lost connection is made again. */
export function follow(): () => void {
  let source: EventSource | undefined;
  let again: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;

  const open = (): void => {
    const after = pending.at(-1)?.id ?? live.get().entries.at(-1)?.id ?? 0;
    const opened = Date.now();
    let isFirst = run === undefined || after === 0;
    const stream = new EventSource(`/console/stream?after=${after}`);
    source = stream;
    stream.addEventListener('hello', ({ data }: MessageEvent<string>) => {
      const hello = helloShape.parse(JSON.parse(data));
      if (run !== undefined && run !== hello.run) {
        // Another desk: its ids begin again, and nothing that was is there.
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
      feed(batchShape.parse(JSON.parse(data)), !isFirst || Date.now() - opened > AGAIN_MS);
      isFirst = false;
    });
    stream.addEventListener('error', () => {
      stream.close();
      if (isOver) return;
      live.change((now) => ({ ...now, connection: 'lost' }));
      again = setTimeout(open, AGAIN_MS);
    });
  };
  open();
  return () => {
    isOver = true;
    source?.close();
    clearTimeout(again);
  };
}
