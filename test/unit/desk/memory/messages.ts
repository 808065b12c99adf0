import { assembled } from '../../../../desk/messages/sms/parts.ts';
import type { Message } from '../../../../desk/messages/message.ts';
import type { OutboundMessage } from '../../../../desk/messages/outbox.ts';
import type { OutboxStore } from '../../../../desk/messages/outbox-store.ts';
import type { DueText } from '../../../../desk/messages/sweep.ts';
import type { InboundStore } from '../../../../desk/messages/inbound-store.ts';
import type { Step } from './steps.ts';

interface Held {
  owner?: string | undefined;
  dueAt?: number | undefined;
}

/** The Messages table in memory: one item a text. */
export class MessagesTable {
  readonly inbound = new Map<string, Message>();
  readonly outbound = new Map<string, OutboundMessage & Held>();

  inboundStore(step: Step): InboundStore {
    return {
      find: (id) => step(() => structuredClone(this.inbound.get(id))),
      putIfAbsent: (message) =>
        step(() => {
          if (!this.inbound.has(message.id)) this.inbound.set(message.id, structuredClone(message));
        }),
      move: (id, from, to) =>
        step(() => {
          const message = this.inbound.get(id);
          if (message?.ticket === from) message.ticket = to;
        }),
      addPart: (id, part, text) =>
        step(() => {
          const message = this.inbound.get(id);
          if (!message?.split || message.split.parts[part] !== undefined) return;
          message.split.parts[part] = text;
          message.text = assembled(message.split);
        }),
    };
  }

  outboxStore(step: Step): OutboxStore {
    return {
      putIfAbsent: (message, lease) =>
        step(() => {
          if (this.outbound.has(message.id)) return false;
          this.outbound.set(message.id, { ...message, owner: lease.owner, dueAt: lease.until });
          return true;
        }),
      find: (id) => step(() => structuredClone(this.outbound.get(id))),
      claim: (id, now, lease) =>
        step(() => {
          const text = this.outbound.get(id);
          const waits = text?.status === 'queued' || text?.status === 'sending';
          if (!text || !waits || (text.dueAt ?? Infinity) > now) return undefined;
          Object.assign(text, {
            status: 'sending',
            owner: lease.owner,
            dueAt: lease.until,
            attempts: text.attempts + 1,
          });
          return structuredClone(text);
        }),
      recordAttempt: (id, owner, outcome) =>
        step(() => {
          const text = this.outbound.get(id);
          if (text?.owner !== owner || text.status !== 'sending') return;
          if (outcome.status === 'sending') text.dueAt = outcome.until;
          else if (outcome.status === 'queued') {
            const { dueAt, heldUntil, heldFor } = outcome;
            Object.assign(text, { status: 'queued', owner: undefined, dueAt, heldUntil, heldFor });
          } else {
            const error = 'error' in outcome ? { error: outcome.error } : {};
            Object.assign(text, { status: outcome.status, owner: undefined, dueAt: undefined, ...error });
          }
        }),
    };
  }

  /** A delivery receipt came: Vonage did take the text, whatever we know of the sending. */
  receiptFor(id: string): void {
    const text = this.outbound.get(id);
    if (text) Object.assign(text, { status: 'delivered', owner: undefined, dueAt: undefined });
  }

  due(now: number): DueText[] {
    return [...this.outbound.values()]
      .filter(({ dueAt = Infinity }) => dueAt <= now)
      .sort((one, other) => (one.dueAt ?? 0) - (other.dueAt ?? 0) || one.at - other.at)
      .map(({ id, customer }) => ({ id, customer }));
  }
}
