import { setTimeout as pause } from 'node:timers/promises';
import { isLast, type CallEvent } from '../../desk/calls/call-event.ts';
import { processEvent } from '../../desk/calls/event-follow-up.ts';
import { readSettings } from '../../edge/aws/dynamodb/config.ts';
import { httpHandler } from '../../edge/http/handler.ts';
import { acknowledged } from '../../edge/http/responses.ts';
import { receiveCallEvent } from '../../edge/vonage/voice/call-event.ts';
import { log } from '../../edge/aws/log.ts';
import { callDesk, outbox } from '../shared/desk.ts';
import { now } from '../shared/clock.ts';
import { persevere } from './persevere.ts';

/** The time for sending a text: Vonage waits for the response. */
const BUDGET_MS = 2_000;

/** How long a last event is retried: no later one can repair its loss. The sweep continues what was stored by then. */
const PATIENCE_MS = 5_000;

/**
 * `/webhooks/event`: each event of a call is stored once, in whatever order they come; a call that nobody answered is
 * attached to its caller's ticket.
 */
export const handler = httpHandler(async (request, context) => {
  const parsed = await receiveCallEvent(request);
  if ('problem' in parsed) {
    // Vonage would send the same again.
    log('warn', 'event-unusable', { problem: parsed.problem.path });
    return acknowledged;
  }
  const { event } = parsed;
  if (!isLast(event)) {
    await processOnce(event);
    return acknowledged;
  }
  const begun = performance.now();
  await persevere(() => processOnce(event), {
    remainingMs: () =>
      Math.min(context.getRemainingTimeInMillis(), PATIENCE_MS - (performance.now() - begun)),
    pause,
    random: Math.random,
  });
  return acknowledged;
});

async function processOnce(event: CallEvent): Promise<void> {
  const read = await readSettings();
  const desk = callDesk(read, outbox(read.settings, BUDGET_MS));
  const { unregistered, newlyMissed } = await processEvent(event, now(), desk);
  if (unregistered && newlyMissed) log('warn', unregistered);
}
