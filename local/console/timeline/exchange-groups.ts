import type { Entry, Exchange, Tone } from './entry.ts';

interface Group {
  title: string;
  at: number;
  from: string;
  tone: Tone;
  ids: number[];
  /** Started by an app or a browser that polls, as the agents' desks do every few seconds. */
  isPoll: boolean;
}

/** From harmless to worst. */
const TONES: Tone[] = ['plain', 'good', 'warn', 'bad'];

/** The exchanges of the stored entries. */
export class ExchangeGroups {
  readonly #groups = new Map<string, Group>();

  /** @returns whether the entry is part of a poll that succeeds */
  add(exchange: string, entry: Entry): boolean {
    const group = this.#groups.get(exchange) ?? this.#open(exchange, entry);
    group.ids.push(entry.id);
    if (TONES.indexOf(entry.tone) > TONES.indexOf(group.tone)) group.tone = entry.tone;
    return group.isPoll && group.tone !== 'warn' && group.tone !== 'bad';
  }

  #open(exchange: string, { title, at, from, tone, kind }: Entry): Group {
    const isPoll = kind === 'request' && /^(app|browser)/.test(from) && title.startsWith('GET ');
    const group = { title, at, from, tone, ids: [], isPoll };
    this.#groups.set(exchange, group);
    return group;
  }

  /** Removes the oldest entry of an exchange, and the exchange with its last entry. */
  removeOldest(exchange: string): void {
    const group = this.#groups.get(exchange);
    group?.ids.shift();
    if (group?.ids.length === 0) this.#groups.delete(exchange);
  }

  /** Newest first. */
  newest(limit: number): Exchange[] {
    return [...this.#groups]
      .slice(-limit)
      .reverse()
      .map(([id, { ids, title, at, from, tone }]) => ({ id, title, at, from, tone, entries: ids.length }));
  }

  /** The ids of an exchange's entries, oldest first; undefined for an unknown exchange. */
  idsOf(exchange: string): readonly number[] | undefined {
    return this.#groups.get(exchange)?.ids;
  }
}
