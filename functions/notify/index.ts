import { createHash } from 'node:crypto';
import type { Delivery } from '../../desk/deliveries/delivery.ts';
import { toMsisdn } from '../../desk/msisdn.ts';
import { notify, type NotifyDesk } from '../../desk/deliveries/notify.ts';
import { Refusal } from '../../desk/refusal.ts';
import { numberFor } from '../../desk/settings.ts';
import { readSettings } from '../../edge/dynamodb/config.ts';
import { deliveryStore } from '../../edge/dynamodb/deliveries.ts';
import { answering, type Request } from '../../edge/http/chain.ts';
import { idempotencyKey } from '../../edge/http/idempotency-key.ts';
import { html, json, type Response } from '../../edge/http/responses.ts';
import { describe, log } from '../../edge/log.ts';
import { equal } from '../../edge/proof/equal.ts';
import { proofs } from '../../edge/secrets.ts';
import { hash, newId, now, outbox } from '../desk.ts';
import { refusedPage, resultPage } from './page.ts';
import { bearerKey, parseNotify, type NotifyRequest } from './request.ts';
import { summary, type Result } from './result.ts';

/** One send may try this long; a call with many numbers is over well before the gateway's 30 s. */
const BUDGET_MS = 2_000;
/** Vonage takes 30 requests a second; a few at a time keep under it and are done soon. */
const AT_ONCE = 5;
/** What is not begun by then is queued: the caller hears of it, the sweep sends it. */
const WORK_MS = 18_000;

/** `POST /notify` tells customers of their deliveries; `GET /api/deliveries/{id}` says what became of one. */
export const handler = answering(async (request) =>
  request.routeKey.startsWith('GET ') ? await show(request) : await send(request),
);

async function send(request: Request): Promise<Response> {
  const form = (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
  try {
    const call = parseNotify(request);
    await authorize(call.key);
    const { results, status } = await notifyAll(call, idempotencyKey(request));
    return form ? html(status, resultPage(results)) : json(status, summary(results, status));
  } catch (error) {
    if (!form || !(error instanceof Refusal)) throw error;
    log('warn', error.reason, { route: request.routeKey, status: error.status });
    return html(error.status, refusedPage(error.message));
  }
}

async function notifyAll(
  call: NotifyRequest,
  idempotencyKey: string | undefined,
): Promise<{ results: Result[]; status: number }> {
  const { settings, texts } = await readSettings();
  const from = numberFor(settings, 'delivery') ?? numberFor(settings, 'support');
  if (!from)
    throw new Refusal(
      503,
      'no-delivery-number',
      'No number is configured for deliveries yet: run the set-up command.',
    );
  const desk: NotifyDesk = {
    deliveries: deliveryStore(settings.keepDays),
    outbox: outbox(settings, BUDGET_MS),
    settings,
    texts,
    hash,
  };
  const remembered = await remember(call, idempotencyKey);
  const deadline = now() + WORK_MS;

  const one = async (written: string): Promise<Result> => {
    const number = toMsisdn(written);
    if (!number)
      return {
        number: written.slice(0, 40),
        status: 'invalid',
        error: 'This is no phone number in international form, such as +447700900001.',
      };
    if (number in settings.numbers)
      return { number, status: 'refused', error: 'This is a number of our own.' };
    if (now() > deadline)
      return { number, status: 'failed', error: 'The call took too long; send this number again.' };
    try {
      return await notify(number, { ...remembered, from }, desk);
    } catch (error) {
      log('error', 'notify-failed-for-one', describe(error));
      return {
        number,
        status: 'failed',
        error: 'The desk could not store this notification; send this number again.',
      };
    }
  };

  const numbers = [...new Set(call.numbers)];
  if (numbers.length === 0)
    throw new Refusal(400, 'number-missing', 'Give the number to notify, such as +447700900001.');
  const results: Result[] = [];
  for (let first = 0; first < numbers.length; first += AT_ONCE) {
    results.push(...(await Promise.all(numbers.slice(first, first + AT_ONCE).map(one))));
  }
  return { results, status: statusFor(results) };
}

/** The same idempotency key is the same call, at the time of its first coming. */
async function remember(
  call: NotifyRequest,
  given: string | undefined,
): Promise<{ key: string; at: number }> {
  if (given === undefined) return { key: newId(), at: now() };
  const body = createHash('sha256').update(call.raw).digest('hex');
  const first = await deliveryStore().remember(hash(`idempotency:${given}`), { body, at: now() });
  if (first.body !== body) {
    throw new Refusal(
      422,
      'idempotency-key-reused',
      'This Idempotency-Key was used with another body: take a new one.',
    );
  }
  return { key: given, at: first.at };
}

/** One number that was not sent answers the whole call; of several, each answers for itself. */
function statusFor([only, ...others]: Result[]): number {
  if (!only || others.length > 0) return 200;
  switch (only.status) {
    case 'sent':
    case 'queued':
    case 'held':
      return 200;
    case 'opted-out':
      return 409;
    case 'invalid':
      return 400;
    case 'refused':
      return 403;
    case 'failed':
      return only.id === undefined ? 503 : 502;
  }
}

async function show(request: Request): Promise<Response> {
  await authorize(bearerKey(request));
  const id = request.pathParameters?.['id'] ?? '';
  const delivery = /^[\w-]{1,60}$/.test(id) ? await deliveryStore().byId(id) : undefined;
  if (!delivery) throw new Refusal(404, 'delivery-unknown', 'There is no delivery with this id.');
  return json(200, { delivery: shown(delivery) });
}

function shown({ id, customer, day, window, options, choice, createdAt, closesAt }: Delivery): object {
  return {
    id,
    number: customer,
    day,
    window,
    options,
    createdAt: new Date(createdAt).toISOString(),
    closesAt: new Date(closesAt).toISOString(),
    ...(choice && {
      choice: { digit: choice.digit, label: choice.label, at: new Date(choice.at).toISOString() },
    }),
  };
}

async function authorize(key: string | undefined): Promise<void> {
  const { notifyKey } = await proofs();
  if (key === undefined || key === '') {
    throw new Refusal(
      401,
      'notify-key-missing',
      'Send the notify key as "Authorization: Bearer …" or in the form.',
    );
  }
  if (!equal(key, notifyKey)) throw new Refusal(401, 'notify-key-wrong', 'The notify key is not right.');
}
