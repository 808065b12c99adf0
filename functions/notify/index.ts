import { createHash } from 'node:crypto';
import { notifyAll, type ShopCall } from '../../desk/deliveries/notify-all.ts';
import type { Notified } from '../../desk/deliveries/notify.ts';
import { ClientError } from '../../desk/client-error.ts';
import { DEFAULT_SETTINGS } from '../../desk/settings.ts';
import { readSettings } from '../../edge/aws/dynamodb/config.ts';
import { customerStore } from '../../edge/aws/dynamodb/customers.ts';
import { deliveryStore } from '../../edge/aws/dynamodb/deliveries.ts';
import { messageStore } from '../../edge/aws/dynamodb/messages.ts';
import { idempotencyStore } from '../../edge/aws/dynamodb/idempotency-records.ts';
import { httpHandler, failureOf, retrying, type Request } from '../../edge/http/handler.ts';
import { idempotencyKey } from '../../edge/http/idempotency-key.ts';
import { bodyType, FORM, JSON_BODY } from '../../edge/http/parameters.ts';
import { html, json, type Response } from '../../edge/http/responses.ts';
import { wrongKeyError } from '../../edge/http/wrong-key.ts';
import { describe, log } from '../../edge/aws/log.ts';
import { equal } from '../../edge/http/constant-time.ts';
import { webhookSecrets } from '../../edge/aws/secrets.ts';
import { hash, newId, now, outbox } from '../shared/desk.ts';
import { languageFor } from '../pages/language.ts';
import type { Look } from '../pages/notify-form.ts';
import { toDeliveryResponse } from './delivery.ts';
import { refusedPage, resultPage } from './page.ts';
import { bearerKey, entered, isForm, keyOf, parseNotify, sheet } from './request.ts';
import { statusOf, statusOfPage, summary } from './result.ts';

/** One send may try this long. */
const BUDGET_MS = 2_000;

/** `POST /notify` tells customers of their deliveries; `GET /api/deliveries/{id}` says what became of one. */
export const handler = httpHandler(async (request) => {
  if (request.routeKey.startsWith('GET ')) return show(request);
  // Before the key: in another body it might stand where nobody looks for it.
  bodyType(request, [JSON_BODY, FORM]);
  return isForm(request) ? notifyByForm(request) : notifyByJson(request);
});

async function notifyByJson(request: Request): Promise<Response> {
  const results = await notifyAsked(request);
  return json(statusOf(results), summary(results));
}

/** Whatever goes wrong, the form comes back with the numbers that were entered, and without the key. */
async function notifyByForm(request: Request): Promise<Response> {
  const look = await lookOf(request);
  try {
    const results = await notifyAsked(request);
    return html(statusOfPage(results), resultPage(look, results, entered(request)));
  } catch (error) {
    const failure = failureOf(error, request.routeKey);
    return retrying(html(failure.status, refusedPage(look, failure, entered(request))), failure);
  }
}

async function lookOf(request: Request): Promise<Look> {
  const settings = await readSettings().then(
    (read) => read.settings,
    // Told with what is tried next.
    () => undefined,
  );
  const language = languageFor(request, (settings ?? DEFAULT_SETTINGS).language);
  return { language, business: settings?.businessName };
}

async function notifyAsked(request: Request): Promise<Notified[]> {
  await authorize(keyOf(request));
  const { numbers, notification, raw } = parseNotify(request);
  const repeat = repeatOf(idempotencyKey(request) ?? sheetKey(request, raw), raw);
  const { settings, texts } = await readSettings();
  return notifyAll(
    { numbers, notification, repeat },
    {
      customers: customerStore(),
      deliveries: deliveryStore(settings.keepDays),
      calls: idempotencyStore(settings.keepDays),
      outbox: outbox(settings, BUDGET_MS),
      settings,
      texts,
      hash,
      newId,
      now,
      onFailure: (error) => log('error', 'notify-failed-for-one', describe(error)),
    },
  );
}

function repeatOf(key: string | undefined, raw: Buffer): ShopCall['repeat'] {
  if (key === undefined) return undefined;
  return { key: hash(`idempotency:${key}`), body: createHash('sha256').update(raw).digest('hex') };
}

/** A form that was corrected, after going back, is another call. */
function sheetKey(request: Request, raw: Buffer): string | undefined {
  const once = sheet(request);
  return once && `form:${once}:${createHash('sha256').update(raw).digest('hex')}`;
}

async function show(request: Request): Promise<Response> {
  await authorize(bearerKey(request));
  const id = request.pathParameters?.['id'] ?? '';
  const delivery = /^[\w-]{1,60}$/.test(id) ? await deliveryStore().byId(id) : undefined;
  if (!delivery) throw new ClientError(404, 'delivery-unknown', 'There is no delivery with this id.');
  return json(200, {
    delivery: toDeliveryResponse(delivery, await messageStore().outbox.find(delivery.notification)),
  });
}

async function authorize(key: string | undefined): Promise<void> {
  const { notifyKey } = await webhookSecrets();
  if (key === undefined || key === '') {
    throw new ClientError(
      401,
      'notify-key-missing',
      'Send the notify key as "Authorization: Bearer …" or in the form.',
    );
  }
  if (!equal(key, notifyKey))
    throw await wrongKeyError('notify-key', key, 'The notify key is not right.', now());
}
