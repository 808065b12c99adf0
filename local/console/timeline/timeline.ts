import { randomUUID } from 'node:crypto';
import { cloudEntry } from './cloud-entries.ts';
import type { Entry, Exchange, Tone } from './entry.ts';
import { type Happened, isVonages, timeOf } from './happened.ts';
import { Links } from './links.ts';
import { Remembered } from './remembered.ts';
import { VonageEntries } from './vonage-entries.ts';
import { light, weight, whole } from './whole.ts';

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
  /** In characters, of both. */
  weight: number;
}

interface Group {
  title: string;
  at: number;
  from: string;
  tone: Tone;
  ids: number[];
  /** Begun by an app or a browser that only asks how things are, as the desks do every few seconds. */
  isLookUp: boolean;
}

/** So many entries of look-ups are kept however much else happens. */
const KEPT_LOOK_UPS = 1_000;

const TONES: Tone[] = ['plain', 'good', 'warn', 'bad'];

/** `apiOrigin` tells where the desk's API is, once it is. */
export function createTimeline({
  apiOrigin = () => undefined,
  capacity = 10_000,
  heaviest = 24_000_000,
}: {
  apiOrigin?: () => string | undefined;
  /** In entries. */
  capacity?: number;
  /** In characters of what is kept whole: entries may hold a table's page each. */
  heaviest?: number;
} = {}): Timeline {
  /** By id, in order. */
  const entries = new Map<number, Kept>();
  const lookUps = new Set<number>();
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
  let heavy = 0;

  /** Whose write first held a text's reference; a sweep's own does not count. */
  function writerOf(reference: string): string | undefined {
    const needle = JSON.stringify(reference);
    for (const { entry, event } of entries.values()) {
      const { exchange } = entry;
      if (exchange === undefined || exchange.startsWith('sweep:')) continue;
      if (isVonages(event) || event.kind !== 'dynamodb') continue;
      if (event.input?.includes(needle)) return exchange;
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
    const begun = key === undefined ? undefined : entries.get(open.take(key) ?? 0);
    if (!begun) return;
    begun.outcome = light(event);
    weigh(begun, weight(begun.outcome));
  }

  function weigh(kept: Kept, more: number): void {
    kept.weight += more;
    heavy += more;
  }

  /** Room is made by the oldest look-ups first: they must not bury what happened. */
  function makeRoom(): void {
    while (entries.size > capacity || heavy > heaviest) {
      const [oldest] = lookUps.size > Math.min(KEPT_LOOK_UPS, capacity / 2) ? lookUps : entries.keys();
      if (oldest === undefined) return;
      drop(oldest);
    }
  }

  function drop(oldest: number): void {
    const { entry, weight: its } = entries.get(oldest) ?? {};
    const exchange = entry?.exchange;
    heavy -= its ?? 0;
    entries.delete(oldest);
    lookUps.delete(oldest);
    const group = exchange === undefined ? undefined : groups.get(exchange);
    group?.ids.shift();
    if (exchange !== undefined && group?.ids.length === 0) groups.delete(exchange);
  }

  function keep(entry: Entry, event: Happened): void {
    const kept: Kept = { entry, event: light(event), weight: 0 };
    weigh(kept, weight(kept.event));
    entries.set(entry.id, kept);
    if (isVonages(event) && event.type === 'webhook-sent') open.set(event.id, entry.id);
    if (!isVonages(event) && event.kind === 'request') open.set(event.requestId, entry.id);
    if (entry.exchange !== undefined) {
      const group = groupOf(entry.exchange, entry);
      group.ids.push(entry.id);
      if (TONES.indexOf(entry.tone) > TONES.indexOf(group.tone)) group.tone = entry.tone;
      if (group.isLookUp && group.tone !== 'warn' && group.tone !== 'bad') lookUps.add(entry.id);
    }
    makeRoom();
  }

  function groupOf(exchange: string, { title, at, from, tone, kind }: Entry): Group {
    const known = groups.get(exchange);
    if (known) return known;
    const isLookUp = kind === 'request' && /^(app|browser)/.test(from) && title.startsWith('GET ');
    const group = { title, at, from, tone, ids: [], isLookUp };
    groups.set(exchange, group);
    return group;
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
      const found: Entry[] = [];
      for (const [kept, { entry }] of entries) {
        if (kept > id) found.push(entry);
        if (found.length === most) break;
      }
      return found;
    },
    find(id) {
      const kept = entries.get(id);
      return kept && { entry: kept.entry, whole: whole(kept.event, kept.outcome) };
    },
    exchanges(limit) {
      return [...groups]
        .slice(-limit)
        .reverse()
        .map(([id, { ids, title, at, from, tone }]) => ({ id, title, at, from, tone, entries: ids.length }));
    },
    exchange(id) {
      return groups.get(id)?.ids.flatMap((one) => entries.get(one)?.entry ?? []);
    },
    onEntry(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
