import { callOf, type Call } from '../../../../desk/calls/call.ts';
import { nextCallState, type CallState } from '../../../../desk/calls/call-state.ts';
import type { CallEvent } from '../../../../desk/calls/events.ts';
import type { Step } from './steps.ts';

interface Versioned<T> {
  version: number;
  value: T;
}

/** The Calls table in memory: each leg, and the call that they make, in items of their own. */
export class CallsTable {
  readonly events = new Map<string, CallEvent>();
  readonly legs = new Map<string, Versioned<CallState>>();
  readonly calls = new Map<string, Versioned<Call>>();

  /** Keeps the event; each read and each write is one step, as in the table. */
  async record(event: CallEvent, numbers: object, step: Step): Promise<Call> {
    const conversation = event.conversation ?? event.call;
    await step(() => this.events.set(event.id, event));
    for (;;) {
      const leg = await step(() => this.legs.get(event.call));
      const state = { ...nextCallState(leg?.value, event), conversation };
      if (await step(() => put(this.legs, event.call, state, leg?.version))) break;
    }
    for (;;) {
      const known = await step(() => this.calls.get(conversation));
      const legs = await step(() => [...this.legs.values()].map(({ value }) => value));
      const call = callOf(
        conversation,
        legs.filter((leg) => leg.conversation === conversation),
        { known: known?.value, heard: event.recording, numbers },
      );
      if (await step(() => put(this.calls, conversation, call, known?.version))) return call;
    }
  }
}

function put<T>(rows: Map<string, Versioned<T>>, key: string, value: T, seen: number | undefined): boolean {
  if (rows.get(key)?.version !== seen) return false;
  rows.set(key, { version: (seen ?? 0) + 1, value });
  return true;
}
