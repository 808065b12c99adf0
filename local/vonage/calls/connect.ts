import type { Platform } from '../platform.ts';
import type { Application } from '../state.ts';
import type { Call, Leg, LegState } from './call.ts';
import { describeLeg, moveLeg, sendRtcEvent, setState } from './events.ts';
import type { Action, Connect, Endpoint } from './ncco.ts';
import { eventTarget, fetchNcco } from './webhooks.ts';

const RING_S = 60;
const LIMIT_S = 7_200;

/** Rings the endpoint and joins it to the caller until one of them hangs up. */
export async function runConnect(
  platform: Platform,
  call: Call,
  connect: Connect,
): Promise<Action[] | undefined> {
  const [endpoint] = connect.endpoint;
  if (!endpoint) return undefined;
  const to = eventTarget(call, connect);
  const leg = callLeg(platform, call, endpoint, connect.from);
  call.legs.push(leg);
  call.note('connect', { leg: leg.id, endpoint, from: leg.from, timeout: connect.timeout ?? RING_S });
  moveLeg(platform, call, leg, 'started', { to });
  const refusal = whyUnreachable(platform, call, endpoint, connect);
  if (!refusal) moveLeg(platform, call, leg, 'ringing', { to });
  const outcome = refusal ?? (await ring(call, leg, connect.timeout ?? RING_S));
  if (outcome.state === 'answered') {
    moveLeg(platform, call, leg, 'answered', { to });
    sendRtcEvent(platform, call, leg, 'rtc:answered');
    if (endpoint.type === 'phone' && endpoint.dtmfAnswer)
      call.note('dtmfAnswer', { digits: endpoint.dtmfAnswer });
    await talkTogether(call, leg, connect.limit ?? LIMIT_S);
    moveLeg(platform, call, leg, 'completed', { to });
    sendRtcEvent(platform, call, leg, 'rtc:hangup');
    return undefined;
  }
  if (connect.eventType !== 'synchronous' || !to) {
    moveLeg(platform, call, leg, outcome.state, { ...outcome, to });
    return undefined;
  }
  setState(platform, call, leg, outcome.state, outcome.detail);
  await call.events;
  return fetchNcco(platform, call, 'event', to, describeLeg(platform, call, leg), { mayBeEmpty: true });
}

function callLeg(platform: Platform, call: Call, endpoint: Endpoint, from: string | undefined): Leg {
  const address = addressOf(endpoint);
  return {
    id: platform.uuid(),
    kind: endpoint.type,
    ...(endpoint.type === 'app' ? { user: address } : { number: address }),
    from: from ?? (call.caller.kind === 'app' ? call.caller.user : call.caller.number),
    to: address,
    direction: 'outbound',
    state: 'started',
  };
}

function addressOf(endpoint: Endpoint): string {
  switch (endpoint.type) {
    case 'phone':
      return endpoint.number;
    case 'app':
      return endpoint.user;
    case 'vbc':
      return endpoint.extension;
    case 'sip':
      return endpoint.uri ?? endpoint.domain ?? '';
    case 'websocket':
      return endpoint.uri;
  }
}

interface Outcome {
  state: LegState;
  detail?: string;
}

export const UNAVAILABLE: Outcome = { state: 'rejected', detail: 'unavailable' };

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

export async function ring(call: Call, leg: Leg, seconds: number): Promise<Outcome> {
  const alarm = call.alarm(seconds * 1000);
  try {
    for (;;) {
      const stimulus = await call.next('answer');
      if (stimulus.type === 'time' && stimulus.alarm === alarm.id) return { state: 'unanswered' };
      if (stimulus.type !== 'leg' || stimulus.leg !== leg) continue;
      if (stimulus.act === 'answer') return { state: 'answered' };
      return { state: stimulus.act === 'busy' ? 'busy' : 'rejected' };
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
