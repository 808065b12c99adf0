import { expectsNcco, updateLease } from '../../desk/calls/routing/leg-event.ts';
import { nextStep } from '../../desk/calls/routing/next-step.ts';
import { askAgainLater, voicemail } from '../../desk/calls/routing/route-nccos.ts';
import type { Ncco } from '../../desk/ncco/ncco.ts';
import { callLog } from '../../edge/aws/dynamodb/calls.ts';
import { readSettings } from '../../edge/aws/dynamodb/config.ts';
import { agentLeases } from '../../edge/aws/dynamodb/leases.ts';
import { describe, log } from '../../edge/aws/log.ts';
import { httpHandler } from '../../edge/http/handler.ts';
import { acknowledged } from '../../edge/http/responses.ts';
import { authenticateVoiceWebhook } from '../../edge/vonage/voice/authenticate.ts';
import { parseRouteWebhook, type RouteWebhook } from '../../edge/vonage/voice/leg-event.ts';
import { now } from '../shared/clock.ts';
import { inTime, TooLate } from '../shared/in-time.ts';
import { callerSettingsOf, createSwitchboard } from '../shared/routing.ts';
import { openVoiceRequest, type VoiceRequest } from '../shared/voice.ts';

/** What authentication and configuration leave of the time that Vonage waits; then it is asked to come back in a moment. */
const DECIDING_MS = 1_800;
const STORING_MS = 1_000;

/**
 * `/webhooks/route`: the events of an agent's ring, and each turn of a caller in the queue. A ring that nobody took is
 * answered with the next NCCO: another agent, the queue, or voicemail. Every other event is stored and acknowledged.
 *
 * The URL carries the routing state, so only one that an NCCO of this call handed out is accepted.
 */
export const handler = httpHandler(async (request) => {
  const webhook = parseRouteWebhook(request);
  if (!expectsNcco(webhook.event, webhook.state)) {
    await authenticateVoiceWebhook(request, { handedOutFor: webhook.callId });
    await storeEvent(webhook, STORING_MS);
    return acknowledged;
  }
  const voice = await openVoiceRequest(request, { callId: webhook.callId, handedOut: true });
  if ('apology' in voice) return voice.apology;
  const [ncco] = await Promise.all([
    nextNcco(webhook, voice),
    webhook.state.agent === undefined ? undefined : storeEvent(webhook, DECIDING_MS),
  ]);
  return voice.respond(ncco);
});

/**
 * Never throws: Vonage ends the ring, or the call, where an event of it is not answered 2xx, and the call waits meanwhile.
 * An event that cannot be stored in time is lost for the record; the lease that it would have ended expires by itself.
 */
async function storeEvent({ event, state, callEvent }: RouteWebhook, timeoutMs: number): Promise<void> {
  try {
    await inTime(
      Promise.all([updateLease(event, state, agentLeases(), now()), record(callEvent())]),
      timeoutMs,
    );
  } catch (error) {
    log('error', 'event-not-kept', describe(error));
  }
}

/** Never throws: whatever fails, the caller is asked to wait a moment, or for a message. */
async function nextNcco({ state }: RouteWebhook, voice: VoiceRequest): Promise<Ncco> {
  const { config } = voice;
  const callerSettings = callerSettingsOf(voice);
  const { agent } = state;
  const missed = agent === undefined ? state : { ...state, tried: [...state.tried, agent] };
  try {
    if (!config.current && !config.late) throw new Error('the tables cannot be read');
    const { outcome, ncco } = await inTime(nextStep(missed, createSwitchboard(callerSettings)), DECIDING_MS);
    log('info', 'call-routed', { outcome });
    return ncco;
  } catch (error) {
    log('error', 'routing-failed', describe(error));
    return error instanceof TooLate
      ? askAgainLater({ ...missed, since: missed.since ?? now() }, callerSettings)
      : voicemail(callerSettings);
  }
}

async function record(parsed: ReturnType<RouteWebhook['callEvent']>): Promise<void> {
  if ('problem' in parsed) {
    // Vonage would send the same again.
    log('warn', 'event-unusable', { problem: parsed.problem.path });
    return;
  }
  const { settings } = await readSettings();
  await callLog(settings).record(parsed.event, now());
}
