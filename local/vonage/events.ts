import type { LogEntry } from './calls/call.ts';
import type { Message } from './state.ts';
import type { Attempt, WebhookAuth, WebhookKind, WebhookSubject } from './webhooks/webhook.ts';

/** What happens at the simulated Vonage, as it happens: the timeline that a console draws. */
export type VonageEvent =
  /** A text is on its phone; `trace` is X-Ray's header of the request that sent it. */
  | { type: 'message'; at: string; message: Message; trace?: string }
  /**
   * An attempt to deliver a webhook has a connection; `port` is the sender's own end of it. The `webhook` event with the
   * same id follows when the attempt is over.
   */
  | {
      type: 'webhook-sent';
      at: string;
      id: number;
      kind: WebhookKind;
      url: string;
      method: 'GET' | 'POST';
      attempt: number;
      port: number | undefined;
      proof: WebhookAuth;
      sent: string;
      about?: WebhookSubject;
    }
  | {
      type: 'webhook';
      at: string;
      id: number;
      attempt: Attempt;
      proof: WebhookAuth;
      sent: string;
      answered: string;
      about?: WebhookSubject;
    }
  /** A request to Vonage's REST APIs. */
  | { type: 'api'; at: string; method: string; path: string; body: string; trace?: string }
  | { type: 'call'; at: string; call: string; entry: LogEntry }
  | { type: 'session'; at: string; user: string; state: 'connected' | 'signed out' }
  | { type: 'faults'; at: string; faults: unknown };
