import { callOf, type Call } from '../../../../desk/calls/call.ts';
import { nextCallState, type CallState } from '../../../../desk/calls/call-state.ts';
import { isLast, type CallEvent } from '../../../../desk/calls/call-event.ts';
import { keyOf, type EventStore } from '../../../../desk/calls/event-follow-up.ts';
import type { Step } from './steps.ts';

interface Versioned<T> {
  version: number;
  value: T;
}

/** The Calls table in memory: each leg, and the call that they make, in items of their own. */
export class CallsTable {
  readonly events = new Map<string, CallEvent>();
  readonly legs = new Map<string, Versioned<CallState>>();
  readonly calls = new Map<string, Versioned<Call & { at: number }>>();
  /** Of the events that owe something: when they first came, and when somebody looks at it. */
  readonly debts = new Map<string, { at: number; dueAt: number }>();

  /** Keeps the event; each read and each write is one step, as in the table. */
  private async record(
    event: CallEvent,
    at: number,
    numbers: object,
    step: Step,
  ): Promise<{ call: Call & { at: number }; newlyMissed: boolean }> {
    const { conversation } = keyOf(event);
    await step(() => {
      if (!this.events.has(event.id) && isLast(event)) this.debts.set(event.id, { at, dueAt: at + 60_000 });
      this.events.set(event.id, event);
    });
    for (;;) {
      const leg = await step(() => this.legs.get(event.call));
      const state = { ...nextCallState(leg?.value, event), conversation };
      if (await step(() => put(this.legs, event.call, state, leg?.version))) break;
    }
    for (;;) {
      const known = await step(() => this.calls.get(conversation));
      const legs = await step(() => [...this.legs.values()].map(({ value }) => value));
      const told = callOf(
        conversation,
        legs.filter((leg) => leg.conversation === conversation),
        { known: known?.value, heard: event.recording, numbers },
      );
      const call = { ...told, at: known?.value.at ?? at };
      const newlyMissed = call.missed === true && !known?.value.missed;
      if (await step(() => put(this.calls, conversation, call, known?.version))) return { call, newlyMissed };
    }
  }

  eventStore(numbers: object, step: Step): EventStore {
    return {
      record: (event, at) => this.record(event, at, numbers, step),
      settle: ({ id }) => step(() => void this.debts.delete(id)),
      postpone: ({ id }, dueAt) =>
        step(() => {
          const debt = this.debts.get(id);
          if (debt) debt.dueAt = dueAt;
        }),
      due: (now) =>
        step(() =>
          [...this.debts].flatMap(([id, { dueAt }]) => {
            const event = this.events.get(id);
            return event && dueAt <= now ? [keyOf(event)] : [];
          }),
        ),
      pending: ({ id }) =>
        step(() => {
          const [event, debt] = [this.events.get(id), this.debts.get(id)];
          return event && debt && { event, at: debt.at };
        }),
    };
  }
}

function put<T>(rows: Map<string, Versioned<T>>, key: string, value: T, seen: number | undefined): boolean {
  if (rows.get(key)?.version !== seen) return false;
  rows.set(key, { version: (seen ?? 0) + 1, value });
  return true;
}
