import { parseCallEvent } from '../../desk/calls/call-event.ts';
import { asksWhatNext, noteOnLease } from '../../desk/calls/routing/leg-event.ts';
import { nextStep } from '../../desk/calls/routing/next-step.ts';
import { parseRoutingState, type RoutingState } from '../../desk/calls/routing/routing-state.ts';
import { later, voicemail } from '../../desk/calls/routing/spoken.ts';
import type { Ncco } from '../../desk/ncco/ncco.ts';
import { callLog } from '../../edge/aws/dynamodb/calls.ts';
import { readSettings } from '../../edge/aws/dynamodb/config.ts';
import { agentLeases } from '../../edge/aws/dynamodb/leases.ts';
import { httpHandler, type Request } from '../../edge/http/handler.ts';
import { query } from '../../edge/http/parameters.ts';
import { acknowledged } from '../../edge/http/responses.ts';
import { authenticateVoiceWebhook, voiceParameters } from '../../edge/vonage/voice/webhook.ts';
import { describe, log } from '../../edge/aws/log.ts';
import { now } from '../shared/desk.ts';
import { lineOf, switchboard } from '../shared/routing.ts';
import { answerCall, inTime, TooLate, type VoiceConfig } from '../shared/voice.ts';

/** What Vonage's patience leaves after proof and configuration; then it is asked again in a moment. */
const DECIDING_MS = 1_800;
const KEEPING_MS = 1_000;

/**
 * `/webhooks/route`: how the ring of an agent goes, and each turn of a caller who waits. A ring that nobody took is
 * answered with the next NCCO: another agent, the line, or voicemail. Everything else is kept, and needs no answer.
 *
 * Its URL says how far the search for an agent is, so only one that the desk handed out for this call is believed.
 */
export const handler = httpHandler(async (request) => {
  const event = voiceParameters(request);
  const search = parseRoutingState(query(request));
  if (asksWhatNext(event, search)) {
    return answerCall(request, (config) => onward(request, config, search, event), { fromNcco: true });
  }
  await authenticateVoiceWebhook(request, { handedOut: true });
  await kept(event, search, KEEPING_MS);
  return acknowledged;
});

/**
 * Vonage stops the ring, or the call, where an event of it is not answered 2xx, and the call waits meanwhile: an event
 * that cannot be kept in time is lost for the record, and the lease it told of runs out by itself. Never throws.
 */
async function kept(event: unknown, search: RoutingState, patienceMs: number): Promise<void> {
  try {
    await inTime(Promise.all([noteOnLease(event, search, agentLeases(), now()), record(event)]), patienceMs);
  } catch (error) {
    log('error', 'event-not-kept', describe(error));
  }
}

/** Never throws, and never leaves the caller in silence. */
async function onward(
  request: Request,
  config: VoiceConfig,
  { agent, ...search }: RoutingState,
  event: unknown,
): Promise<Ncco> {
  const line = lineOf(request, config);
  const missed = agent === undefined ? search : { ...search, agent, tried: [...search.tried, agent] };
  const decide = async (): Promise<Ncco> => {
    if (!config.current && !config.late) throw new Error('the tables are not to be had');
    const { outcome, ncco } = await inTime(nextStep(missed, switchboard(line)), DECIDING_MS);
    log('info', 'call-routed', { outcome });
    return ncco;
  };
  const [ncco] = await Promise.all([
    decide().catch((error: unknown) => {
      log('error', 'routing-failed', describe(error));
      return error instanceof TooLate
        ? later({ ...missed, since: missed.since ?? now() }, line)
        : voicemail(line);
    }),
    agent === undefined ? undefined : kept(event, { ...search, agent }, DECIDING_MS),
  ]);
  return ncco;
}

async function record(told: unknown): Promise<void> {
  const parsed = parseCallEvent(told);
  if ('problem' in parsed) {
    // Vonage would send the same again: it is logged, and done with.
    log('warn', 'event-unusable', { problem: parsed.problem.path });
    return;
  }
  const { settings } = await readSettings();
  await callLog(settings).record(parsed.event, now());
}
