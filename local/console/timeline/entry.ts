/** The subject of an entry. */
export type EntryKind =
  | 'text'
  | 'webhook'
  | 'request'
  | 'response'
  | 'invocation'
  | 'log'
  | 'dynamodb'
  | 'secrets'
  | 'vonage-api'
  | 'call'
  | 'session'
  | 'schedule'
  | 'killed'
  | 'fault'
  | 'clock'
  | 'setup';

export type Tone = 'plain' | 'good' | 'warn' | 'bad';

/** One line of the timeline: something that went from one lane to another, or happened within one. */
export interface Entry {
  /** Increasing from 1, from the start of the process. */
  id: number;
  /** Milliseconds since 1970 on the shared clock. */
  at: number;
  /** The id of its exchange: `text:…`, `call:…`, `request:…`, `sweep:…`, `webhook:…`; undefined if it belongs to none. */
  exchange: string | undefined;
  kind: EntryKind;
  /**
   * Lanes: `phone 447700900001`, `app Jane`, `Vonage`, `API`, a function by its folder's name, a table,
   * `Secrets Manager`, `owner`, `clock`, `shop`, and `app` or `browser` where it is not known whose. `from` and `to` are
   * equal for something that happens within a lane.
   */
  from: string;
  to: string;
  /** One line of plain text. */
  title: string;
  tone: Tone;
  ms?: number;
  /** A few words for the right margin: `0.5 WCU`, `attempt 2`. */
  note?: string;
}

/** All entries with the same cause. */
export interface Exchange {
  id: string;
  /** Title, time and lane of the first entry. */
  title: string;
  at: number;
  from: string;
  /** The number of its entries that are still stored. */
  entries: number;
  /** The worst tone of its entries. */
  tone: Tone;
}
