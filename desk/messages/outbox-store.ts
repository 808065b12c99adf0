import type { HeldFor } from './send-policy.ts';
import type { OutboundMessage } from './outbox.ts';

/** Each call but `find` is one conditional write on one item. */
export interface OutboxStore {
  /** Stores the text under `lease` if no item has its id; false when one has. A queued one is due at `lease.until`. */
  putIfAbsent(message: OutboundMessage, lease: Lease): Promise<boolean>;
  /** Reads consistently. */
  find(id: string): Promise<OutboundMessage | undefined>;
  /** Claims a text that is queued and due, or sending under an expired lease; undefined when it is neither. */
  claim(id: string, now: number, lease: Lease): Promise<OutboundMessage | undefined>;
  /** Stores how the attempt ended, if `owner` still holds the lease. */
  recordAttempt(id: string, owner: string, outcome: AttemptOutcome): Promise<void>;
}

export interface Lease {
  /** Unique to one attempt of one environment. */
  owner: string;
  /** When it expires, ms since the epoch: then any environment may claim the text. */
  until: number;
}

export type AttemptOutcome =
  | { status: 'sent'; vonageIds: string[] }
  | { status: 'failed' | 'cancelled'; error: string }
  /** To be tried again from `dueAt` on. */
  | { status: 'queued'; dueAt: number; heldUntil?: number; heldFor?: HeldFor }
  /** The answer was lost: until `until`, the text waits for its receipt. */
  | { status: 'sending'; until: number };
