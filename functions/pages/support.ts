import { international } from '../../desk/numbers/international.ts';
import { numberFor, type Settings } from '../../desk/settings.ts';
import type { Language } from '../../contract/languages.ts';
import { markup, type Page } from '../../edge/http/page.ts';
import { qr } from './qr.ts';
import { smsLink } from './sms-link.ts';
import { WORDS } from '../shared/pages/words/index.ts';

/** A code of more is hard to read for a camera, and heavy: a long name is left out of it. */
const QR_AT_MOST = 330;

/** `/`, where a customer finds how to text us: a link on a phone; at a desk, which has none, the number and a QR code. */
export function supportPage(settings: Settings, language: Language): Page {
  const words = WORDS[language].support;
  const business = settings.businessName;
  const title = words.title(business);
  const msisdn = numberFor(settings, 'support');
  if (!msisdn) return { language, title, content: markup`<h1>${title}</h1><p>${words.closed}</p>` };
  const number = international(msisdn);
  const link = smsLink(msisdn, words.draft(business));
  const short = link.length > QR_AT_MOST ? `sms:+${msisdn}` : link;
  return {
    language,
    title,
    content: markup`<h1>${title}</h1><p>${words.lead}</p>
<div class="phone"><a class="button" href="${link}">${words.button}</a><p class="hint">${words.or} <strong>${number}</strong></p></div>
<div class="card"><div class="qr" role="img" aria-label="${words.code(number)}">${qr(short)}</div><div><h2>${words.textUs}</h2><p class="number">${number}</p><p class="hint">${words.point}</p></div></div>`,
  };
}
