import qrcode from 'qrcode-generator';
import { numberFor } from '../../desk/settings.ts';
import { readSettings } from '../../edge/dynamodb/config.ts';
import { answering } from '../../edge/http/chain.ts';
import { markup, page, trusted } from '../../edge/http/page.ts';
import { html } from '../../edge/http/responses.ts';
import { deskFile, deskPage } from './app.ts';

/** `/`, where a customer finds how to text us, and `/notify`, where staff send a notification; and `/desk`, where agents work. */
export const handler = answering(async (request) => {
  if (request.routeKey === 'GET /desk') return deskPage(request);
  const { settings } = await readSettings();
  if (request.routeKey === 'GET /desk/{file+}') return deskFile(request, settings);
  return request.routeKey === 'GET /notify'
    ? html(200, notifyPage(settings.businessName))
    : html(200, supportPage(settings.businessName, numberFor(settings, 'support')));
});

function supportPage(business: string, number: string | undefined): string {
  const title = `${business} Support`;
  if (!number)
    return page(title, markup`<h1>${title}</h1><p>We cannot take texts just yet. Please come back soon.</p>`);
  const draft = `Hi ${business}, I'd like some help with: `;
  // iOS wants `&body=`, Android `?body=`: both read this.
  const link = `sms:+${number}?&body=${encodeURIComponent(draft)}`;
  return page(
    title,
    markup`<h1>${title}</h1><p>Send us a text. You get a ticket number at once, and an answer from a person.</p>
<a class="button" href="${link}">Get support via SMS</a>
<div class="desk"><p class="number">+${number}</p><div class="qr" role="img" aria-label="QR code that opens a text to +${number}">${trusted(drawQr(link))}</div><p class="hint">Point your phone's camera at the code, or text the number.</p></div>`,
  );
}

function drawQr(link: string): string {
  const code = qrcode(0, 'M');
  code.addData(link);
  code.make();
  return code.createSvgTag({ scalable: true, margin: 0 });
}

function notifyPage(business: string): string {
  const title = `${business} deliveries`;
  return page(
    title,
    markup`<h1>${title}</h1><p>Tell a customer when the delivery comes. The customer can answer with a digit to change it.</p>
<form action="/notify" method="post">
<label for="number">Phone number</label><input id="number" name="number" type="tel" inputmode="tel" autocomplete="off" required maxlength="40" placeholder="+447700900001" aria-describedby="form">
<p class="hint" id="form">With its country code.</p>
<label for="key">Notify key</label><input id="key" name="key" type="password" autocomplete="current-password" required maxlength="200">
<button>Notify</button>
</form>`,
  );
}
