import type { Platform } from '../platform.ts';
import type { Call, Leg, LegState } from './call.ts';
import { ask, eventTarget, target, voiceWebhook, type Target } from './webhooks.ts';

const RATE = 0.012;

const wireTime = (ms: number): string => new Date(ms).toISOString();

/** What a call event says about a leg in its present state. */
export function describeLeg(platform: Platform, call: Call, leg: Leg): Record<string, unknown> {
  return {
    from: leg.from,
    to: leg.to,
    uuid: leg.id,
    conversation_uuid: call.conversation,
    status: leg.state,
    direction: leg.direction,
    timestamp: platform.now(),
    ...(leg.detail !== undefined && { detail: leg.detail }),
    ...(leg.state === 'answered' && { start_time: null, rate: null, network: null }),
    ...(leg.state === 'completed' && bill(leg)),
  };
}

/** Who answered, as machine detection hears it: these events name their leg `call_uuid`, and it stays answered. */
export function describeDetection(
  platform: Platform,
  call: Call,
  leg: Leg,
  isMachine: boolean,
): Record<string, unknown> {
  const { from, to, id: call_uuid } = leg;
  return {
    call_uuid,
    conversation_uuid: call.conversation,
    from,
    to,
    status: isMachine ? 'machine' : 'human',
    timestamp: platform.now(),
  };
}

/** Length and price of a leg, all strings. */
export function bill(leg: Leg): Record<string, string> {
  const end = leg.endedAt ?? 0;
  const start = leg.answeredAt ?? end;
  const seconds = Math.round((end - start) / 1000);
  return {
    duration: String(seconds),
    rate: RATE.toFixed(8),
    price: ((RATE * seconds) / 60).toFixed(8),
    network: '23410',
    start_time: wireTime(start),
    end_time: wireTime(end),
  };
}

/** Moves a leg on and tells the event URL; the call does not wait for that. */
export function moveLeg(
  platform: Platform,
  call: Call,
  leg: Leg,
  state: LegState,
  { detail, to }: { detail?: string; to?: Target | undefined } = {},
): void {
  setState(platform, call, leg, state, detail);
  sendEvent(platform, call, describeLeg(platform, call, leg), to ?? leg.eventsTo ?? eventTarget(call));
}

export function setState(platform: Platform, call: Call, leg: Leg, state: LegState, detail?: string): void {
  leg.state = state;
  if (detail !== undefined) leg.detail = detail;
  const now = platform.clock.now();
  if (state === 'answered') leg.answeredAt = now;
  if (!['started', 'ringing', 'answered'].includes(state)) leg.endedAt = now;
  call.note(state, {
    leg: leg.id,
    ...addressOf(leg),
    ...(detail !== undefined && { detail }),
  });
}

/** Whom a leg reaches, by the name that fits its kind. */
export function addressOf({ user, number, uri, extension }: Leg): Record<string, string> {
  return {
    ...(user !== undefined && { user }),
    ...(number !== undefined && { number }),
    ...(uri !== undefined && { uri }),
    ...(extension !== undefined && { extension }),
  };
}

/** Puts an event behind those that are on their way. */
export function sendEvent(
  platform: Platform,
  call: Call,
  payload: Record<string, unknown>,
  to: Target | undefined,
  kind: 'event' | 'recording' = 'event',
): void {
  if (!to) return;
  const { copies = 1, delayMs = 0, reorder = false } = platform.faults.webhooks;
  const webhook = voiceWebhook(platform, call.application, kind, to, payload);
  const send = (): Promise<unknown> =>
    Promise.all(Array.from({ length: copies }, () => ask(platform, call, webhook)));
  if (delayMs > 0) {
    platform.clock.after(delayMs, async () => void (await platform.track(send())));
    return;
  }
  // Out of order: `started` waits until what comes after it has been told.
  if (reorder && payload['status'] === 'started') {
    call.heldEvent = send;
    return;
  }
  const { heldEvent } = call;
  call.heldEvent = undefined;
  call.events = platform.track(call.events.then(send).then(() => heldEvent?.()));
}

/** Tells the event URL what is wrong with the call: such an event has no status. */
export function sendError(platform: Platform, call: Call, reason: string): void {
  const payload = { reason, conversation_uuid: call.conversation, timestamp: platform.now() };
  sendEvent(platform, call, payload, eventTarget(call));
}

/** Tells the application's RTC event URL about an app's leg. */
export function sendRtcEvent(platform: Platform, call: Call, leg: Leg, type: string): void {
  const to = target(call.application.capabilities.rtc?.webhooks?.event_url, 'POST', 10_000);
  if (!to || leg.user === undefined) return;
  const payload = {
    type,
    application_id: call.application.id,
    conversation_id: call.conversation,
    timestamp: platform.now(),
    body: { user: { name: leg.user }, channel: { id: leg.id, type: 'app' } },
  };
  const webhook = voiceWebhook(platform, call.application, 'rtc-event', to, payload);
  call.events = platform.track(call.events.then(() => ask(platform, call, webhook)));
}
