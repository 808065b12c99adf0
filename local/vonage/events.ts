import type { LogEntry } from './calls/call.ts';
import type { PhoneMessage } from './sms/phones.ts';
import type { About, Attempt, WebhookKind } from './webhooks/courier.ts';
import type { Proof } from './webhooks/proof.ts';

/** What happens at the simulated Vonage, as it happens: the timeline that a console draws. */
export type VonageEvent =
  /** A text is on its phone; `trace` is X-Ray's header of the call that sent it. */
  | { type: 'message'; at: string; message: PhoneMessage; trace?: string }
  /** A webhook's try has a connection, whose own end is at `port`; `webhook` with the same id tells how it ended. */
  | {
      type: 'webhook-sent';
      at: string;
      id: number;
      kind: WebhookKind;
      url: string;
      method: 'GET' | 'POST';
      attempt: number;
      port: number | undefined;
      proof: Proof;
      sent: string;
      about?: About;
    }
  | {
      type: 'webhook';
      at: string;
      id: number;
      attempt: Attempt;
      proof: Proof;
      sent: string;
      answered: string;
      about?: About;
    }
  /** Somebody calls Vonage's REST. */
  | { type: 'api'; at: string; method: string; path: string; body: string; trace?: string }
  | { type: 'call'; at: string; call: string; entry: LogEntry }
  | { type: 'session'; at: string; user: string; state: 'connected' | 'signed out' }
  | { type: 'faults'; at: string; faults: unknown };
