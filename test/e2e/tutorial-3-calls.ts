import { expect } from '@jest/globals';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { jsonBody, NUMBERS, voiceJwt, type Answer, type TestDesk } from '../desk/desk.ts';

export interface Leg {
  id: string;
  kind: string;
  user?: string;
  number?: string;
  state: string;
  detail?: string;
}

interface LogLine {
  action: string;
  text?: string;
  [detail: string]: unknown;
}

/** A call, as the simulated Vonage shows it. */
export interface Call {
  id: string;
  uuid: string;
  conversationUuid: string;
  state: string;
  waitingFor: string | null;
  log: LogLine[];
  legs: Leg[];
}

/** Phones and agents' apps that call, press keys, answer and hang up. Each step returns the call as it then is. */
export class Exchange {
  readonly #desk: TestDesk;

  constructor(desk: TestDesk) {
    this.#desk = desk;
  }

  /** A customer calls the business. */
  phone(more: Record<string, unknown> = {}): Promise<Call> {
    return this.#call('', { from: this.#desk.newCustomer(), to: NUMBERS.voice, ...more });
  }

  /** An agent's app calls out. */
  app(user: string, to: string | undefined, more: Record<string, unknown> = {}): Promise<Call> {
    return this.#call('', { user, ...(to !== undefined && { to }), ...more });
  }

  /** Presses keys, and waits until Vonage has listened long enough. */
  async press(call: Call, digits: string): Promise<Call> {
    await this.#call(`/${call.id}/digits`, { digits });
    return this.wait(call, 3_000);
  }

  /** Lets time pass. */
  async wait(call: Call, ms: number): Promise<Call> {
    await this.#desk.advance(ms);
    return (await this.#desk.simulate<Call>('GET', `/simulator/calls/${call.id}`)).body;
  }

  /** The called side of the newest leg does something. */
  async leg(call: Call, act: 'answer' | 'reject' | 'hangup', body: object = {}): Promise<Call> {
    const after = await this.#call(`/${call.id}/legs/${lastLeg(call).id}/${act}`, body);
    await this.#desk.system.settled();
    return after;
  }

  async hangUp(call: Call): Promise<Call> {
    const after = await this.#call(`/${call.id}/hangup`, {});
    await this.#desk.system.settled();
    return after;
  }

  async #call(path: string, body: object): Promise<Call> {
    const answer = await this.#desk.simulate<Call>('POST', `/simulator/calls${path}`, body);
    expect(answer).toMatchObject({ status: 200 });
    return answer.body;
  }
}

export function lastLeg(call: Call): Leg {
  const leg = call.legs.at(-1);
  if (!leg) throw new Error('The call rings nobody.');
  return leg;
}

/** What the caller heard, in order. */
export const spoken = (call: Call): string[] =>
  call.log.flatMap(({ action, text }) => (action === 'talk' && text !== undefined ? [text] : []));

/** What went wrong on a call, in Vonage's eyes: an NCCO that it cannot use, an answer that did not come. */
export const wrongs = (call: Call): LogLine[] => call.log.filter(({ action }) => action === 'error');

/** The webhooks of a call that were not answered 2xx. */
export const failedWebhooks = (call: Call): LogLine[] =>
  call.log.filter(
    ({ action, status }) => action === 'webhook' && (Number(status) < 200 || Number(status) > 299),
  );

/** Ops edit one attribute of an item and leave the others, such as the desk's marks, alone. */
export async function edit(desk: TestDesk, name: string, attribute: string, value: unknown): Promise<void> {
  await desk.tables.send(
    new UpdateCommand({
      TableName: 'NccoConfig',
      Key: { name },
      UpdateExpression: 'SET #attribute = :value',
      ExpressionAttributeNames: { '#attribute': attribute },
      ExpressionAttributeValues: { ':value': value },
    }),
  );
  await desk.advance(10_000);
}

/** Which preset answers. */
export const choose = (desk: TestDesk, incoming: string, outgoing = 'outbound-call'): Promise<void> =>
  desk.configure({ name: 'answer', incoming, outgoing });

export async function item(desk: TestDesk, name: string): Promise<Record<string, unknown> | undefined> {
  return (await desk.items('NccoConfig')).find((candidate) => candidate['name'] === name);
}

/** An agent's app connects again, however often it is connected. */
export async function signIn(desk: TestDesk, name: 'Jane' | 'Joe'): Promise<void> {
  await desk.simulate('DELETE', `/simulator/sessions/${name}`);
  const { body } = await desk.jwt({ mobile_api_key: desk.system.account.mobileApiKey, user_name: name });
  const session = await fetch(`${desk.system.simulatorUrl}/simulator/sessions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${body.jwt}` },
  });
  expect(session.status).toBe(201);
}

/** How the application's voice webhooks arrive from now on. */
export async function voiceWebhooksBy(desk: TestDesk, method: 'GET' | 'POST'): Promise<void> {
  const { simulatorUrl, account } = desk.system;
  const url = `${simulatorUrl}/v2/applications/${account.applicationId}`;
  const authorization = `Basic ${Buffer.from('local000:local-api-secret').toString('base64')}`;
  const headers = { authorization, 'content-type': 'application/json' };
  const application = (await (await fetch(url, { headers })).json()) as {
    name: string;
    capabilities: { voice: { webhooks: Record<string, { http_method: string }> } };
  };
  const { answer_url: answer, fallback_answer_url: fallback } = application.capabilities.voice.webhooks;
  for (const webhook of [answer, fallback]) if (webhook) webhook.http_method = method;
  const { name, capabilities } = application;
  const put = await fetch(url, { method: 'PUT', headers, body: JSON.stringify({ name, capabilities }) });
  expect(put.status).toBe(200);
}

/** A voice webhook with Vonage's proof, for what no simulated phone does. */
export function signedPost(desk: TestDesk, path: string, body: unknown): Promise<Answer<unknown>> {
  const raw = typeof body === 'string' ? body : JSON.stringify(body);
  const { headers } = jsonBody(body);
  return desk.ask('POST', path, {
    body: raw,
    headers: { ...headers, authorization: `Bearer ${voiceJwt(desk, raw)}` },
  });
}
