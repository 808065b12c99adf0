import type { Clock } from '../clock.ts';
import type { Recordings } from './calls/recordings.ts';
import type { Rooms } from './calls/rooms.ts';
import type { VonageEvent } from './events.ts';
import type { FaultBox } from './faults.ts';
import type { Store } from './state.ts';
import type { Courier } from './webhooks/courier.ts';
import type { SignatureMethod } from './webhooks/signature.ts';

/** What the owner of an account has on the dashboard. */
export interface Account {
  apiKey: string;
  apiSecret: string;
  signatureSecret: string;
  signatureMethod: SignatureMethod;
}

/** How SMS webhooks arrive, one choice for the whole account: in the query, as a form, or as JSON. */
export type SmsWebhookMethod = 'GET' | 'POST' | 'JSON';

/** `{"digits","timed_out"}`, or the bare digits of old. */
export type DtmfFormat = 'today' | 'legacy';

/** What every part of the simulated Vonage stands on. */
export interface Platform {
  readonly clock: Clock;
  readonly account: Account;
  readonly smsWebhookMethod: SmsWebhookMethod;
  readonly dtmfFormat: DtmfFormat;
  readonly store: Store;
  readonly faults: FaultBox;
  readonly courier: Courier;
  readonly recordings: Recordings;
  readonly rooms: Rooms;
  /** Where the simulated Vonage is served, as its first caller knew it: its own links begin with it. */
  origin(): string;
  /** A new random UUID. */
  uuid(): string;
  /** The clock's time, ISO 8601. */
  now(): string;
  /** Counts work as unfinished until the promise settles. */
  track<T>(work: Promise<T>): Promise<T>;
  tell(event: VonageEvent): void;
  /** Hears every event from now on. Answers how to stop. */
  listen(listener: (event: VonageEvent) => void): () => void;
  /** Aborts when the simulated Vonage is closed. */
  readonly closing: AbortSignal;
}
