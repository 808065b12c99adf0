import { setTimeout as pause } from 'node:timers/promises';
import { isLast, parseCallEvent, type CallEvent } from '../../desk/calls/call-event.ts';
import { processEvent } from '../../desk/calls/event-follow-up.ts';
import { readSettings } from '../../edge/aws/dynamodb/config.ts';
import { httpHandler } from '../../edge/http/handler.ts';
import { bodyType, contentType, JSON_BODY, jsonBody } from '../../edge/http/parameters.ts';
import { acknowledged } from '../../edge/http/responses.ts';
import { authenticateVoiceWebhook } from '../../edge/vonage/voice/webhook.ts';
import { log } from '../../edge/aws/log.ts';
import { callDesk, now, outbox } from '../shared/desk.ts';
import { persevere } from './persevere.ts';

/** What Vonage, which waits for a webhook's answer, leaves for sending. */
const BUDGET_MS = 2_000;

/** How long a last event is tried: nobody tells of it again. What was stored of it by then, the sweep goes on with. */
const PATIENCE_MS = 5_000;

/**
 * `/webhooks/event`: what happens on a call is kept, once, in whatever order it is told; a call that nobody answered
 * comes onto its caller's ticket.
 */
export const handler = httpHandler(async (request, context) => {
  await authenticateVoiceWebhook(request);
  if (contentType(request) !== '') bodyType(request, [JSON_BODY]);
  const parsed = parseCallEvent(jsonBody(request, { isSigned: true }));
  if ('problem' in parsed) {
    // Vonage would send the same again: it is logged, and done with.
    log('warn', 'event-unusable', { problem: parsed.problem.path });
    return acknowledged;
  }
  const { event } = parsed;
  if (!isLast(event)) {
    await keep(event);
    return acknowledged;
  }
  const begun = performance.now();
  await persevere(() => keep(event), {
    remainingMs: () =>
      Math.min(context.getRemainingTimeInMillis(), PATIENCE_MS - (performance.now() - begun)),
    pause,
    random: Math.random,
  });
  return acknowledged;
});

async function keep(event: CallEvent): Promise<void> {
  const read = await readSettings();
  const desk = callDesk(read, outbox(read.settings, BUDGET_MS));
  const { unregistered, newlyMissed } = await processEvent(event, now(), desk);
  if (unregistered && newlyMissed) log('warn', unregistered);
}
