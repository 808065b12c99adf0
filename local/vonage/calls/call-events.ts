import type { Clock } from '../../clock.ts';
import type { FaultBox } from '../faults.ts';
import type { PendingWork } from '../pending-work.ts';
import type { Call } from './call.ts';
import type { SendCallWebhook } from './call-webhooks.ts';
import { errorEvent, legEvent, rtcEvent } from './event-payloads.ts';
import { addressOf, isInProgress, type Leg, type LegState } from './leg.ts';
import { eventTarget, rtcTarget, type WebhookTarget } from './webhook-target.ts';

/** Changes the states of legs, and sends a call's events; the call does not wait for them. */
export interface CallEvents {
  /** Sets a leg's state and sends its event. */
  moveLeg(call: Call, leg: Leg, state: LegState, detail?: string): void;
  /** Sets a leg's state and notes it in the call's log; no event is sent. */
  setState(call: Call, leg: Leg, state: LegState, detail?: string): void;
  /** Sends an event after those that are on their way; without a target it is not sent. */
  send(
    call: Call,
    payload: Record<string, unknown>,
    to: WebhookTarget | undefined,
    kind?: 'event' | 'recording',
  ): void;
  /** Reports what is wrong with the call. */
  sendError(call: Call, reason: string): void;
  /** Sends an event of an app's leg to the application's RTC event URL. */
  sendRtc(call: Call, leg: Leg, type: string): void;
}

export function createCallEvents({
  clock,
  faults,
  pending,
  sendWebhook,
}: {
  clock: Pick<Clock, 'now'>;
  faults: Pick<FaultBox, 'webhooks'>;
  pending: PendingWork;
  sendWebhook: SendCallWebhook;
}): CallEvents {
  const setState: CallEvents['setState'] = (call, leg, state, detail) => {
    leg.state = state;
    if (detail !== undefined) leg.detail = detail;
    if (state === 'answered') leg.answeredAt = clock.now();
    if (!isInProgress(leg)) leg.endedAt = clock.now();
    call.note(state, { leg: leg.id, ...addressOf(leg), ...(detail !== undefined && { detail }) });
  };

  const send: CallEvents['send'] = (call, payload, to, kind = 'event') => {
    if (!to) return;
    const { copies = 1, delayMs = 0, reorder = false } = faults.webhooks;
    const sendCopies = (): Promise<unknown> =>
      Promise.all(Array.from({ length: copies }, () => sendWebhook(call, kind, to, payload)));
    if (delayMs > 0) {
      pending.schedule(delayMs, sendCopies);
      return;
    }
    // Out of order: `started` waits until its successor has arrived.
    if (reorder && payload['status'] === 'started') {
      call.heldEvent = sendCopies;
      return;
    }
    const { heldEvent } = call;
    call.heldEvent = undefined;
    call.events = pending.track(call.events.then(sendCopies).then(() => heldEvent?.()));
  };

  return {
    setState,
    send,
    moveLeg(call, leg, state, detail) {
      setState(call, leg, state, detail);
      send(call, legEvent(clock, call, leg), leg.eventsTo ?? eventTarget(call));
    },
    sendError: (call, reason) => send(call, errorEvent(clock, call, reason), eventTarget(call)),
    sendRtc(call, leg, type) {
      const to = rtcTarget(call.application);
      if (!to || leg.user === undefined) return;
      const payload = rtcEvent(clock, call, leg, type);
      call.events = pending.track(call.events.then(() => sendWebhook(call, 'rtc-event', to, payload)));
    },
  };
}
