import type { LogEntry } from './calls/call.ts';
import type { PhoneMessage } from './sms/phones.ts';
import type { Attempt } from './webhooks/courier.ts';
import type { Proof } from './webhooks/proof.ts';

/** What happens at the simulated Vonage, as it happens: the timeline that a console draws. */
export type VonageEvent =
  | { type: 'message'; at: string; message: PhoneMessage }
  | { type: 'webhook'; at: string; attempt: Attempt; proof: Proof; sent: string; answered: string }
  | { type: 'call'; at: string; call: string; entry: LogEntry }
  | { type: 'session'; at: string; user: string; state: 'connected' | 'signed out' };
