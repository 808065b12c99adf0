import { checkNcco } from '../../desk/calls/check-ncco.ts';
import { own } from '../../desk/calls/findings.ts';
import { parseKeys } from '../../desk/calls/keys.ts';
import { attemptOf, onDigits, parseMenu } from '../../desk/calls/menu.ts';
import type { Ncco } from '../../desk/calls/ncco.ts';
import { fill } from '../../desk/calls/placeholders.ts';
import { answering } from '../../edge/http/chain.ts';
import { query } from '../../edge/http/parameters.ts';
import { dtmfUrl, voiceParameters } from '../../edge/http/voice-webhook.ts';
import { log } from '../../edge/log.ts';
import { answerCall } from '../voice.ts';

/** `/webhooks/dtmf`: the key that a caller pressed, or silence, leads to an agent, to the question again, or onward. */
export const handler = answering((request) =>
  answerCall(request, ({ items, businessNumber }) => {
    const url = dtmfUrl(request);
    const { menu, problems } = parseMenu(items['menu']);
    if (problems.length > 0) log('warn', 'menu-broken', { problems: problems.length });
    const asked = questionOf(items['ivr']);
    const step = onDigits({
      menu,
      input: parseKeys(voiceParameters(request)),
      dtmfUrl: url,
      attempt: attemptOf(query(request).get('attempt')),
      ...(asked && { menuNcco: fill(asked, { DTMF_URL: url, ...numbers(businessNumber) }) }),
    });
    log('info', 'menu-step', { outcome: step.outcome });
    return Promise.resolve(step.ncco);
  }),
);

/** The ops' own menu, if it is an NCCO; else the built-in one asks. */
function questionOf(item: unknown): Ncco | undefined {
  const stored = own(item, 'ncco');
  let ncco = stored;
  if (typeof stored === 'string') {
    try {
      ncco = JSON.parse(stored) as unknown;
    } catch {
      return undefined;
    }
  }
  const checked = checkNcco(ncco);
  return 'ncco' in checked ? checked.ncco : undefined;
}

const numbers = (business: string | undefined) =>
  business === undefined ? {} : { YOUR_NEXMO_NUMBER: business, YOUR_VONAGE_NUMBER: business };
