import type { CloudEvent, Happening } from '../../../local/cloud/events.ts';
import type { Happened } from '../../../local/console/timeline/happened.ts';
import type { VonageEvent } from '../../../local/vonage/events.ts';
import type { Attempt } from '../../../local/vonage/webhooks/webhook.ts';

/** Made events, as cloud and Vonage tell them in a system at {@link API}. */
export const API = 'http://127.0.0.1:3000';
const AT = Date.parse('2026-11-21T10:00:00Z');
const at = new Date(AT).toISOString();

type Message = Extract<VonageEvent, { type: 'message' }>['message'];

export const cloud = (happening: Happening): CloudEvent => ({ at: AT, ...happening });

export const message = (fields: Partial<Message>, trace?: string): VonageEvent => ({
  type: 'message',
  at,
  message: {
    id: 'M1',
    direction: 'inbound',
    from: '447700900001',
    to: '447700900000',
    text: 'My order is late',
    type: 'text',
    parts: 1,
    clientRef: null,
    at,
    receipts: [],
    ...fields,
  },
  ...(trace !== undefined && { trace }),
});

export type Sent = Extract<VonageEvent, { type: 'webhook-sent' }>;

export const sent = (fields: Partial<Sent> & { id: number }): Sent => ({
  type: 'webhook-sent',
  at,
  kind: 'inbound-sms',
  url: `${API}/support?token=t`,
  method: 'POST',
  attempt: 1,
  port: 50_000 + fields.id,
  proof: { kind: 'signature', method: 'sha256', sig: 'S', nonce: 'n', timestamp: '1' },
  sent: 'text=My+order+is+late',
  ...fields,
});

export const answered = (of: Sent, attempt: Partial<Attempt> = {}): VonageEvent => {
  const { id, kind, url, method, proof, sent: body, about } = of;
  return {
    type: 'webhook',
    at,
    id,
    attempt: { at, kind, url, method, status: 200, ms: 5, attempt: of.attempt, ...attempt },
    proof,
    sent: body,
    answered: 'ok',
    ...(about && { about }),
  };
};

export const call = (id: string, action: string, details: Record<string, unknown> = {}): VonageEvent => ({
  type: 'call',
  at,
  call: id,
  entry: { at, action, ...details },
});

export const trace = (requestId: string, span: string): string =>
  `Root=1-0-0;Parent=${span};Self=${requestId}`;

/** What a function does for one request, once it is invoked: it logs, writes, calls Vonage, and the SMS goes out. */
export function work(requestId: string, name: string, customer: string, reference: string): Happened[] {
  const own = { function: name, requestId };
  const header = trace(requestId, `span-${requestId}`);
  return [
    cloud({ kind: 'invocation-start', ...own, trigger: 'http', cold: true }),
    cloud({ kind: 'environment-start', ...own, initMs: 212.4 }),
    cloud({ kind: 'secrets', ...own, operation: 'GetSecretValue', secret: 'Proofs', status: 200 }),
    cloud({ kind: 'log', ...own, stream: 'stdout', line: '{"level":"info","reason":"ticket-opened"}' }),
    write(own, reference),
    {
      type: 'api',
      at,
      method: 'POST',
      path: '/sms/json',
      body: new URLSearchParams({ to: customer, 'client-ref': reference }).toString(),
      trace: header,
    },
    message(
      {
        id: `out-${reference}`,
        direction: 'outbound',
        from: '447700900000',
        to: customer,
        clientRef: reference,
      },
      header,
    ),
    outgoing(requestId, name),
    cloud({ kind: 'invocation-end', ...own, ms: 30, outcome: 'ok' }),
  ];
}

export const outgoing = (requestId: string, name: string): CloudEvent =>
  cloud({
    kind: 'outgoing',
    function: name,
    requestId,
    span: `span-${requestId}`,
    method: 'POST',
    host: '127.0.0.1:3001',
    path: '/sms/json',
    status: 200,
    ms: 9,
  });

export const write = (
  own: { function: string | undefined; requestId: string | undefined },
  id: string,
): CloudEvent =>
  cloud({
    kind: 'dynamodb',
    ...own,
    operation: 'PutItem',
    tables: ['Messages'],
    capacity: 1,
    status: 200,
    ms: 2,
    input: JSON.stringify({ TableName: 'Messages', Item: { id: { S: id } } }),
    output: '{}',
  });

/** A webhook's way through the API: sent, asked, worked on, answered. */
export function delivered(
  webhook: Sent,
  requestId: string,
  { name, inner }: { name: string; inner: Happened[] },
): Happened[] {
  const { pathname: path } = new URL(webhook.url);
  return [
    webhook,
    cloud({
      kind: 'request',
      requestId,
      method: 'POST',
      path,
      route: `POST ${path}`,
      function: name,
      ...(webhook.port !== undefined && { callerPort: webhook.port }),
    }),
    ...inner,
    cloud({ kind: 'response', requestId, status: 200, ms: 31, asked: 'a', answered: 'b' }),
    cloud({ kind: 'access-log', requestId, line: '{}' }),
    answered(webhook, { requestId }),
  ];
}

/** A customer's text and all that follows, to the receipt. `n` tells one from another. */
export function textStory(n: number): { exchange: string; events: Happened[] } {
  const customer = `4477009${String(10_000 + n)}`;
  const [id, reference] = [`IN${n}`, `ref-${n}`];
  const about = { message: id };
  const receipt = sent({
    id: n * 10 + 1,
    kind: 'receipt',
    url: `${API}/receipts?token=t`,
    about: { message: `out-${reference}` },
  });
  return {
    exchange: `text:${id}`,
    events: [
      message({ id, from: customer }),
      ...delivered(sent({ id: n * 10, about }), `req-${n}`, {
        name: 'inbound-sms',
        inner: work(`req-${n}`, 'inbound-sms', customer, reference),
      }),
      ...delivered(receipt, `receipt-${n}`, {
        name: 'delivery-receipt',
        inner: [
          cloud({
            kind: 'invocation-start',
            function: 'delivery-receipt',
            requestId: `receipt-${n}`,
            trigger: 'http',
            cold: false,
          }),
        ],
      }),
    ],
  };
}

/** A call that an agent's app answers. */
export function callStory(n: number): { exchange: string; events: Happened[] } {
  const id = `call-${n}`;
  const answer = sent({
    id: n * 10 + 2,
    kind: 'answer',
    url: `${API}/webhooks/answer`,
    proof: { kind: 'jwt', claims: {} },
    about: { call: id },
  });
  return {
    exchange: `call:${id}`,
    events: [
      call(id, 'started', { leg: id, number: `4477008${String(10_000 + n)}` }),
      ...delivered(answer, `answer-${n}`, {
        name: 'answer',
        inner: [
          cloud({
            kind: 'invocation-start',
            function: 'answer',
            requestId: `answer-${n}`,
            trigger: 'http',
            cold: false,
          }),
          cloud({
            kind: 'killed',
            function: 'answer',
            requestId: `answer-${n}`,
            reason: 'its time was over',
          }),
        ],
      }),
      call(id, 'webhook', { kind: 'answer' }),
      call(id, 'talk', { text: 'Welcome' }),
      call(id, 'ringing', { leg: `leg-${n}`, user: 'Jane' }),
      call(id, 'answered', { leg: `leg-${n}` }),
      call(id, 'hangup', { by: 'caller' }),
    ],
  };
}
