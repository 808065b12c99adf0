import type { Platform } from '../platform.ts';
import type { Application } from '../state.ts';
import { fetchNcco } from './answers.ts';
import type { Call, Leg, LegState } from './call.ts';
import { describeLeg, moveLeg, sendRtcEvent, setState } from './events.ts';
import type { Action, Connect, Endpoint } from './ncco.ts';
import { ask, eventTarget, voiceWebhook, type Target } from './webhooks.ts';

const RING_S = 60;
const LIMIT_S = 7_200;

/**
 * Rings the endpoint and joins it to the caller until one of them hangs up. A synchronous connect asks its event URL at
 * every state of the leg; an NCCO in the answer ends the leg and replaces the rest.
 */
export async function runConnect(
  platform: Platform,
  call: Call,
  connect: Connect,
): Promise<Action[] | undefined> {
  const [endpoint] = connect.endpoint;
  if (!endpoint) return undefined;
  const to = eventTarget(call, connect);
  const leg = callLeg(platform, call, endpoint, connect.from, to);
  const tell = async (state: LegState, detail?: string): Promise<Action[] | undefined> => {
    if (connect.eventType === 'synchronous' && to) return askAbout(platform, call, leg, to, state, detail);
    moveLeg(platform, call, leg, state, { ...(detail !== undefined && { detail }), to });
    return undefined;
  };
  call.legs.push(leg);
  call.note('connect', { leg: leg.id, endpoint, from: leg.from, timeout: connect.timeout ?? RING_S });
  const refusal = whyUnreachable(platform, call, endpoint, connect);
  const early = (await tell('started')) ?? (refusal ? undefined : await tell('ringing'));
  if (early) {
    moveLeg(platform, call, leg, 'cancelled', { to });
    return early;
  }
  const { state, detail } = refusal ?? (await ring(call, leg, connect.timeout ?? RING_S));
  const instead = await tell(state, detail);
  if (state !== 'answered') return instead;
  sendRtcEvent(platform, call, leg, 'rtc:answered');
  if (!instead) {
    if (endpoint.type === 'phone') await greet(platform, call, leg, endpoint);
    await talkTogether(call, leg, connect.limit ?? LIMIT_S);
    sendRtcEvent(platform, call, leg, 'rtc:hangup');
    return tell('completed');
  }
  moveLeg(platform, call, leg, 'completed', { to });
  sendRtcEvent(platform, call, leg, 'rtc:hangup');
  return instead;
}

/** Where an answer to what now is expected; of the other states the event URL is told and may answer. */
const UNREACHED = new Set<LegState>(['unanswered', 'rejected', 'busy', 'failed']);

/** Moves the leg on and waits for what the event URL says to that. */
async function askAbout(
  platform: Platform,
  call: Call,
  leg: Leg,
  to: Target,
  state: LegState,
  detail: string | undefined,
): Promise<Action[] | undefined> {
  setState(platform, call, leg, state, detail);
  await call.events;
  const event = describeLeg(platform, call, leg);
  const doubles = Array.from({ length: (platform.faults.webhooks.copies ?? 1) - 1 }, () =>
    ask(platform, call, voiceWebhook(platform, call.application, 'event', to, event)),
  );
  const said = await fetchNcco(platform, call, 'event', to, event, {
    mayBeEmpty: true,
    isExpected: UNREACHED.has(state),
  });
  await Promise.all(doubles);
  return said;
}

/** What a phone that answers is sent, and hears, before the caller does. */
async function greet(
  platform: Platform,
  call: Call,
  leg: Leg,
  { dtmfAnswer, onAnswer }: Extract<Endpoint, { type: 'phone' }>,
): Promise<void> {
  if (dtmfAnswer) call.note('dtmfAnswer', { digits: dtmfAnswer });
  if (!onAnswer) return;
  const limits = { connectMs: 1_000, responseMs: 5_000 };
  const source: Target = { address: onAnswer.url, method: 'GET', limits };
  const parameters = { to: leg.to, from: leg.from, uuid: leg.id, conversation_uuid: call.conversation };
  const greeting = await fetchNcco(platform, call, 'answer', source, parameters, { mayBeEmpty: true });
  for (const { action, ...details } of greeting ?? []) call.note(action, { ...details, heardBy: leg.id });
}

function callLeg(
  platform: Platform,
  call: Call,
  endpoint: Endpoint,
  from: string | undefined,
  eventsTo: Target | undefined,
): Leg {
  const address = addressOfEndpoint(endpoint);
  const [to = ''] = Object.values(address);
  return {
    id: platform.uuid(),
    kind: endpoint.type,
    ...address,
    from: from ?? (call.caller.kind === 'app' ? call.caller.user : call.caller.number),
    to,
    direction: 'outbound',
    eventsTo,
    state: 'started',
  };
}

function addressOfEndpoint(endpoint: Endpoint): Pick<Leg, 'user' | 'number' | 'uri' | 'extension'> {
  switch (endpoint.type) {
    case 'phone':
      return { number: endpoint.number };
    case 'app':
      return { user: endpoint.user };
    case 'vbc':
      return { extension: endpoint.extension };
    case 'sip':
      return {
        uri: endpoint.uri ?? `sip:${endpoint.user ? `${endpoint.user}@` : ''}${endpoint.domain ?? ''}`,
      };
    case 'websocket':
      return { uri: endpoint.uri };
  }
}

interface Outcome {
  state: LegState;
  detail?: string;
}

/** An app's user who is not signed in: nothing rings. Vonage's webhook reference has `unavailable` with `unanswered`. */
export const UNAVAILABLE: Outcome = { state: 'unanswered', detail: 'unavailable' };

/** A user who exists and has not signed out is woken by a push and rings. */
export function isReachable(platform: Platform, application: Application, name: string): boolean {
  const { users } = platform.store.state;
  return users.some((user) => user.name === name && user.applicationId === application.id && !user.signedOut);
}

/** What fails before anything rings. */
function whyUnreachable(
  platform: Platform,
  call: Call,
  endpoint: Endpoint,
  connect: Connect,
): Outcome | undefined {
  const { numbers } = platform.store.state;
  if (endpoint.type === 'app') {
    return isReachable(platform, call.application, endpoint.user) ? undefined : UNAVAILABLE;
  }
  if (endpoint.type !== 'phone') return undefined;
  const own = numbers.filter(({ appId }) => appId === call.application.id);
  const isOwn = connect.randomFromNumber ? own.length > 0 : own.some(({ msisdn }) => msisdn === connect.from);
  if (!isOwn) {
    call.note('error', {
      reason: `A phone is called from a number of the application, not from ${connect.from ?? 'none'}.`,
    });
    return { state: 'failed', detail: 'cannot_route' };
  }
  return undefined;
}

/** Waits for the called side: answered, rejected (declined), busy, or unanswered (timeout). */
export async function ring(call: Call, leg: Leg, seconds: number): Promise<Outcome> {
  const alarm = call.alarm(seconds * 1000);
  try {
    for (;;) {
      const stimulus = await call.next('answer');
      if (stimulus.type === 'time' && stimulus.alarm === alarm.id)
        return { state: 'unanswered', detail: 'timeout' };
      if (stimulus.type !== 'leg' || stimulus.leg !== leg) continue;
      if (stimulus.act === 'answer') return { state: 'answered' };
      return stimulus.act === 'busy' ? { state: 'busy' } : { state: 'rejected', detail: 'declined' };
    }
  } finally {
    alarm.cancel();
  }
}

async function talkTogether(call: Call, leg: Leg, seconds: number): Promise<void> {
  const alarm = call.alarm(seconds * 1000);
  try {
    for (;;) {
      const stimulus = await call.next(null);
      if (stimulus.type === 'time' && stimulus.alarm === alarm.id) return;
      if (stimulus.type === 'leg' && stimulus.leg === leg && stimulus.act === 'hangup') return;
    }
  } finally {
    alarm.cancel();
  }
}
