import { Hono, type Context } from 'hono';
import type { Platform } from '../platform.ts';
import { basicCredentials, isAccount, sameText } from '../rest/credentials.ts';
import { readFields } from '../rest/fields.ts';
import { problem } from '../rest/problems.ts';
import { smsSignature } from '../webhooks/signature.ts';
import { onThePhone, toParts } from './encoding.ts';
import { failure, failureBody, type Failure } from './failures.ts';
import { keep, messageId } from './phones.ts';
import { sendReceipts } from './receipts.ts';
import { parseSubmission, type Submission } from './request.ts';

const PRICE = 0.0333;
const NETWORK = '23410';

/** `POST /sms/json`. */
export function smsRoutes(platform: Platform): Hono {
  return new Hono().post('/sms/json', async (c) => {
    const { faults, clock } = platform;
    const fields = await readFields(c.req.raw);
    if (!fields) return problem(c, 400, 'bad-request', 'Bad Request', 'The body is neither JSON nor a form.');
    if (faults.sms.delayMs) await clock.sleep(faults.sms.delayMs);
    const header = c.req.header('authorization');
    const refused = credentialsFailure(platform, header, fields);
    if (refused) return c.json(failureBody(refused), header === undefined ? 200 : 401);
    const known = { ...(typeof fields['to'] === 'string' && { to: fields['to'] }) };
    if (faults.takeSms('throttle')) return c.json(failureBody(failure(1), known));
    const failing = faults.takeFailure();
    if (failing !== undefined)
      return failing < 100 ? c.json(failureBody(failure(failing), known)) : httpFailure(failing);
    const submission = parseSubmission(platform, fields);
    if ('status' in submission) return c.json(failureBody(submission, known));
    const answer = accept(platform, submission, c.req.header('x-amzn-trace-id'));
    if (faults.takeSms('timeout')) return neverAnswer(c, platform);
    return c.json(answer);
  });
}

function credentialsFailure(
  platform: Platform,
  header: string | undefined,
  fields: Record<string, unknown>,
): Failure | undefined {
  if (header !== undefined) {
    return isAccount(platform, basicCredentials(header)) ? undefined : failure(4);
  }
  const { api_key: apiKey, api_secret: apiSecret, sig } = fields;
  if (typeof apiKey !== 'string') return failure(2, 'Missing api_key');
  if (typeof sig === 'string') {
    if (apiSecret !== undefined) return failure(32);
    return apiKey === platform.account.apiKey && isSigned(platform, fields, sig) ? undefined : failure(14);
  }
  if (typeof apiSecret !== 'string') return failure(2, 'Missing api_secret');
  return isAccount(platform, { apiKey, apiSecret }) ? undefined : failure(4);
}

const SIGNATURE_AGE_S = 300;

function isSigned(platform: Platform, fields: Record<string, unknown>, sig: string): boolean {
  const values = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]));
  const age = Math.abs(platform.clock.now() / 1000 - Number(values['timestamp']));
  const { signatureSecret, signatureMethod } = platform.account;
  return (
    age <= SIGNATURE_AGE_S &&
    sameText(sig.toUpperCase(), smsSignature(values, signatureSecret, signatureMethod))
  );
}

/** Takes the text: it reaches the phone, and its receipts will follow. */
function accept(platform: Platform, submission: Submission, trace: string | undefined) {
  const { store } = platform;
  const { from, to, text, type, clientRef } = submission;
  const total = type === 'binary' ? 1 : toParts(text, type).length;
  if (store.state.balance < total * PRICE) return failureBody(failure(9), { to, clientRef });
  const parts = Array.from({ length: total }, () => ({
    messageId: messageId(platform),
    price: PRICE.toFixed(8),
    network: NETWORK,
  }));
  const entries = parts.map((part) => {
    store.state.balance -= PRICE;
    return {
      to,
      'message-id': part.messageId,
      status: '0',
      'remaining-balance': store.state.balance.toFixed(8),
      'message-price': part.price,
      network: part.network,
      ...(clientRef !== null && { 'client-ref': clientRef }),
    };
  });
  const message = keep(
    platform,
    {
      id: parts[0]?.messageId ?? messageId(platform),
      direction: 'outbound',
      from,
      to,
      text: type === 'binary' ? text : onThePhone(text, type),
      type,
      parts: total,
      clientRef,
      at: platform.now(),
      receipts: [],
    },
    trace,
  );
  if (submission.receiptWanted) {
    sendReceipts(
      platform,
      message,
      parts,
      submission.callback ?? (store.state.settings.drCallBackUrl || undefined),
    );
  }
  return { 'message-count': String(total), messages: entries };
}

const httpFailure = (status: number): Response =>
  new Response('<html><body>Vonage is not well.</body></html>', {
    status,
    headers: { 'content-type': 'text/html' },
  });

/** Holds the connection open until the client gives up, or the simulated Vonage closes. */
function neverAnswer(c: Context, platform: Platform): Promise<Response> {
  const { signal } = c.req.raw;
  return new Promise((resolve) => {
    const release = (): void => resolve(new Response(undefined, { status: 504 }));
    if (signal.aborted || platform.closing.aborted) return release();
    signal.addEventListener('abort', release, { once: true });
    platform.closing.addEventListener('abort', release, { once: true });
  });
}
