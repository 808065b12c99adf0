import { randomUUID } from 'node:crypto';
import { cloudEntry } from './cloud-entries.ts';
import type { Entry, Exchange, Tone } from './entry.ts';
import { type Happened, isVonages, timeOf } from './happened.ts';
import { Links } from './links.ts';
import { Remembered } from './remembered.ts';
import { VonageEntries } from './vonage-entries.ts';
import { light, whole } from './whole.ts';

/** What happened in this system, the newest of it. */
export interface Timeline {
  /** Random, by which a page knows that the process is another one. */
  readonly run: string;
  /** The id of the newest entry; 0 while there is none. */
  readonly last: number;
  note(event: Happened): void;
  /** Entries after an id, oldest first, at most `most`; those that are not kept any more are passed over. */
  after(id: number, most: number): Entry[];
  /** An entry with all that is known about it. */
  find(id: number): { entry: Entry; whole: Record<string, unknown> } | undefined;
  /** Newest first. */
  exchanges(limit: number): Exchange[];
  exchange(id: string): Entry[] | undefined;
  /** Calls `listener` after each entry. Answers how to stop. */
  onEntry(listener: () => void): () => void;
}

interface Kept {
  entry: Entry;
  event: Happened;
  /** How what the entry began came to its end. */
  outcome?: Happened;
}

interface Group {
  title: string;
  at: number;
  from: string;
  tone: Tone;
  ids: number[];
}

const TONES: Tone[] = ['plain', 'good', 'warn', 'bad'];

/** `apiOrigin` tells where the desk's API is, once it is. */
export function createTimeline({
  apiOrigin = () => undefined,
  capacity = 10_000,
}: { apiOrigin?: () => string | undefined; capacity?: number } = {}): Timeline {
  const ring: (Kept | undefined)[] = Array.from({ length: capacity }, () => undefined);
  const groups = new Map<string, Group>();
  const listeners = new Set<() => void>();
  /** Entries whose outcome is still to come: webhooks by their id, requests by theirs. */
  const open = new Remembered<number | string, number>(5_000);
  /** Which function an invocation runs. */
  const functions = new Remembered<string, string>();
  const links = new Links({ apiOrigin, writerOf });
  const vonage = new VonageEntries(apiOrigin);
  const run = randomUUID();
  let last = 0;

  const at = (id: number): Kept | undefined => {
    const kept = id > 0 ? ring[(id - 1) % capacity] : undefined;
    return kept?.entry.id === id ? kept : undefined;
  };

  /** Whose write first held a text's reference; a sweep's own does not count. */
  function writerOf(reference: string): string | undefined {
    const needle = JSON.stringify(reference);
    for (let id = Math.max(last - capacity + 1, 1); id <= last; id += 1) {
      const kept = at(id);
      const exchange = kept?.entry.exchange;
      if (!kept || exchange === undefined || exchange.startsWith('sweep:')) continue;
      if (isVonages(kept.event) || kept.event.kind !== 'dynamodb') continue;
      if (kept.event.input?.includes(needle)) return exchange;
    }
    return undefined;
  }

  function draftOf(event: Happened) {
    if (!isVonages(event)) {
      if (event.kind === 'invocation-start') functions.set(event.requestId, event.function);
      return cloudEntry(event, (requestId) => links.requestOf(requestId));
    }
    const caller = event.type === 'api' ? /Self=([^;]+)/.exec(event.trace ?? '')?.[1] : undefined;
    return vonage.entry(event, caller === undefined ? undefined : functions.get(caller));
  }

  function settle(event: Happened): void {
    const key = isVonages(event)
      ? event.type === 'webhook'
        ? event.id
        : undefined
      : event.kind === 'response'
        ? event.requestId
        : undefined;
    const begun = key === undefined ? undefined : at(open.take(key) ?? 0);
    if (begun) begun.outcome = light(event);
  }

  function keep(entry: Entry, event: Happened): void {
    const slot = (entry.id - 1) % capacity;
    const old = ring[slot];
    ring[slot] = { entry, event: light(event) };
    if (old?.entry.exchange !== undefined) {
      const group = groups.get(old.entry.exchange);
      group?.ids.shift();
      if (group?.ids.length === 0) groups.delete(old.entry.exchange);
    }
    if (isVonages(event) && event.type === 'webhook-sent') open.set(event.id, entry.id);
    if (!isVonages(event) && event.kind === 'request') open.set(event.requestId, entry.id);
    if (entry.exchange === undefined) return;
    const { title, at: time, from, tone } = entry;
    const group = groups.get(entry.exchange);
    if (!group) groups.set(entry.exchange, { title, at: time, from, tone, ids: [entry.id] });
    else {
      group.ids.push(entry.id);
      if (TONES.indexOf(tone) > TONES.indexOf(group.tone)) group.tone = tone;
    }
  }

  return {
    run,
    get last() {
      return last;
    },
    note(event) {
      const exchange = links.exchangeOf(event);
      const draft = draftOf(event);
      settle(event);
      if (!draft) return;
      last += 1;
      keep({ id: last, at: timeOf(event), exchange, ...draft }, event);
      for (const listener of listeners) listener();
    },
    after(id, most) {
      const entries: Entry[] = [];
      for (
        let next = Math.max(id + 1, last - capacity + 1, 1);
        next <= last && entries.length < most;
        next += 1
      ) {
        const kept = at(next);
        if (kept) entries.push(kept.entry);
      }
      return entries;
    },
    find(id) {
      const kept = at(id);
      return kept && { entry: kept.entry, whole: whole(kept.event, kept.outcome) };
    },
    exchanges(limit) {
      return [...groups]
        .slice(-limit)
        .reverse()
        .map(([id, { ids, ...group }]) => ({ id, ...group, entries: ids.length }));
    },
    exchange(id) {
      return groups.get(id)?.ids.flatMap((one) => at(one)?.entry ?? []);
    },
    onEntry(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
