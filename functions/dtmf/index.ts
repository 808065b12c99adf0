import { own } from '../../desk/ncco/findings.ts';
import { goodNcco, lastGoodName } from '../../desk/ncco/items.ts';
import { parseKeys } from '../../desk/calls/keys.ts';
import { attemptOf, onDigits, parseMenu, takesKeys } from '../../desk/calls/menu.ts';
import type { Ncco } from '../../desk/ncco/ncco.ts';
import { fill, valuesOf } from '../../desk/ncco/placeholders.ts';
import { httpHandler, type Request } from '../../edge/http/handler.ts';
import { query } from '../../edge/http/parameters.ts';
import { dtmfUrl, voiceParameters } from '../../edge/vonage/voice/webhook.ts';
import { log } from '../../edge/aws/log.ts';
import { routed } from '../shared/routing.ts';
import { answerCall, moreItems, type VoiceConfig } from '../shared/voice.ts';

/**
 * `/webhooks/dtmf`: the key that a caller pressed, or silence, leads to an agent, to the question again, or onward. The
 * bare URL, which ops may have written into an NCCO elsewhere, is the first asking; any other needs our MAC.
 */
export const handler = httpHandler((request) => {
  const again = query(request).has('attempt') || query(request).has('mac');
  return answerCall(request, (config, url) => onKeys(request, config, attemptOf(url.get('attempt'))), {
    fromNcco: again,
  });
});

async function onKeys(request: Request, config: VoiceConfig, attempt: number): Promise<Ncco> {
  const { items, businessNumber } = config;
  const call = voiceParameters(request);
  const url = dtmfUrl(request);
  const { menu, problems } = parseMenu(items['menu']);
  if (problems.length > 0) log('warn', 'menu-broken', { problems: problems.length });
  const pressed = { menu, input: parseKeys(call), dtmfUrl: url, attempt };
  const decided = onDigits(pressed);
  // What asked is looked up only where it is to be said again: the caller waits.
  const asked = decided.outcome === 'asked-again' ? await whatAsked(config) : undefined;
  const step = asked
    ? onDigits({ ...pressed, menuNcco: fill(asked, valuesOf(call, { dtmfUrl: url, businessNumber })) })
    : decided;
  log('info', 'menu-step', { outcome: step.outcome });
  return routed(step.ncco, request, config, { lead: step.agent === undefined });
}

const LONGEST_NAME = 200;

/**
 * The ops' NCCO that asked the caller: the one that answers incoming calls, whatever its name, if it asks for keys; else
 * the item `ivr`. Where an item is broken, its last good version; where there is none, the built-in menu asks.
 */
async function whatAsked({ items, current }: VoiceConfig): Promise<Ncco | undefined> {
  const incoming = own(items['answer'], 'incoming');
  const name = typeof incoming === 'string' ? incoming.trim() : '';
  const isRead = name === '' || name.length > LONGEST_NAME || Object.hasOwn(items, name) || !current;
  const more = isRead ? {} : await moreItems([name, lastGoodName(name)]);
  const known = { ...items, ...more };
  return [name, 'ivr']
    .flatMap((one) => [own(known, one), own(known, lastGoodName(one))])
    .map(goodNcco)
    .find((ncco) => ncco?.some(takesKeys));
}
