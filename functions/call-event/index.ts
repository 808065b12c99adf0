import { setTimeout as pause } from 'node:timers/promises';
import { isOver } from '../../desk/calls/call-state.ts';
import { registerMissed } from '../../desk/calls/missed.ts';
import { parseCallEvent, type CallEvent } from '../../desk/calls/events.ts';
import { callStore } from '../../edge/dynamodb/calls.ts';
import { readSettings } from '../../edge/dynamodb/config.ts';
import { messageStore } from '../../edge/dynamodb/messages.ts';
import { ticketStore } from '../../edge/dynamodb/tickets.ts';
import { voicemailStore } from '../../edge/dynamodb/voicemails.ts';
import { answering } from '../../edge/http/chain.ts';
import { bodyType, contentType, JSON_BODY, jsonBody } from '../../edge/http/parameters.ts';
import { taken } from '../../edge/http/responses.ts';
import { provenVoice } from '../../edge/http/voice-webhook.ts';
import { log } from '../../edge/log.ts';
import { now, outbox } from '../desk.ts';
import { persevere } from './persevere.ts';

/** What Vonage, which waits for a webhook's answer, leaves for sending. */
const BUDGET_MS = 2_000;

/** How long a last event is tried: an outage of some seconds loses nothing, and holds no environment for longer. */
const PATIENCE_MS = 5_000;

/**
 * `/webhooks/event`: what happens on a call is kept, once, in whatever order it is told; a call that nobody answered
 * comes onto its caller's ticket.
 */
export const handler = answering(async (request, context) => {
  await provenVoice(request);
  if (contentType(request) !== '') bodyType(request, [JSON_BODY]);
  const parsed = parseCallEvent(jsonBody(request, { isProven: true }));
  if ('problem' in parsed) {
    // Vonage would send the same again: it is logged, and done with.
    log('warn', 'event-unusable', { problem: parsed.problem.path });
    return taken;
  }
  const { event } = parsed;
  if (!isLast(event)) {
    await keep(event);
    return taken;
  }
  const begun = performance.now();
  await persevere(() => keep(event), {
    remainingMs: () =>
      Math.min(context.getRemainingTimeInMillis(), PATIENCE_MS - (performance.now() - begun)),
    pause,
    random: Math.random,
  });
  return taken;
});

/** Whether no later event of the call makes good what is lost with this one. Nobody waits for the answer to such an event. */
const isLast = ({ recording, status }: CallEvent): boolean => recording !== undefined || isOver(status);

async function keep(event: CallEvent): Promise<void> {
  const { settings, texts } = await readSettings();
  const { call, newlyMissed } = await callStore(settings).record(event, now());
  const unregistered = await registerMissed(call, {
    tickets: ticketStore(settings.keepDays),
    messages: messageStore(settings.keepDays).inbound,
    voicemails: voicemailStore(),
    outbox: outbox(settings, BUDGET_MS),
    settings,
    texts,
    now,
  });
  if (unregistered && newlyMissed) log('warn', unregistered);
}
