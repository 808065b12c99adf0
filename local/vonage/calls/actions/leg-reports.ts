import type { Clock } from '../../../clock.ts';
import type { FaultBox } from '../../faults.ts';
import type { PendingWork } from '../../pending-work.ts';
import type { Call } from '../call.ts';
import type { CallEvents } from '../call-events.ts';
import type { SendCallWebhook } from '../call-webhooks.ts';
import { legEvent } from '../event-payloads.ts';
import type { FetchNcco } from '../fetch-ncco.ts';
import type { Leg, LegState } from '../leg.ts';
import type { Action } from '../ncco.ts';
import { eventTarget, type EventUrl, type WebhookTarget } from '../webhook-target.ts';

/** Reports a connected leg to the event URL. */
export interface LegReport {
  /** Sets the leg's state and sends its event; the call does not wait. */
  move(state: LegState): void;
  /** Sends another event of the leg; the call does not wait. */
  send(event: Record<string, unknown>): void;
  /** Sets the leg's final state and sends its event; of a synchronous connect, resolves to the NCCO in the response. */
  end(state: LegState, detail?: string): Promise<Action[] | undefined>;
}

export type ReportLeg = (
  call: Call,
  leg: Leg,
  connect: EventUrl & { eventType?: 'synchronous' | undefined },
) => LegReport;

interface Dependencies {
  clock: Pick<Clock, 'now'>;
  faults: Pick<FaultBox, 'webhooks'>;
  pending: Pick<PendingWork, 'track'>;
  events: CallEvents;
  sendWebhook: SendCallWebhook;
  fetchNcco: FetchNcco;
}

export function createLegReports(dependencies: Dependencies): ReportLeg {
  return (call, leg, connect) => {
    const to = eventTarget(call, connect);
    return connect.eventType === 'synchronous' && to
      ? synchronousReport(dependencies, call, leg, to)
      : asynchronousReport(dependencies.events, call, leg, to);
  };
}

const asynchronousReport = (
  events: CallEvents,
  call: Call,
  leg: Leg,
  to: WebhookTarget | undefined,
): LegReport => ({
  move: (state) => events.moveLeg(call, leg, state),
  send: (event) => events.send(call, event, to),
  end(state, detail) {
    events.moveLeg(call, leg, state, detail);
    return Promise.resolve(undefined);
  },
});

/**
 * Each event's response may hold an NCCO that replaces the rest. While the leg rings or talks, that happens beside the
 * call, and an NCCO ends the leg; when the leg is over, the call waits for the response.
 */
function synchronousReport(
  { clock, faults, pending, events, sendWebhook, fetchNcco }: Dependencies,
  call: Call,
  leg: Leg,
  to: WebhookTarget,
): LegReport {
  /** The first copy's response counts. */
  const request = async (event: Record<string, unknown>, isExpected: boolean) => {
    const duplicates = Array.from({ length: (faults.webhooks.copies ?? 1) - 1 }, () =>
      sendWebhook(call, 'event', to, event),
    );
    const actions = await fetchNcco(call, 'event', to, event, { mayBeEmpty: true, isExpected });
    await Promise.all(duplicates);
    return actions;
  };
  const send = (event: Record<string, unknown>): void => {
    const requested = call.events.then(() => request(event, false));
    call.events = pending.track(
      requested.then((actions) => {
        if (actions) call.push({ type: 'instead', leg, actions });
      }),
    );
  };
  return {
    send,
    move(state) {
      events.setState(call, leg, state);
      send(legEvent(clock, call, leg));
    },
    async end(state, detail) {
      events.setState(call, leg, state, detail);
      await call.events;
      return request(legEvent(clock, call, leg), state !== 'completed');
    },
  };
}
