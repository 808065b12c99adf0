import type { Platform } from '../platform.ts';
import type { WebhookKind } from '../webhooks/courier.ts';
import type { Answer } from '../webhooks/exchange.ts';
import type { Call } from './call.ts';
import { sendError } from './events.ts';
import { parseNcco, type Action } from './ncco.ts';
import { ask, target, voiceWebhook, type Parameters, type Target } from './webhooks.ts';

/** What an NCCO's source said: an NCCO, nothing (the flow goes on), or something that cannot be used. */
type Said = { actions: Action[] } | { actions: undefined; problem?: string };

function read({ status, contentType, body, error }: Answer, kind: WebhookKind, mayBeEmpty: boolean): Said {
  if (status === 0) return { actions: undefined, problem: error ?? 'no answer' };
  if (status < 200 || status > 299) return { actions: undefined, problem: `HTTP ${status}` };
  if (body.trim() === '') {
    return mayBeEmpty ? { actions: undefined } : { actions: undefined, problem: 'The answer is empty.' };
  }
  if (!/^application\/json\b/i.test(contentType)) {
    if (kind === 'event') return { actions: undefined };
    return {
      actions: undefined,
      problem: `The content type is ${contentType || 'missing'}, not application/json.`,
    };
  }
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return { actions: undefined, problem: 'Invalid NCCO: it is no JSON.' };
  }
  // An event's answer need not be an NCCO: only a list is one.
  if (kind === 'event' && !Array.isArray(value)) return { actions: undefined };
  const actions = parseNcco(value);
  return typeof actions === 'string' ? { actions: undefined, problem: actions } : { actions };
}

/**
 * Asks for an NCCO, then for the fallback's. Undefined when neither has one, which the event URL is told: a call that
 * has none yet ends, any other goes on with what it has. Where an NCCO is not expected, only welcome, the fallback is
 * left in peace.
 */
export async function fetchNcco(
  platform: Platform,
  call: Call,
  kind: WebhookKind,
  source: Target,
  parameters: Parameters,
  { mayBeEmpty, isExpected = true }: { mayBeEmpty: boolean; isExpected?: boolean },
): Promise<Action[] | undefined> {
  const { application } = call;
  const said = read(
    await ask(platform, call, voiceWebhook(platform, application, kind, source, parameters)),
    kind,
    mayBeEmpty,
  );
  if (said.actions || said.problem === undefined) return said.actions;
  call.note('error', { kind, reason: said.problem });
  if (!isExpected) return undefined;
  const fallback = target(application.capabilities.voice?.webhooks?.fallback_answer_url, 'GET');
  if (!fallback) {
    sendError(platform, call, said.problem);
    return undefined;
  }
  const original = { url: source.address, type: kind === 'answer' ? 'answer' : 'event' };
  const again = { ...parameters, reason: said.problem, original_request: original };
  const webhook = voiceWebhook(platform, application, 'fallback', fallback, again);
  const rescue = read(await ask(platform, call, webhook), 'fallback', mayBeEmpty);
  if (!rescue.actions && rescue.problem !== undefined) {
    call.note('error', { kind: 'fallback', reason: rescue.problem });
    sendError(platform, call, said.problem);
  }
  return rescue.actions;
}
