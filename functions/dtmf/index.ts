import { attemptOf, nextMenuStep, parseMenu, takesKeys } from '../../desk/calls/menu.ts';
import { own } from '../../desk/json-value.ts';
import { goodNcco } from '../../desk/ncco/items.ts';
import { lastGoodName } from '../../desk/ncco/item-names.ts';
import type { Ncco } from '../../desk/ncco/ncco.ts';
import { fill, valuesOf } from '../../desk/ncco/placeholders.ts';
import { log } from '../../edge/aws/log.ts';
import { httpHandler } from '../../edge/http/handler.ts';
import { parseKeysWebhook, type KeysWebhook } from '../../edge/vonage/voice/keys.ts';
import { routeToAgent } from '../shared/routing.ts';
import { moreItems, type VoiceConfig } from '../shared/voice-config.ts';
import { openVoiceRequest, type VoiceRequest } from '../shared/voice.ts';

/**
 * `/webhooks/dtmf`: the keys that a caller pressed, or silence, lead to an agent, to the question again, or onward. The
 * bare URL, which ops may have written into an NCCO elsewhere, is the first attempt; any other needs our MAC.
 */
export const handler = httpHandler(async (request) => {
  const webhook = parseKeysWebhook(request);
  const voice = await openVoiceRequest(request, {
    callId: webhook.callId,
    handedOut: webhook.claimsHandedOut,
  });
  if ('apology' in voice) return voice.apology;
  return voice.respond(await nextNcco(webhook, voice));
});

async function nextNcco({ keys, parties }: KeysWebhook, voice: VoiceRequest): Promise<Ncco> {
  const { items, businessNumber } = voice.config;
  const dtmfUrl = voice.urls.dtmf;
  const { menu, problems } = parseMenu(items['menu']);
  if (problems.length > 0) log('warn', 'menu-broken', { problems: problems.length });
  const pressed = { menu, input: keys, dtmfUrl, attempt: attemptOf(voice.parameters.get('attempt')) };
  const decided = nextMenuStep(pressed);
  // The NCCO that asked is read only where its question is repeated: the caller waits.
  const asked = decided.outcome === 'asked-again' ? await nccoThatAsked(voice.config) : undefined;
  const step = asked
    ? nextMenuStep({ ...pressed, menuNcco: fill(asked, valuesOf(parties, { dtmfUrl, businessNumber })) })
    : decided;
  log('info', 'menu-step', { outcome: step.outcome });
  return routeToAgent(step.ncco, voice, { intro: step.agent === undefined });
}

const MAX_NAME_LENGTH = 200;

/**
 * The ops' NCCO that asked the caller: the one that answers incoming calls, if it asks for keys; else the item `ivr`.
 * Where an item is broken, its last good version; where there is none, the built-in menu asks.
 */
async function nccoThatAsked({ items, current }: VoiceConfig): Promise<Ncco | undefined> {
  const incoming = own(items['answer'], 'incoming');
  const name = typeof incoming === 'string' ? incoming.trim() : '';
  const isRead = name === '' || name.length > MAX_NAME_LENGTH || Object.hasOwn(items, name) || !current;
  const more = isRead ? {} : await moreItems([name, lastGoodName(name)]);
  const known = { ...items, ...more };
  return [name, 'ivr']
    .flatMap((one) => [own(known, one), own(known, lastGoodName(one))])
    .map(goodNcco)
    .find((ncco) => ncco?.some(takesKeys));
}
