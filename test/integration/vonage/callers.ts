import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, jest } from '@jest/globals';
import { jwtVerify } from 'jose';
import type { z } from 'zod';
import {
  account,
  callShape,
  fields,
  JANES_PHONE,
  json,
  keys,
  makeApplication,
  openWorld,
  SUPPORT,
  type Received,
  type World,
} from './setup.ts';

/** The world of the present test. */
export let world: World;
/** The application whose webhooks go to the receiver. */
export let id: string;
/** Gives each test an account with an application and the agents Jane and Joe. Only the tests move the clock. */
export function eachInItsOwnWorld(): void {
  beforeEach(async () => {
    jest.spyOn(Date, 'now').mockReturnValue(Date.now());
    world = await openWorld();
    await link();
    const { users } = world.sdk({ applicationId: id, privateKey: keys.privateKey });
    await users.createUser({ name: 'Jane' });
    await users.createUser({ name: 'Joe' });
  });
  afterEach(async () => {
    await world.close();
    jest.restoreAllMocks();
  });
}

/** Links the support number to a new application. */
export async function link(voice: Record<string, unknown> = {}): Promise<void> {
  id = await makeApplication(world, voice);
}

export type CallView = z.infer<typeof callShape>;
export const post = async (path: string, body: unknown = {}): Promise<CallView> => {
  const { status: code, json: answer } = await world.call('POST', path, body);
  if (code >= 300) throw new Error(`${code} ${JSON.stringify(answer)}`);
  return callShape.parse(answer);
};
export const dial = (more: Record<string, unknown> = {}) =>
  post('/simulator/calls', { from: JANES_PHONE, to: SUPPORT, ...more });
export const look = async ({ id: call }: CallView) =>
  callShape.parse((await world.call('GET', `/simulator/calls/${call}`)).json);
export const press = ({ id: call }: CallView, digits: string) =>
  post(`/simulator/calls/${call}/digits`, { digits });
/** What the caller says; without `seconds` it takes as long as it is. */
export const say = ({ id: call }: CallView, text: string, seconds?: number) =>
  post(`/simulator/calls/${call}/speech`, { text, ...(seconds !== undefined && { seconds }) });
export const leg = (call: CallView, act: string, index = 0, body: unknown = {}) =>
  post(`/simulator/calls/${call.id}/legs/${call.legs[index]?.id ?? ''}/${act}`, body);
export const advance = async (seconds: number): Promise<void> => {
  await world.clock.advance(seconds * 1000);
  await world.vonage.settled();
};
export const actions = (call: CallView) => call.log.map(({ action }) => action);
export const spoken = (call: CallView) =>
  call.log.filter(({ action }) => action === 'talk').map((entry) => entry['text']);
export const statuses = () =>
  world.receiver
    .at('/event')
    .map(({ body }) => fields(body))
    .map((event) => event['status'] ?? 'none');

export const talk = (text: string) => ({ action: 'talk', text });
export const input = (more: Record<string, unknown> = {}) => ({
  action: 'input',
  type: ['dtmf'],
  eventUrl: [`${world.receiver.url}/dtmf`],
  ...more,
});
export const toJane = (more: Record<string, unknown> = {}) => ({
  action: 'connect',
  endpoint: [{ type: 'app', user: 'Jane' }],
  ...more,
});
export const answers = (...ncco: unknown[]) => world.receiver.answer('/answer', json(ncco));

export async function proven({ headers, body, method, query }: Received): Promise<void> {
  const token = (headers.authorization ?? '').replace('Bearer ', '');
  const { payload } = await jwtVerify(token, new TextEncoder().encode(account.signatureSecret), {
    algorithms: ['HS256'],
    issuer: 'Vonage',
    maxTokenAge: '5 minutes',
    currentDate: new Date(world.clock.now()),
  });
  const signed = method === 'GET' ? JSON.stringify(Object.fromEntries(query)) : body;
  expect(payload).toMatchObject({
    api_key: account.apiKey,
    application_id: id,
    jti: expect.any(String),
    payload_hash: createHash('sha256').update(signed).digest('hex'),
  });
}
