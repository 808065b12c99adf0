import { chooseAnswer, directionOf } from '../../desk/calls/answer.ts';
import type { DialPolicy } from '../../desk/calls/dial-policy.ts';
import { own } from '../../desk/ncco/findings.ts';
import { lastGoodName } from '../../desk/ncco/items.ts';
import type { Ncco } from '../../desk/ncco/ncco.ts';
import { asksWhatNext } from '../../desk/calls/routing/leg-event.ts';
import { parseRoutingState } from '../../desk/calls/routing/routing-state.ts';
import { voicemail } from '../../desk/calls/routing/spoken.ts';
import { networkParty } from '../../desk/numbers/network-number.ts';
import type { Settings } from '../../desk/settings.ts';
import { httpHandler } from '../../edge/http/handler.ts';
import { acknowledged } from '../../edge/http/responses.ts';
import { dtmfUrl, authenticateVoiceWebhook, voiceParameters } from '../../edge/vonage/voice/webhook.ts';
import { log } from '../../edge/aws/log.ts';
import { isCalling, lineOf, routed } from '../shared/routing.ts';
import { answerCall, moreItems, type VoiceConfig } from '../shared/voice.ts';
import { noteItems } from './noting.ts';

/** What answered well before, in this environment: it stands in where the table knows of no last good version. */
const lastGood: Record<string, Ncco> = {};

const LONGEST_NAME = 200;

/** `/webhooks/answer`: what a call hears first, as ops chose; `/webhooks/fallback`: the built-in preset, whatever ops chose. */
export const handler = httpHandler(async (request) => {
  const call = voiceParameters(request);
  const rescue = rescued(call);
  if (rescue === 'nothing') {
    await authenticateVoiceWebhook(request);
    return acknowledged;
  }
  return answerCall(request, async (config) => {
    if (rescue === 'voicemail') return voicemail(lineOf(request, config));
    const fallback = request.rawPath === '/webhooks/fallback';
    const { items, businessNumber, settings, current } = fallback
      ? { ...config, items: {}, current: false }
      : await withOwnPresets(config);
    const answer = chooseAnswer({
      config: { items, lastGood },
      call,
      dtmfUrl: dtmfUrl(request),
      businessNumber: businessNumber ?? calledNumber(call),
      dialPolicy: await dialPolicyFor(call, settings),
      language: settings.language,
    });
    if (answer.refused) log('warn', `dial-${answer.refused}`, { number: answer.dialled });
    if (answer.good) lastGood[answer.preset] = answer.good;
    const [ncco] = await Promise.all([
      answer.direction === 'incoming'
        ? routed(answer.ncco, request, { ...config, items }, { lead: true })
        : answer.ncco,
      current && answer.direction === 'outgoing' ? isCalling(call) : undefined,
      current ? noteItems(answer, items) : undefined,
    ]);
    return ncco;
  });
});

/**
 * The fallback for a ring or a turn in line whose own webhook failed. From the top again could go on for ever: the
 * caller is asked for a message where Vonage waits for an NCCO, and everything else takes its course.
 */
function rescued(call: unknown): 'voicemail' | 'nothing' | undefined {
  const original = own(call, 'original_request');
  const said = typeof original === 'string' ? original : JSON.stringify(original ?? '');
  const [, query] = /\/webhooks\/route\?([^"\\\s]*)/.exec(said) ?? [];
  if (query === undefined) return undefined;
  return asksWhatNext(call, parseRoutingState(new URLSearchParams(query))) ? 'voicemail' : 'nothing';
}

/** Presets by names of the ops' own are not among those that are always read. */
async function withOwnPresets(config: VoiceConfig): Promise<VoiceConfig> {
  if (!config.current) return config;
  const named = ['incoming', 'outgoing'].map((direction) => own(config.items['answer'], direction));
  const ownNames = named.filter(isName).map((name) => name.trim());
  const missing = [...new Set(ownNames)].filter((name) => !Object.hasOwn(config.items, name));
  if (missing.length === 0) return config;
  const more = await moreItems([...new Set(missing.flatMap((name) => [name, lastGoodName(name)]))]);
  return more === undefined
    ? { ...config, current: false }
    : { ...config, items: { ...config.items, ...more } };
}

const isName = (name: unknown): name is string =>
  typeof name === 'string' && name.trim() !== '' && name.length <= LONGEST_NAME;

/** The numbering data behind it is loaded by the first call that goes out: callers from outside do not wait for it. */
async function dialPolicyFor(call: unknown, settings: Settings): Promise<DialPolicy> {
  if (directionOf(call) === 'incoming') return () => ({ ok: false, reason: 'missing' });
  const { dialPolicy } = await import('../../desk/calls/dial-policy.ts');
  return dialPolicy(settings);
}

/** Without settings, the number that the customer called is the business's own. */
function calledNumber(call: unknown): string {
  const to = directionOf(call) === 'incoming' ? own(call, 'to') : undefined;
  return typeof to === 'string' ? networkParty(to) : '';
}
