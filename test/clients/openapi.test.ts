import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createInstance, getHttpOperationsFromSpec } from '@stoplight/prism-http';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import {
  account,
  agentToken,
  basic,
  JANES_PHONE,
  makeApplication,
  openWorld,
  SUPPORT,
  type World,
} from '../integration/vonage/setup.ts';
import { samples, type Sample } from './openapi-samples.ts';

type Document = Sample['document'];

/** Where each document's paths begin, which the structure-only copies leave out. */
const BASES: Record<Document, string> = {
  account: '',
  numbers: '',
  sms: '/sms',
  'application.v2': '/v2/applications',
  voice: '/v1/calls',
};
const DOCUMENTS = Object.keys(BASES) as Document[];

/** What Vonage has and the simulated one does not. */
const NOT_OFFERED = ['account POST /account/register-sender', 'account POST /account/top-up'];

/** Where the answer is right and the document is narrower. */
const BEYOND = [
  // Prism's `url` takes no IP address, and the webhooks of the test are on 127.0.0.1.
  /CallBackUrl must match format "url"$|-callback-url must match format "url"$/,
  // Vonage's conversations are named CON-<uuid>.
  /conversation_uuid must match format "uuid"$/,
];

let world: World;
let token: string;
const known: Record<string, string> = { api_key: account.apiKey };
beforeAll(async () => {
  world = await openWorld();
  known['hook'] = `${world.receiver.url}/in`;
  token = await agentToken(world, await makeApplication(world));
});
afterAll(() => world.close());

/**
 * A structure-only copy as an OpenAPI document again, with head and descriptions. `oneOf` is read as `anyOf`: where
 * Vonage writes it, the alternatives overlap, and no answer could fit exactly one.
 */
function operationsOf(document: Document) {
  const copy = readFileSync(new URL(`../specs/${document}.json`, import.meta.url), 'utf8');
  const whole: unknown = JSON.parse(copy, (name, value: unknown) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    if (/^\d{3}$/.test(name) && !('$ref' in value)) return { description: '', ...value };
    if (!('oneOf' in value)) return value;
    const { oneOf, ...rest } = value;
    return { ...rest, anyOf: oneOf };
  });
  const head = { openapi: '3.0.0', info: { title: document, version: '1' } };
  return getHttpOperationsFromSpec({ ...head, ...(whole as object) });
}
const nameOf = (document: string, method: string, path: string) =>
  `${document} ${method.toUpperCase()} ${path}`;
const filled = (path: string): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => known[name] ?? 'json');
const authorization = (document: Document): string => (document === 'voice' ? `Bearer ${token}` : basic);

const quiet = { log: () => {}, child: () => quiet };
for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'success'])
  Object.assign(quiet, { [level]: () => {} });

interface Finding {
  message: string;
  path?: (string | number)[];
}
interface Result {
  output: { statusCode: number; headers?: Record<string, string>; body?: unknown };
  validations: { input: Finding[]; output: Finding[] };
}

/** Sends a call to the simulated Vonage through Prism, which reads what goes and what comes by the document. */
async function through({ document, operation, ...sample }: Sample): Promise<Result> {
  const [method = '', template = ''] = operation.split(' ');
  const prism = createInstance(
    {
      isProxy: true,
      mock: false,
      upstream: new URL(world.url + BASES[document]),
      upstreamProxy: undefined,
      validateRequest: true,
      validateResponse: true,
      checkSecurity: false,
      errors: false,
    } as never,
    { logger: quiet },
  );
  const isOld = document === 'account' || document === 'numbers';
  const query = {
    ...(isOld && { api_key: account.apiKey, api_secret: account.apiSecret }),
    ...sample.query,
  };
  const form =
    sample.form &&
    new URLSearchParams(
      Object.entries(sample.form).map(([name, value]): [string, string] => [name, filled(value)]),
    ).toString();
  const headers = {
    accept: 'application/json',
    ...(sample.query?.['api_secret'] === undefined && { authorization: authorization(document) }),
    ...(sample.json !== undefined && { 'content-type': 'application/json' }),
    ...(form !== undefined && {
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': String(form.length),
    }),
  };
  const answer: unknown = await prism.request(
    {
      method: method.toLowerCase() as 'get',
      url: { path: filled(sample.path ?? template), query },
      headers,
      body: form ?? sample.json,
    },
    await operationsOf(document),
  )();
  const { _tag, ...either } = answer as { _tag: string; left?: unknown; right?: Result };
  if (_tag === 'Left' || !either.right) throw new Error(`Prism refused the call: ${String(either.left)}`);
  return either.right;
}

/** Whether the simulated Vonage serves an operation at all, whatever it thinks of an empty call. */
async function isOffered(document: Document, method: string, path: string): Promise<boolean> {
  const response = await fetch(world.url + BASES[document] + filled(path), {
    method,
    headers: { authorization: authorization(document) },
  });
  return response.headers.get('content-type') !== 'application/problem+json';
}

const list = samples(SUPPORT, JANES_PHONE, account);

test('every operation that is offered has a sample, and all of a document are offered but those named', async () => {
  const offered: string[] = [];
  const missing: string[] = [];
  for (const document of DOCUMENTS)
    for (const { method, path } of await operationsOf(document)) {
      const isThere = await isOffered(document, method.toUpperCase(), path);
      (isThere ? offered : missing).push(nameOf(document, method, path));
    }
  const sampled = new Set(list.map(({ document, operation }) => `${document} ${operation}`));
  expect(offered.filter((name) => !sampled.has(name))).toEqual([]);
  expect(missing.toSorted()).toEqual(NOT_OFFERED);
});

describe.each(DOCUMENTS)('Vonage’s document of %s', (document) => {
  test.each(
    list
      .filter((sample) => sample.document === document)
      .map((sample) => [sample.operation, sample.status, sample] as const),
  )('describes %s and its answer %i', async (_, status, sample) => {
    const { output, validations } = await through(sample);
    expect({ ...output, statusCode: output.statusCode }).toMatchObject({ statusCode: status });
    const body = z.record(z.string(), z.unknown()).safeParse(output.body).data ?? {};
    for (const [name, field] of Object.entries(sample.learn ?? {})) known[name] = String(body[field]);
    const findings = [...validations.input, ...validations.output].filter(
      ({ message }) => !BEYOND.some((known) => known.test(message)),
    );
    if (sample.undescribed === undefined) expect(findings).toEqual([]);
    else expect(findings).not.toEqual([]);
    const { uuid } = known;
    if (sample.operation === 'POST /' && document === 'voice' && uuid !== undefined)
      await world.call('POST', `/simulator/calls/${uuid}/legs/${uuid}/answer`);
  });
});
