import { goodNcco, lastGoodName } from '../../desk/calls/items.ts';
import { parseKeys } from '../../desk/calls/keys.ts';
import { attemptOf, onDigits, parseMenu } from '../../desk/calls/menu.ts';
import { fill, valuesOf } from '../../desk/calls/placeholders.ts';
import { answering } from '../../edge/http/chain.ts';
import { query } from '../../edge/http/parameters.ts';
import { dtmfUrl, voiceParameters } from '../../edge/http/voice-webhook.ts';
import { log } from '../../edge/log.ts';
import { routed } from '../routing.ts';
import { answerCall } from '../voice.ts';

/** `/webhooks/dtmf`: the key that a caller pressed, or silence, leads to an agent, to the question again, or onward. */
export const handler = answering((request) =>
  answerCall(request, (config) => {
    const { items, businessNumber } = config;
    const call = voiceParameters(request);
    const url = dtmfUrl(request);
    const { menu, problems } = parseMenu(items['menu']);
    if (problems.length > 0) log('warn', 'menu-broken', { problems: problems.length });
    // The ops' own menu, or the last good one; where there is none, the built-in one asks.
    const asked = goodNcco(items['ivr']) ?? goodNcco(items[lastGoodName('ivr')]);
    const step = onDigits({
      menu,
      input: parseKeys(call),
      dtmfUrl: url,
      attempt: attemptOf(query(request).get('attempt')),
      ...(asked && { menuNcco: fill(asked, valuesOf(call, { dtmfUrl: url, businessNumber })) }),
    });
    log('info', 'menu-step', { outcome: step.outcome });
    return routed(step.ncco, request, config, { lead: step.agent === undefined });
  }),
);
