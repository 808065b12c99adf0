import { sizeOf, truncateTexts } from './details.ts';
import type { Entry, Exchange } from './entry.ts';
import { ExchangeGroups } from './exchange-groups.ts';
import { isVonageEvent, type SystemEvent } from './system-event.ts';

/** An entry with the event that it is drawn from. */
export interface StoredEntry {
  entry: Entry;
  event: SystemEvent;
  /** The event that ended what the entry started. */
  outcome?: SystemEvent;
  /** Characters, of event and outcome together. */
  size: number;
}

/** Entries of polls that are kept even if other entries need the space. */
const KEPT_POLL_ENTRIES = 1_000;

/** The newest entries and their exchanges, within limits of count and size. */
export class EntryStore {
  readonly #capacity: number;
  readonly #maxSize: number;
  /** By id, in order. */
  readonly #entries = new Map<number, StoredEntry>();
  readonly #pollEntries = new Set<number>();
  readonly #groups = new ExchangeGroups();
  #size = 0;

  /** `capacity` in entries, `maxSize` in characters. */
  constructor({ capacity, maxSize }: { capacity: number; maxSize: number }) {
    this.#capacity = capacity;
    this.#maxSize = maxSize;
  }

  get(id: number): StoredEntry | undefined {
    return this.#entries.get(id);
  }

  add(entry: Entry, event: SystemEvent): void {
    const stored: StoredEntry = { entry, event: truncateTexts(event), size: 0 };
    this.#grow(stored, sizeOf(stored.event));
    this.#entries.set(entry.id, stored);
    const { exchange } = entry;
    if (exchange !== undefined && this.#groups.add(exchange, entry)) this.#pollEntries.add(entry.id);
    this.#makeRoom();
  }

  /** Has no effect for an entry that is no longer stored. */
  setOutcome(id: number, outcome: SystemEvent): void {
    const stored = this.#entries.get(id);
    if (!stored) return;
    stored.outcome = truncateTexts(outcome);
    this.#grow(stored, sizeOf(stored.outcome));
  }

  #grow(stored: StoredEntry, by: number): void {
    stored.size += by;
    this.#size += by;
  }

  /** Drops the oldest entries, those of polls first: polls must not displace the rest. */
  #makeRoom(): void {
    while (this.#entries.size > this.#capacity || this.#size > this.#maxSize) {
      const hasManyPolls = this.#pollEntries.size > Math.min(KEPT_POLL_ENTRIES, this.#capacity / 2);
      const [oldest] = hasManyPolls ? this.#pollEntries : this.#entries.keys();
      if (oldest === undefined) return;
      this.#drop(oldest);
    }
  }

  #drop(id: number): void {
    const stored = this.#entries.get(id);
    this.#size -= stored?.size ?? 0;
    this.#entries.delete(id);
    this.#pollEntries.delete(id);
    if (stored?.entry.exchange !== undefined) this.#groups.removeOldest(stored.entry.exchange);
  }

  /** Entries after an id, oldest first, at most `limit`. */
  after(id: number, limit: number): Entry[] {
    const found: Entry[] = [];
    for (const [stored, { entry }] of this.#entries) {
      if (stored > id) found.push(entry);
      if (found.length === limit) break;
    }
    return found;
  }

  /** Newest first. */
  exchanges(limit: number): Exchange[] {
    return this.#groups.newest(limit);
  }

  /** An exchange's entries, oldest first; undefined for an unknown exchange. */
  exchange(id: string): Entry[] | undefined {
    return this.#groups.idsOf(id)?.flatMap((entryId) => this.#entries.get(entryId)?.entry ?? []);
  }

  /** The exchange whose write to a table first contained a text's reference; sweeps are not considered. */
  writerOf(reference: string): string | undefined {
    const needle = JSON.stringify(reference);
    for (const { entry, event } of this.#entries.values()) {
      const { exchange } = entry;
      if (exchange === undefined || exchange.startsWith('sweep:')) continue;
      if (isVonageEvent(event) || event.kind !== 'dynamodb') continue;
      if (event.input?.includes(needle)) return exchange;
    }
    return undefined;
  }
}
