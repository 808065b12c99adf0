import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { createHash, createHmac, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { CloudEvent } from '../../local/cloud/events.ts';
import { NUMBERS, startFrontdesk, type Frontdesk } from '../../local/frontdesk.ts';
import { LogScan } from './log-scan.ts';
import { secretsToKeep } from './secrets.ts';

export { NUMBERS };

/** A text as the simulated phone lists it. */
export interface PhoneText {
  id: string;
  direction: 'inbound' | 'outbound';
  from: string;
  to: string;
  text: string;
  type: string;
  parts: number;
  clientRef: string | null;
  receipts: { status: string }[];
}

type Table = 'Tickets' | 'Messages' | 'NccoConfig' | 'Deliveries' | 'Calls' | 'Agents' | 'Guesses';

export interface Answer<T = unknown> {
  status: number;
  headers: Headers;
  text: string;
  body: T;
}

/** The whole system in memory, and the clients that tests play: phones, webhooks, the shop, agents, owners. */
export class TestDesk {
  readonly system: Frontdesk;
  readonly events: CloudEvent[];
  readonly tables: DynamoDBDocumentClient;
  readonly #scan = new LogScan();
  readonly #mayBeDenied = new Set<string>();
  #nextNumber = 0;

  private constructor(system: Frontdesk, events: CloudEvent[]) {
    this.system = system;
    this.events = events;
    this.tables = DynamoDBDocumentClient.from(
      new DynamoDBClient({
        endpoint: system.dynamodbUrl,
        region: 'us-east-1',
        credentials: { accessKeyId: 'owner', secretAccessKey: 'owner' },
      }),
    );
  }

  /**
   * `assembly`: the synthesized stack, by default the run's own. `agents`: whose apps are signed in with the shared key,
   * by default Jane's and Joe's. `pageDir`: where the console's page was built.
   */
  static async open({
    assembly = process.env['FRONTDESK_ASSEMBLY'],
    agents,
    pageDir,
  }: { assembly?: string; agents?: string[]; pageDir?: string | undefined } = {}): Promise<TestDesk> {
    if (!assembly) throw new Error('FRONTDESK_ASSEMBLY is not set: run the tests through Jest.');
    const events: CloudEvent[] = [];
    const system = await startFrontdesk({
      assembly,
      ports: { api: 0, simulator: 0, dynamodb: 0 },
      dataDir: undefined,
      ...(agents && { agents }),
      ...(pageDir !== undefined && { pageDir }),
      onEvent: (event) => {
        if (!('type' in event)) events.push(event);
      },
    });
    return new TestDesk(system, events);
  }

  /** Allows a request that IAM denies, such as `seed PutItem`; any other makes {@link close} throw. */
  expectDenied(functionName: string, operation: string): void {
    this.#mayBeDenied.add(`${functionName} ${operation}`);
  }

  /**
   * Stops the system.
   *
   * @throws Error when confidential data of this desk is in its logs or in a text's `client-ref`, or when IAM denied a
   *   function's request: Vonage's retries would hide the missing grant
   */
  async close(): Promise<void> {
    this.tables.destroy();
    try {
      await this.#expectNothingLeaked();
      this.#expectNothingDenied();
    } finally {
      await this.system.close();
    }
  }

  async #expectNothingLeaked(): Promise<void> {
    await this.system.settled();
    for (const secret of await secretsToKeep(this.system)) this.#scan.keep('a secret', secret);
    const found = this.#scan.find(
      this.events.flatMap((event) =>
        event.kind === 'log' || event.kind === 'access-log' ? [event.line] : [],
      ),
    );
    if (found) throw new Error(`The logs hold ${found.what}: ${found.line}`);
    const { body: texts } = await this.simulate<PhoneText[]>('GET', '/simulator/messages');
    for (const { clientRef } of texts) {
      const leaked = this.#scan.foundIn(clientRef ?? '');
      if (leaked) throw new Error(`A client-ref holds ${leaked.what}.`);
    }
  }

  #expectNothingDenied(): void {
    const denied = this.events.flatMap((event) => {
      const isAwsRequest = event.kind === 'dynamodb' || event.kind === 'secrets';
      if (!isAwsRequest || event.function === undefined || event.error !== 'AccessDeniedException') return [];
      const request = `${event.function} ${event.operation}`;
      const on = event.kind === 'dynamodb' ? event.tables.join(', ') : event.secret;
      return this.#mayBeDenied.has(request) ? [] : [`${request} on ${on ?? 'nothing'}`];
    });
    if (denied.length > 0)
      throw new Error(`IAM denied calls: ${[...new Set(denied)].join('; ')}. See lib/functions.ts.`);
  }

  /** A customer's number that no other test uses, from the London range that Ofcom reserves for fiction. */
  newCustomer(): string {
    this.#nextNumber += 1;
    const number = `44207946${String(this.#nextNumber).padStart(4, '0')}`;
    this.#scan.keepNumber(number);
    return number;
  }

  /** A request to our API. */
  ask<T = unknown>(
    method: string,
    path: string,
    init: { headers?: Record<string, string>; body?: string | Uint8Array<ArrayBuffer> } = {},
  ): Promise<Answer<T>> {
    this.#scan.keepRequest(path, init.headers ?? {}, init.body);
    return request<T>(`${this.system.apiUrl}${path}`, method, init);
  }

  /** A request to the simulated Vonage or the local cloud's controls. */
  simulate<T = unknown>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
    const init: { body?: string } = body === undefined ? {} : jsonBody(body);
    this.#scan.keepRequest(path, {}, init.body);
    return request<T>(`${this.system.simulatorUrl}${path}`, method, init);
  }

  /** A customer's phone sends a text; resolves when no work that it caused is under way. */
  async text(
    from: string,
    text: string,
    more: Record<string, unknown> = {},
  ): Promise<Answer<{ messageIds: string[]; webhooks: { status: number }[] }>> {
    const answer = await this.simulate<{ messageIds: string[]; webhooks: { status: number }[] }>(
      'POST',
      '/simulator/messages',
      {
        from,
        to: NUMBERS.support,
        text,
        ...more,
      },
    );
    await this.system.settled();
    return answer;
  }

  /** The texts that a phone sent and received, oldest first. */
  async phone(number: string): Promise<PhoneText[]> {
    return (await this.simulate<PhoneText[]>('GET', `/simulator/messages?number=${number}`)).body;
  }

  /** The texts that a phone received. */
  async received(number: string): Promise<PhoneText[]> {
    return (await this.phone(number)).filter(({ direction }) => direction === 'outbound');
  }

  /** Sends an SMS webhook as Vonage does. It is authenticated correctly unless `token`, `sign` or `forge` change that. */
  webhook(
    path: '/support' | '/update' | '/receipts',
    params: Record<string, string>,
    {
      method = 'POST',
      token = this.system.account.webhookToken,
      sign = true,
      forge = {},
    }: {
      method?: 'GET' | 'POST' | 'JSON';
      token?: string | undefined;
      sign?: boolean;
      forge?: Record<string, string>;
    } = {},
  ): Promise<Answer> {
    const fresh = {
      timestamp: String(Math.floor(this.system.clock.now() / 1000)),
      nonce: randomUUID(),
      ...params,
    };
    const all = { ...fresh, ...(sign && { sig: signature(fresh) }), ...forge };
    const query = new URLSearchParams(token === undefined ? {} : { token });
    if (method === 'GET') {
      for (const [name, value] of Object.entries(all)) query.append(name, value);
      return this.ask('GET', `${path}?${query.toString()}`);
    }
    return this.ask('POST', `${path}?${query.toString()}`, method === 'JSON' ? jsonBody(all) : formBody(all));
  }

  /** An inbound text's parameters, as Vonage sends them. */
  inbound(from: string, text: string, more: Record<string, string> = {}): Record<string, string> {
    return {
      'api-key': 'local000',
      msisdn: from,
      to: NUMBERS.support,
      messageId: randomUUID(),
      text,
      type: 'text',
      keyword: text.split(' ')[0]?.toUpperCase() ?? '',
      'message-timestamp': '2026-11-21 10:00:00',
      ...more,
    };
  }

  notify(
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<
    Answer<{ message?: string; error?: string; results?: { number: string; status: string; id?: string }[] }>
  > {
    return this.ask('POST', '/notify', {
      body: JSON.stringify(body),
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${this.system.account.notifyKey}`,
        ...headers,
      },
    });
  }

  jwt(
    body: unknown,
  ): Promise<
    Answer<{ jwt: string; user_id: string; user_name: string; expires_at: string; error?: string }>
  > {
    return this.ask('POST', '/api/jwt', jsonBody(body));
  }

  /** A client of our API that is signed in as an agent. */
  async agent(
    name: 'Jane' | 'Joe',
  ): Promise<
    <T = unknown>(
      method: string,
      path: string,
      body?: unknown,
      headers?: Record<string, string>,
    ) => Promise<Answer<T>>
  > {
    const { body } = await this.jwt({ mobile_api_key: this.system.account.mobileApiKey, user_name: name });
    const authorization = `Bearer ${body.jwt}`;
    return <T>(method: string, path: string, content?: unknown, headers: Record<string, string> = {}) =>
      this.ask<T>(method, path, {
        headers: {
          authorization,
          ...headers,
          ...(content !== undefined && { 'content-type': 'application/json' }),
        },
        ...(content !== undefined && { body: JSON.stringify(content) }),
      });
  }

  /** All items of a table, read with the owner's rights; `where` filters by equal attributes. */
  async items(table: Table, where: Record<string, string> = {}): Promise<Record<string, unknown>[]> {
    const filters = Object.entries(where);
    const { Items = [] } = await this.tables.send(
      new ScanCommand({
        TableName: table,
        ConsistentRead: true,
        ...(filters.length > 0 && {
          FilterExpression: filters.map((_, index) => `#${index} = :${index}`).join(' AND '),
          ExpressionAttributeNames: Object.fromEntries(filters.map(([name], index) => [`#${index}`, name])),
          ExpressionAttributeValues: Object.fromEntries(
            filters.map(([, value], index) => [`:${index}`, value]),
          ),
        }),
      }),
    );
    return Items;
  }

  /** A table's items in DynamoDB's JSON, one text a page: to compare the table at two moments. */
  async pages(table: Table): Promise<string[]> {
    const pages: string[] = [];
    for (let from: unknown; pages.length === 0 || from !== undefined;) {
      const { status, text, body } = await request<{ LastEvaluatedKey?: unknown }>(
        this.system.dynamodbUrl,
        'POST',
        {
          headers: {
            'content-type': 'application/x-amz-json-1.0',
            'x-amz-target': 'DynamoDB_20120810.Scan',
            'x-amz-date': '19700101T000000Z',
            authorization: 'AWS4-HMAC-SHA256 Credential=owner, SignedHeaders=host, Signature=any',
          },
          body: JSON.stringify({ TableName: table, ConsistentRead: true, ExclusiveStartKey: from }),
        },
      );
      if (status !== 200) throw new Error(`The table ${table} cannot be read: ${text}`);
      pages.push(text);
      from = body.LastEvaluatedKey;
    }
    return pages;
  }

  /** Writes an item of NccoConfig as ops do, and lets the functions' caches expire. */
  async configure(item: Record<string, unknown>): Promise<void> {
    await this.tables.send(new PutCommand({ TableName: 'NccoConfig', Item: item }));
    await this.advance(10_000);
  }

  async advance(ms: number): Promise<void> {
    await this.simulate('POST', '/cloud/clock', { advanceMs: ms });
    await this.system.settled();
  }

  /** Runs `work` under a fault of the local cloud. */
  async withCloudFault<T>(fault: Record<string, unknown>, work: () => Promise<T>): Promise<T> {
    await this.simulate('POST', '/cloud/faults', fault);
    try {
      return await work();
    } finally {
      await this.simulate('DELETE', '/cloud/faults');
    }
  }

  /** All log lines of the functions so far. */
  logs(): string {
    return this.events.flatMap((event) => (event.kind === 'log' ? [event.line] : [])).join('\n');
  }

  /** Waits in real time until `holds`; for effects that follow a response. */
  async until(holds: () => Promise<boolean> | boolean): Promise<void> {
    for (let round = 0; round < 400; round += 1) {
      if (await holds()) return;
      await pause(25);
    }
    throw new Error('This never came true.');
  }
}

/** Vonage's signature, implemented from its documentation, independently of the product's code. */
export function signature(params: Record<string, string>, secret = 'local-signature-secret'): string {
  const text = Object.keys(params)
    .sort()
    .map((name) => `&${name}=${(params[name] ?? '').replace(/[&=]/g, '_')}`)
    .join('');
  return createHmac('sha256', secret).update(text).digest('hex').toUpperCase();
}

/** A URL as an NCCO of ours contains it; its MAC is implemented from docs/webhooks.md, independently of the product. */
export function handedOut(desk: TestDesk, path: string, token = desk.system.account.webhookToken): string {
  const url = new URL(path, desk.system.apiUrl);
  const key = createHmac('sha256', token).update('frontdesk: MAC of a handed-out URL, v1').digest();
  const signed = JSON.stringify([url.pathname, ...url.searchParams]);
  url.searchParams.append('mac', createHmac('sha256', key).update(signed).digest('base64url'));
  return url.pathname + url.search;
}

/** A voice webhook's JWT, implemented from Vonage's documentation. */
export function voiceJwt(
  desk: TestDesk,
  signed: string | Uint8Array,
  claims: Record<string, unknown> = {},
  secret = 'local-signature-secret',
  header: object = { alg: 'HS256', typ: 'JWT' },
): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const content = `${part(header)}.${part({
    iat: Math.floor(desk.system.clock.now() / 1000),
    jti: randomUUID(),
    iss: 'Vonage',
    payload_hash: createHash('sha256').update(signed).digest('hex'),
    api_key: 'local000',
    application_id: desk.system.account.applicationId,
    ...claims,
  })}`;
  return `${content}.${createHmac('sha256', secret).update(content).digest('base64url')}`;
}

export const jsonBody = (body: unknown) => ({
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json' },
});

export const formBody = (params: Record<string, string>) => ({
  body: new URLSearchParams(params).toString(),
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
});

async function request<T>(
  url: string,
  method: string,
  init: { headers?: Record<string, string>; body?: string | Uint8Array<ArrayBuffer> },
): Promise<Answer<T>> {
  const { body, headers } = init;
  const answer = await fetch(url, {
    method,
    ...(headers && { headers }),
    ...(body !== undefined && { body }),
  });
  const text = await answer.text();
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    parsed = undefined;
  }
  return { status: answer.status, headers: answer.headers, text, body: parsed as T };
}
