import type { Platform } from '../platform.ts';
import type { Application } from '../state.ts';
import { fetchNcco } from './answers.ts';
import type { Call, Leg, LegState } from './call.ts';
import { describeDetection, describeLeg, moveLeg, sendEvent, sendRtcEvent, setState } from './events.ts';
import type { Action, Connect, Endpoint } from './ncco.ts';
import { ask, eventTarget, voiceWebhook, type Target } from './webhooks.ts';

const RING_S = 60;
const LIMIT_S = 7_200;

/**
 * Rings the endpoint and joins it to the caller until one of them hangs up. A synchronous connect asks its event URL at
 * every state of the leg: an NCCO in the answer replaces the rest. While the leg rings or talks that happens beside the
 * call, and an NCCO ends the leg; when the leg is over, the call waits for the answer.
 */
export async function runConnect(
  platform: Platform,
  call: Call,
  connect: Connect,
): Promise<Action[] | undefined> {
  const [endpoint] = connect.endpoint;
  if (!endpoint) return undefined;
  const to = eventTarget(call, connect);
  const asks = connect.eventType === 'synchronous' ? to : undefined;
  const from = connect.from === undefined ? undefined : String(connect.from);
  const leg = callLeg(platform, call, endpoint, from, to);
  const move = (state: LegState): void => {
    if (!asks) return moveLeg(platform, call, leg, state);
    setState(platform, call, leg, state);
    askBeside(asks, describeLeg(platform, call, leg));
  };
  const askBeside = (url: Target, event: Record<string, unknown>): void => {
    const asking = call.events.then(() => askAbout(platform, call, url, event, false));
    call.events = platform.track(
      asking.then((actions) => {
        if (actions) call.push({ type: 'instead', leg, actions });
      }),
    );
  };
  const detected = (isMachine: boolean): void => {
    call.note(isMachine ? 'machine' : 'human', { leg: leg.id });
    const event = describeDetection(platform, call, leg, isMachine);
    if (asks) askBeside(asks, event);
    else sendEvent(platform, call, event, to);
  };
  const end = async ({ state, detail }: Outcome): Promise<Action[] | undefined> => {
    if (!asks) return void moveLeg(platform, call, leg, state, detail === undefined ? {} : { detail });
    setState(platform, call, leg, state, detail);
    await call.events;
    return askAbout(platform, call, asks, describeLeg(platform, call, leg), state !== 'completed');
  };

  call.legs.push(leg);
  call.note('connect', {
    leg: leg.id,
    endpoint,
    from: leg.from,
    ...shownTo(platform, call, connect),
    timeout: connect.timeout ?? RING_S,
  });
  move('started');
  const refusal = whyUnreachable(platform, call, endpoint);
  if (!refusal) move('ringing');
  const outcome = refusal ?? (await ring(call, leg, connect.timeout ?? RING_S));
  if (outcome.instead) {
    moveLeg(platform, call, leg, 'cancelled');
    return outcome.instead;
  }
  if (outcome.state !== 'answered') return end(outcome);
  move('answered');
  sendRtcEvent(platform, call, leg, 'rtc:answered');
  const machines = endpoint.type === 'phone' ? onMachines(connect) : undefined;
  if (machines) detected(outcome.isMachine === true);
  if (machines === 'hangup' && outcome.isMachine) return end({ state: 'completed' });
  if (endpoint.type === 'phone') await greet(platform, call, leg, endpoint);
  const instead = await talkTogether(call, leg, connect.limit ?? LIMIT_S);
  if (!instead) {
    const next = end({ state: 'completed' });
    sendRtcEvent(platform, call, leg, 'rtc:hangup');
    return next;
  }
  moveLeg(platform, call, leg, 'completed');
  sendRtcEvent(platform, call, leg, 'rtc:hangup');
  return instead;
}

/** What becomes of a machine that answers; undefined where nobody listens for one. */
function onMachines({
  machineDetection,
  advancedMachineDetection: advanced,
}: Connect): 'continue' | 'hangup' | undefined {
  if (!advanced) return machineDetection;
  return advanced['behavior'] === 'hangup' ? 'hangup' : 'continue';
}

/** Tells the event URL of a leg's state, and returns the NCCO in its answer; the first copy's answer counts. */
async function askAbout(
  platform: Platform,
  call: Call,
  to: Target,
  event: Record<string, unknown>,
  isExpected: boolean,
): Promise<Action[] | undefined> {
  const doubles = Array.from({ length: (platform.faults.webhooks.copies ?? 1) - 1 }, () =>
    ask(platform, call, voiceWebhook(platform, call.application, 'event', to, event)),
  );
  const said = await fetchNcco(platform, call, 'event', to, event, { mayBeEmpty: true, isExpected });
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
    from: from ?? (call.main.direction === 'inbound' ? call.main.from : call.main.to),
    to,
    direction: 'outbound',
    eventsTo,
    state: 'started',
  };
}

/** Where a leg goes. */
export function addressOfEndpoint(endpoint: Endpoint): Pick<Leg, 'user' | 'number' | 'uri' | 'extension'> {
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
  /** An answering machine took the call. */
  isMachine?: boolean | undefined;
  /** The event URL wants this instead of the leg. */
  instead?: Action[];
}

/** An app's user who is not signed in: nothing rings. Vonage's webhook reference has `unavailable` with `unanswered`. */
export const UNAVAILABLE: Outcome = { state: 'unanswered', detail: 'unavailable' };

/** A user who exists and has not signed out is woken by a push and rings. */
export function isReachable(platform: Platform, application: Application, name: string): boolean {
  const { users } = platform.store.state;
  return users.some((user) => user.name === name && user.applicationId === application.id && !user.signedOut);
}

/** What fails before anything rings. */
function whyUnreachable(platform: Platform, call: Call, endpoint: Endpoint): Outcome | undefined {
  if (endpoint.type !== 'app') return undefined;
  return isReachable(platform, call.application, endpoint.user) ? undefined : UNAVAILABLE;
}

/**
 * What a phone that is called shows: a number of the application, else nothing. Any other `from`, or none, leaves the
 * caller unknown (Vonage's NCCO reference); the phone rings all the same.
 */
function shownTo(
  platform: Platform,
  call: Call,
  { endpoint: [endpoint], from, randomFromNumber }: Connect,
): { shows: string } | undefined {
  if (endpoint?.type !== 'phone') return undefined;
  const own = platform.store.state.numbers
    .filter(({ appId }) => appId === call.application.id)
    .map(({ msisdn }) => msisdn);
  const shown = randomFromNumber ? own[0] : own.find((number) => number === from);
  return { shows: shown ?? 'unknown' };
}

/** Waits for the called side: answered, rejected (declined), busy, or unanswered (timeout). */
export async function ring(call: Call, leg: Leg, seconds: number): Promise<Outcome> {
  const alarm = call.alarm(seconds * 1000);
  try {
    for (;;) {
      const stimulus = await call.next('answer');
      if (stimulus.type === 'time' && stimulus.alarm === alarm.id)
        return { state: 'unanswered', detail: 'timeout' };
      if (stimulus.type === 'instead' && stimulus.leg === leg)
        return { state: 'cancelled', instead: stimulus.actions };
      if (stimulus.type !== 'leg' || stimulus.leg !== leg) continue;
      if (stimulus.act === 'answer') return { state: 'answered', isMachine: stimulus.isMachine };
      return stimulus.act === 'busy' ? { state: 'busy' } : { state: 'rejected', detail: 'declined' };
    }
  } finally {
    alarm.cancel();
  }
}

async function talkTogether(call: Call, leg: Leg, seconds: number): Promise<Action[] | undefined> {
  const alarm = call.alarm(seconds * 1000);
  try {
    for (;;) {
      const stimulus = await call.next(null);
      if (stimulus.type === 'time' && stimulus.alarm === alarm.id) return undefined;
      if (stimulus.type === 'leg' && stimulus.leg === leg && stimulus.act === 'hangup') return undefined;
      if (stimulus.type === 'instead' && stimulus.leg === leg) return stimulus.actions;
    }
  } finally {
    alarm.cancel();
  }
}
