import type { VoicemailStore } from '../../../../desk/calls/missed-call.ts';
import { isFuller } from '../../../../desk/calls/recording.ts';
import { assembled } from '../../../../desk/messages/sms/parts.ts';
import type { Message } from '../../../../desk/messages/message.ts';
import type { OutboundMessage } from '../../../../desk/messages/outbox.ts';
import type { AttemptOutcome, OutboxStore } from '../../../../desk/messages/outbox-store.ts';
import type { PartReceipt, ReceiptStore } from '../../../../desk/messages/receipts.ts';
import type { DueText } from '../../../../desk/messages/sweep.ts';
import type { InboundStore } from '../../../../desk/messages/inbound-store.ts';
import type { Step } from './steps.ts';

/** Who sends the text, when it is due, and what Vonage said of it; never part of what the outbox returns. */
interface Leased {
  owner?: string | undefined;
  dueAt?: number | undefined;
  vonageIds?: string[];
  receipts?: Record<string, PartReceipt>;
}

/** The Messages table in memory: one item a text. */
export class MessagesTable {
  readonly inbound = new Map<string, Message>();
  readonly outbound = new Map<string, OutboundMessage & Leased>();

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
          this.outbound.set(message.id, {
            ...structuredClone(message),
            owner: lease.owner,
            dueAt: lease.until,
          });
          return true;
        }),
      find: (id) => step(() => withoutLease(this.outbound.get(id))),
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
          return withoutLease(text);
        }),
      recordAttempt: (id, owner, outcome) =>
        step(() => {
          const text = this.outbound.get(id);
          if (text?.owner !== owner || text.status !== 'sending') return;
          if (outcome.status === 'sending') {
            text.dueAt = outcome.until;
            return;
          }
          const { owner: _owner, dueAt: _due, heldUntil: _until, heldFor: _for, ...rest } = text;
          this.outbound.set(id, { ...rest, ...settled(outcome) });
        }),
    };
  }

  /** A delivery receipt came: Vonage did take the text, whatever we know of the sending. */
  receiptFor(id: string): void {
    const text = this.outbound.get(id);
    if (text) Object.assign(text, { status: 'delivered', owner: undefined, dueAt: undefined });
  }

  receiptStore(step: Step): ReceiptStore {
    return {
      find: (id) =>
        step(() => {
          const text = this.outbound.get(id);
          return (
            text && structuredClone({ receipts: text.receipts, vonageIds: text.vonageIds, parts: text.parts })
          );
        }),
      put: ({ messageId, partId, status, errorCode }, _seen, kept) =>
        step(() => {
          const text = this.outbound.get(messageId);
          const stored = text?.receipts?.[partId];
          if (!text || (stored && kept.includes(stored.status))) return undefined;
          text.receipts = { ...text.receipts, [partId]: { status, errorCode } };
          return structuredClone(text.receipts);
        }),
      setStatus: (id, status, from) =>
        step(() => {
          const text = this.outbound.get(id);
          if (text && from.includes(text.status))
            Object.assign(text, { status, owner: undefined, dueAt: undefined });
        }),
    };
  }

  voicemailStore(step: Step): VoicemailStore {
    return {
      keep: (id, recording) =>
        step(() => {
          const message = this.inbound.get(id);
          if (message && isFuller(recording, message.recording)) message.recording = recording;
        }),
    };
  }

  due(now: number, limit = Infinity): DueText[] {
    return [...this.outbound.values()]
      .filter(({ dueAt = Infinity }) => dueAt <= now)
      .sort((one, other) => (one.dueAt ?? 0) - (other.dueAt ?? 0) || one.at - other.at)
      .slice(0, limit)
      .map(({ id, customer }) => ({ id, customer }));
  }
}

function settled(outcome: Exclude<AttemptOutcome, { status: 'sending' }>): Partial<OutboundMessage & Leased> {
  switch (outcome.status) {
    case 'queued':
      return outcome;
    case 'sent':
      return { status: 'sent', vonageIds: outcome.vonageIds };
    case 'failed':
    case 'cancelled':
      return { status: outcome.status, error: outcome.error };
  }
}

function withoutLease(text: (OutboundMessage & Leased) | undefined): OutboundMessage | undefined {
  if (!text) return undefined;
  const { owner: _owner, dueAt: _due, vonageIds: _ids, receipts: _receipts, ...message } = text;
  return structuredClone(message);
}
