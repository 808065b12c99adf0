import { chooseAnswer, type Answer } from '../../desk/calls/answer.ts';
import type { DialPolicy } from '../../desk/calls/dial-policy.ts';
import type { NewCall } from '../../desk/calls/new-call.ts';
import { expectsNcco } from '../../desk/calls/routing/leg-event.ts';
import { voicemail } from '../../desk/calls/routing/route-nccos.ts';
import { own } from '../../desk/json-value.ts';
import { lastGoodName } from '../../desk/ncco/item-names.ts';
import type { Ncco } from '../../desk/ncco/ncco.ts';
import type { Settings } from '../../desk/settings.ts';
import { log } from '../../edge/aws/log.ts';
import { httpHandler, type Request } from '../../edge/http/handler.ts';
import { acknowledged } from '../../edge/http/responses.ts';
import { parseAnswerWebhook, type AnswerWebhook } from '../../edge/vonage/voice/answer.ts';
import { authenticateVoiceWebhook } from '../../edge/vonage/voice/authenticate.ts';
import { freeCallingAgent, callerSettingsOf, routeToAgent } from '../shared/routing.ts';
import { moreItems, type VoiceConfig } from '../shared/voice-config.ts';
import { openVoiceRequest, type VoiceRequest } from '../shared/voice.ts';
import { updateItemNotes } from './item-notes.ts';

/** What answered before, in this environment: used where the table has no last good version. */
const lastGood: Record<string, Ncco> = {};

const MAX_NAME_LENGTH = 200;

/** `/webhooks/answer`: the first NCCO of a call, as ops chose; `/webhooks/fallback`: the built-in one, whatever ops chose. */
export const handler = httpHandler(async (request) => {
  const webhook = parseAnswerWebhook(request);
  if (isOverAlready(webhook)) {
    await authenticateVoiceWebhook(request);
    return acknowledged;
  }
  const voice = await openVoiceRequest(request, webhook);
  if ('apology' in voice) return voice.apology;
  // Routing from the start again might fail again, without end: the caller is asked for a message.
  if (webhook.failedRoute) return voice.respond(voicemail(callerSettingsOf(voice)));
  const config = await answerConfig(request, voice.config);
  const answer = await answerTo(webhook.call, voice, config);
  const [ncco] = await Promise.all([
    answer.direction === 'incoming'
      ? routeToAgent(
          answer.ncco,
          { ...voice, config: { ...voice.config, items: config.items } },
          { intro: true },
        )
      : answer.ncco,
    webhook.call.direction === 'outgoing' && config.current ? freeCallingAgent(webhook.call.user) : undefined,
    config.current ? updateItemNotes(answer, config.items) : undefined,
  ]);
  return voice.respond(ncco);
});

/** The fallback for a ring's webhook whose response nobody waits for: the call goes on by itself. */
const isOverAlready = ({ failedRoute }: AnswerWebhook): boolean =>
  failedRoute !== undefined && !expectsNcco(failedRoute.event, failedRoute.state);

/** The fallback uses nothing that ops wrote: it may be what failed. */
const answerConfig = (request: Request, config: VoiceConfig): VoiceConfig | Promise<VoiceConfig> =>
  request.rawPath === '/webhooks/fallback'
    ? { ...config, items: {}, current: false }
    : withOwnPresets(config);

async function answerTo(
  call: NewCall,
  { urls }: VoiceRequest,
  { items, businessNumber, settings }: VoiceConfig,
): Promise<Answer> {
  const answer = chooseAnswer({
    config: { items, lastGood },
    call,
    dtmfUrl: urls.dtmf,
    businessNumber: businessNumber ?? calledNumber(call),
    dialPolicy: await dialPolicyFor(call, settings),
    language: settings.language,
  });
  if (answer.refused) log('warn', `dial-${answer.refused}`, { number: answer.dialled });
  if (answer.good) lastGood[answer.preset] = answer.good;
  return answer;
}

/** Reads the presets under names of the ops' own, which are not among the items that are always read. */
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
  typeof name === 'string' && name.trim() !== '' && name.length <= MAX_NAME_LENGTH;

/** Loads the numbering data with the first outgoing call: callers from outside do not wait for it. */
async function dialPolicyFor({ direction }: NewCall, settings: Settings): Promise<DialPolicy> {
  if (direction === 'incoming') return () => ({ ok: false, reason: 'missing' });
  const { dialPolicy } = await import('../../desk/calls/dial-policy.ts');
  return dialPolicy(settings);
}

/** Without settings, the number that the customer called is the business's own. */
const calledNumber = (call: NewCall): string => (call.direction === 'incoming' ? (call.to ?? '') : '');
