import { type CallEvent } from '../../../../desk/calls/call-event.ts';
import type { EventKey, EventStore } from '../../../../desk/calls/event-follow-up.ts';
import {
  recordEvent,
  type CallRecords,
  type KeptCall,
  type KeptLeg,
  type Versioned,
} from '../../../../desk/calls/record-event.ts';
import type { Settings } from '../../../../desk/settings.ts';
import type { Step } from './steps.ts';

interface Stored {
  key: EventKey;
  event: CallEvent;
  at: number;
}

/** The Calls table in memory: each event, each leg, and the call that they make, in items of their own. */
export class CallsTable {
  readonly events = new Map<string, Stored>();
  readonly legs = new Map<string, Versioned<KeptLeg> & { conversation: string }>();
  readonly calls = new Map<string, Versioned<KeptCall>>();
  /** The events whose processing is pending: when the sweep looks at them. */
  readonly pending = new Map<string, { dueAt: number }>();

  records(step: Step): CallRecords {
    return {
      putEvent: (key, event, at, dueAt) =>
        step(() => {
          const id = idOf(key);
          if (this.events.has(id)) return;
          this.events.set(id, structuredClone({ key, event, at }));
          if (dueAt !== undefined) this.pending.set(id, { dueAt });
        }),
      leg: (conversation, leg) =>
        step(() => structuredClone(this.legs.get(JSON.stringify([conversation, leg])))),
      putLeg: (conversation, leg, { seen }) =>
        step(() => {
          const id = JSON.stringify([conversation, leg.call]);
          if (this.legs.get(id)?.version !== seen) return false;
          this.legs.set(id, { version: (seen ?? 0) + 1, value: structuredClone(leg), conversation });
          return true;
        }),
      legs: (conversation) =>
        step(() =>
          [...this.legs.values()]
            .filter((leg) => leg.conversation === conversation)
            .map(({ value }) => structuredClone(value)),
        ),
      call: (conversation) => step(() => structuredClone(this.calls.get(conversation))),
      putCall: (call, { seen }) =>
        step(() => {
          if (this.calls.get(call.conversation)?.version !== seen) return false;
          this.calls.set(call.conversation, { version: (seen ?? 0) + 1, value: structuredClone(call) });
          return true;
        }),
    };
  }

  eventStore(numbers: Settings['numbers'], step: Step): EventStore {
    return {
      record: (event, at) => recordEvent(event, at, this.records(step), { numbers, followUp: true }),
      settle: (key) => step(() => void this.pending.delete(idOf(key))),
      postpone: (key, dueAt) =>
        step(() => {
          if (this.pending.has(idOf(key))) this.pending.set(idOf(key), { dueAt });
        }),
      due: (now, limit) =>
        step(() =>
          [...this.pending]
            .filter(([, { dueAt }]) => dueAt <= now)
            .sort(([, one], [, other]) => one.dueAt - other.dueAt)
            .slice(0, limit)
            .flatMap(([id]) => this.events.get(id)?.key ?? []),
        ),
      pending: (key) =>
        step(() => {
          const found = this.pending.has(idOf(key)) ? this.events.get(idOf(key)) : undefined;
          return found && structuredClone({ event: found.event, at: found.at });
        }),
    };
  }
}

const idOf = ({ conversation, id }: EventKey): string => JSON.stringify([conversation, id]);
