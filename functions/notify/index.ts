import { createHash } from 'node:crypto';
import type { DeliveryResponseJson } from '../../contract/responses/deliveries.ts';
import type { RouteKeyOf } from '../../contract/routes.ts';
import { ClientError } from '../../desk/client-error.ts';
import { notifyAll, type ShopRequest } from '../../desk/deliveries/notify-all.ts';
import type { Notified } from '../../desk/deliveries/notify.ts';
import { DEFAULT_SETTINGS } from '../../desk/settings.ts';
import { readSettings } from '../../edge/aws/dynamodb/config.ts';
import { customerStore } from '../../edge/aws/dynamodb/customers.ts';
import { deliveryStore } from '../../edge/aws/dynamodb/deliveries.ts';
import { messageStore } from '../../edge/aws/dynamodb/messages.ts';
import { idempotencyStore } from '../../edge/aws/dynamodb/idempotency.ts';
import { describe, log } from '../../edge/aws/log.ts';
import { webhookSecrets } from '../../edge/aws/secrets.ts';
import { equal } from '../../edge/http/constant-time.ts';
import { httpHandler, failureOf, retrying, type Request } from '../../edge/http/handler.ts';
import { idempotencyKey } from '../../edge/http/idempotency-key.ts';
import { bodyType, FORM, JSON_BODY, rawBody } from '../../edge/http/parameters.ts';
import { html, json, type Response } from '../../edge/http/responses.ts';
import { routeOf } from '../../edge/http/routes.ts';
import { wrongKeyError } from '../../edge/http/wrong-key.ts';
import { hash, newId, outbox } from '../shared/desk.ts';
import { now } from '../shared/clock.ts';
import { languageFor } from '../shared/pages/language.ts';
import type { Look } from '../shared/pages/notify-form.ts';
import { toDeliveryResponse } from './delivery.ts';
import { parseNotifyForm, type SubmittedForm } from './form.ts';
import { refusedPage, resultPage } from './page.ts';
import { bearerKey, parseNotifyJson, type Asked } from './request.ts';
import { statusOf, statusOfPage, toNotifyResponse } from './result.ts';

/** How long one text may be tried, ms. */
const BUDGET_MS = 2_000;

const ROUTES: Record<RouteKeyOf<'notify'>, (request: Request) => Promise<Response>> = {
  // The content type comes first: in a body of another type the key might be where nobody looks for it.
  'POST /notify': (request) =>
    bodyType(request, [JSON_BODY, FORM]) === FORM ? notifyByForm(request) : notifyByJson(request),
  'GET /api/deliveries/{id}': delivery,
};

/** `POST /notify` announces deliveries to customers; `GET /api/deliveries/{id}` returns what became of one. */
export const handler = httpHandler(async (request) => {
  const route = routeOf(ROUTES, request);
  return route ? route(request) : json(404, { error: 'There is nothing here.' });
});

async function notifyByJson(request: Request): Promise<Response> {
  await authenticate(bearerKey(request));
  const asked = parseNotifyJson(request);
  const results = await notify(asked, repeatOf(idempotencyKey(request), rawBody(request)));
  return json(statusOf(results), toNotifyResponse(results));
}

/** Whatever goes wrong, the form comes back with the numbers that were entered, and without the key. */
async function notifyByForm(request: Request): Promise<Response> {
  const look = await lookOf(request);
  const form = parseNotifyForm(request);
  try {
    const results = await notifyAsInForm(form, request);
    return html(statusOfPage(results), resultPage(look, results, form.entered));
  } catch (error) {
    const failure = failureOf(error, request.routeKey);
    return retrying(html(failure.status, refusedPage(look, failure, form.entered)), failure);
  }
}

async function notifyAsInForm({ key, asked, once }: SubmittedForm, request: Request): Promise<Notified[]> {
  if (key instanceof ClientError) throw key;
  await authenticate(key);
  if (asked instanceof ClientError) throw asked;
  const raw = rawBody(request);
  // A form that was corrected, after going back, is another request.
  const rendering = once === undefined ? undefined : `form:${once}:${sha256(raw)}`;
  return notify(asked, repeatOf(idempotencyKey(request) ?? rendering, raw));
}

async function lookOf(request: Request): Promise<Look> {
  const settings = await readSettings().then(
    (read) => read.settings,
    // The next read of the settings reports the failure.
    () => undefined,
  );
  const language = languageFor(request, (settings ?? DEFAULT_SETTINGS).language);
  return { language, business: settings?.businessName };
}

async function notify({ numbers, notification }: Asked, repeat: ShopRequest['repeat']): Promise<Notified[]> {
  const { settings, texts } = await readSettings();
  return notifyAll(
    { numbers, notification, repeat },
    {
      customers: customerStore(),
      deliveries: deliveryStore(settings.keepDays),
      idempotency: idempotencyStore(settings.keepDays),
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

/** What recognizes a repeated request: its key, and the bytes of its body, which another request has otherwise. */
function repeatOf(key: string | undefined, raw: Buffer): ShopRequest['repeat'] {
  return key === undefined ? undefined : { key: hash(`idempotency:${key}`), body: sha256(raw) };
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

async function delivery(request: Request): Promise<Response> {
  await authenticate(bearerKey(request));
  const id = request.pathParameters?.['id'] ?? '';
  const found = /^[\w-]{1,60}$/.test(id) ? await deliveryStore().byId(id) : undefined;
  if (!found) throw new ClientError(404, 'delivery-unknown', 'There is no delivery with this id.');
  const text = await messageStore().outbox.find(found.notification);
  return json<DeliveryResponseJson>(200, { delivery: toDeliveryResponse(found, text) });
}

/** @throws ClientError 401, 429 */
async function authenticate(key: string | undefined): Promise<void> {
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
