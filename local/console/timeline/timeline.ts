import { randomUUID } from 'node:crypto';
import { BoundedMap } from './bounded-map.ts';
import { CloudEntries } from './cloud-entries.ts';
import { detailsOf } from './details.ts';
import type { Entry, Exchange } from './entry.ts';
import { EntryStore } from './entry-store.ts';
import { Links } from './links.ts';
import { isVonageEvent, type SystemEvent, timeOf } from './system-event.ts';
import { VonageEntries } from './vonage-entries.ts';

/** The newest events of this system as entries. */
export interface Timeline {
  /** Random: a different value is a different process. */
  readonly run: string;
  /** The id of the newest entry; 0 while there is none. */
  readonly last: number;
  note(event: SystemEvent): void;
  /** Entries after an id, oldest first, at most `limit`; entries that were dropped are skipped. */
  after(id: number, limit: number): Entry[];
  /** An entry and all that is known about it; undefined once it was dropped. */
  find(id: number): { entry: Entry; whole: Record<string, unknown> } | undefined;
  /** Newest first. */
  exchanges(limit: number): Exchange[];
  /** An exchange's entries, oldest first; undefined for an unknown exchange. */
  exchange(id: string): Entry[] | undefined;
  /** Calls `listener` after each entry, until the returned function is called. */
  onEntry(listener: () => void): () => void;
}

export interface TimelineOptions {
  /** The origin of our API, once it is known. */
  apiOrigin?: () => string | undefined;
  /** In entries. */
  capacity?: number;
  /** In characters, of all stored events together: one may hold a page of a table. */
  maxSize?: number;
}

export function createTimeline({
  apiOrigin = () => undefined,
  capacity = 10_000,
  maxSize = 24_000_000,
}: TimelineOptions = {}): Timeline {
  const store = new EntryStore({ capacity, maxSize });
  const links = new Links({ apiOrigin, writerOf: (reference) => store.writerOf(reference) });
  /** Functions by the request id of an invocation. */
  const functions = new BoundedMap<string, string>();
  const cloud = new CloudEntries((requestId) => links.requestOf(requestId));
  const vonage = new VonageEntries(apiOrigin, (requestId) => functions.get(requestId));
  /** Ids of the entries whose outcome is still to come. */
  const pending = new BoundedMap<number | string, number>(5_000);
  const listeners = new Set<() => void>();
  let last = 0;

  function note(event: SystemEvent): void {
    if (!isVonageEvent(event) && event.kind === 'invocation-start')
      functions.set(event.requestId, event.function);
    const exchange = links.exchangeOf(event);
    const draft = isVonageEvent(event) ? vonage.entry(event) : cloud.entry(event);
    const finished = finishedBy(event);
    if (finished !== undefined) store.setOutcome(pending.take(finished) ?? 0, event);
    if (!draft) return;
    last += 1;
    const started = startedBy(event);
    if (started !== undefined) pending.set(started, last);
    store.add({ id: last, at: timeOf(event), exchange, ...draft }, event);
    for (const listener of listeners) listener();
  }

  return {
    run: randomUUID(),
    get last() {
      return last;
    },
    note,
    after: (id, limit) => store.after(id, limit),
    find(id) {
      const stored = store.get(id);
      return stored && { entry: stored.entry, whole: detailsOf(stored.event, stored.outcome) };
    },
    exchanges: (limit) => store.exchanges(limit),
    exchange: (id) => store.exchange(id),
    onEntry(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The webhook or request that the event starts, by its id. */
function startedBy(event: SystemEvent): number | string | undefined {
  if (isVonageEvent(event)) return event.type === 'webhook-sent' ? event.id : undefined;
  return event.kind === 'request' ? event.requestId : undefined;
}

/** The webhook or request that the event ends, by its id. */
function finishedBy(event: SystemEvent): number | string | undefined {
  if (isVonageEvent(event)) return event.type === 'webhook' ? event.id : undefined;
  return event.kind === 'response' ? event.requestId : undefined;
}
