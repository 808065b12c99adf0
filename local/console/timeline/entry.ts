/** What an entry is about. */
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

/** One line of the timeline: something that went from one lane to another, or happened inside one. */
export interface Entry {
  /** Increasing from 1; it starts anew with the process. */
  id: number;
  /** Milliseconds since 1970 on the shared clock. */
  at: number;
  /** What it belongs to: `text:…`, `call:…`, `request:…`, `sweep:…`, `webhook:…`; undefined for what stands alone. */
  exchange: string | undefined;
  kind: EntryKind;
  /**
   * The lanes: `phone 447700900001`, `app Jane`, `Vonage`, `API`, a function by its folder's name, a table,
   * `Secrets Manager`, `owner`, `clock`, `shop`, `app` and `browser` (where it is not known whose). The same lane twice for
   * what happens inside it.
   */
  from: string;
  to: string;
  /** One plain line. */
  title: string;
  tone: Tone;
  ms?: number;
  /** A few words for the right-hand side: `0.5 WCU`, `attempt 2`. */
  note?: string;
}

/** What followed from one cause. */
export interface Exchange {
  id: string;
  /** The first entry's title, time and lane. */
  title: string;
  at: number;
  from: string;
  /** How many entries of it are kept. */
  entries: number;
  /** The worst of its entries' tones. */
  tone: Tone;
}
