import { parseCallEvent } from '../../desk/calls/events.ts';
import { callStore } from '../../edge/dynamodb/calls.ts';
import { readSettings } from '../../edge/dynamodb/config.ts';
import { answering } from '../../edge/http/chain.ts';
import { jsonBody } from '../../edge/http/parameters.ts';
import { taken } from '../../edge/http/responses.ts';
import { provenVoice } from '../../edge/http/voice-webhook.ts';
import { log } from '../../edge/log.ts';

/** `/webhooks/event`: what happens on a call is kept, once, in whatever order it is told. */
export const handler = answering(async (request) => {
  await provenVoice(request);
  const parsed = parseCallEvent(jsonBody(request));
  if ('problem' in parsed) {
    // Vonage would send the same again: it is logged, and done with.
    log('warn', 'event-unusable', { problem: parsed.problem.path });
    return taken;
  }
  const { settings } = await readSettings();
  await callStore(settings.keepDays).record(parsed.event, Date.now());
  return taken;
});
