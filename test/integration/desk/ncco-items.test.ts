import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { jsonBody, NUMBERS, TestDesk, voiceJwt, type Answer } from '../../desk/desk.ts';
import { NCCOS } from '../../fixtures/nccos.ts';
import { Receiver } from '../vonage/setup.ts';
import { asWritten, freeAgents } from './agents-at-rest.ts';

/* Items that ops break by hand, as whole items and in any order: callers hear the last that was right. */

let desk: TestDesk;
beforeAll(async () => (desk = await TestDesk.open()));
afterAll(() => desk.close());

function webhook(path: string, more: object = {}): Promise<Answer<object[]>> {
  const { body, headers } = jsonBody({
    from: '447700900777',
    to: NUMBERS.voice,
    uuid: randomUUID(),
    conversation_uuid: `CON-${randomUUID()}`,
    ...more,
  });
  return desk.ask('POST', path, {
    body,
    headers: { ...headers, authorization: `Bearer ${voiceJwt(desk, body)}` },
  });
}

const heard = async (): Promise<object[]> => {
  await freeAgents(desk);
  const { status, body } = await webhook('/webhooks/answer');
  expect(status).toBe(200);
  await desk.system.settled();
  return asWritten(body);
};

/** Every environment of the function is gone: the next call meets one that remembers nothing. */
async function coldStart(name = 'answer'): Promise<void> {
  await desk.withCloudFault({ kill: { function: name, after: 'reply' } }, async () => {
    const path = name === 'answer' ? '/webhooks/fallback' : '/webhooks/dtmf';
    expect((await webhook(path)).status).toBeGreaterThanOrEqual(500);
  });
}

const item = async (name: string) => (await desk.items('NccoConfig')).find((one) => one['name'] === name);
const put = (Item: Record<string, unknown>) =>
  desk.tables.send(new PutCommand({ TableName: 'NccoConfig', Item }));
const says = (text: string) => [
  { action: 'talk', text },
  { action: 'connect', endpoint: [{ type: 'app', user: 'Joe' }] },
];
const warnings = (reason: string): number =>
  desk
    .logs()
    .split('\n')
    .filter((line) => line.includes(`"reason":"${reason}"`) && line.includes('"_aws"')).length;

beforeEach(() => desk.configure({ name: 'answer', incoming: 'inbound-call', outgoing: 'outbound-call' }));

describe.each([
  ['a list', (ncco: unknown) => ncco],
  ['JSON', (ncco: unknown) => JSON.stringify(ncco)],
])('an NCCO as %s', (_name, written) => {
  test('that is broken after it was right: the last good one answers, also after a cold start', async () => {
    const good = says(`Right ${randomUUID()}`);
    await desk.configure({ name: 'inbound-call', ncco: written(good) });
    expect(await heard()).toEqual(good);

    // As a whole item: nothing that stood beside the NCCO is left.
    await desk.configure({ name: 'inbound-call', ncco: written([{ action: 'sing' }]) });
    const counted = warnings('ncco-not-from-item');
    expect(await heard()).toEqual(good);
    expect(warnings('ncco-not-from-item')).toBe(counted + 1);
    expect(await item('inbound-call')).toMatchObject({
      ncco: written([{ action: 'sing' }]),
      problems: [expect.stringContaining('[0].action: must be one of')],
    });
    await coldStart();
    expect(await heard()).toEqual(good);
    await desk.advance(3_600_000);
    await coldStart();
    expect(await heard()).toEqual(good);

    const mended = says(`Mended ${randomUUID()}`);
    await desk.configure({ ...(await item('inbound-call')), ncco: written(mended) });
    expect(await heard()).toEqual(mended);
    expect(await item('inbound-call')).toEqual({ name: 'inbound-call', ncco: written(mended) });
    await desk.configure({ name: 'inbound-call' });
    await coldStart();
    expect(await heard()).toEqual(mended);
  });
});

test('a preset of the ops’ own that breaks, in a fresh environment', async () => {
  const good = says('We are closed');
  await desk.configure({ name: 'night', ncco: good });
  await desk.configure({ name: 'answer', incoming: 'night', outgoing: 'outbound-call' });
  expect(await heard()).toEqual(good);
  await desk.configure({ name: 'night', ncco: '[{' });
  await coldStart();
  expect(await heard()).toEqual(good);
  expect(await item('night')).toHaveProperty('problems');
});

test('the menu that asks again is the last good one, too', async () => {
  const menu = [
    { action: 'talk', text: 'One for Jane' },
    { action: 'input', type: ['dtmf'], eventUrl: ['DTMF_URL'] },
  ];
  await desk.configure({ name: 'ivr', ncco: menu });
  await heard();
  await desk.configure({ name: 'ivr', ncco: [] });
  await coldStart('dtmf');
  expect((await webhook('/webhooks/dtmf', { dtmf: { digits: '9' } })).body[0]).toEqual(menu[0]);
});

test('what is right is kept once and not written again', async () => {
  await desk.configure({ name: 'inbound-call', ncco: says('Kept') });
  await heard();
  const before = await desk.items('NccoConfig');
  await desk.advance(60_000);
  await heard();
  expect(await desk.items('NccoConfig')).toEqual(before);
});

test('an edit that comes while an older one is judged is never marked for it', async () => {
  await desk.configure({ name: 'inbound-call', ncco: '[{' });
  await heard();
  const mended = { name: 'inbound-call', ncco: says('Mended at once') };
  await put(mended);
  await heard(); // It still knows the broken one.
  expect(await item('inbound-call')).toEqual(mended);
  await desk.advance(10_000);
  expect(await heard()).toEqual(mended.ncco);
});

test('what is wrong with answer and menu is told there, and no longer when it is mended', async () => {
  const answer = { name: 'answer', incoming: 'inbound-call', outgoing: 'nowhere' };
  await desk.configure(answer);
  await desk.configure({ name: 'menu', attempts: 0 });
  await heard();
  expect(await item('answer')).toEqual({
    ...answer,
    problems: ["outgoing: must name an item that is there, got 'nowhere'"],
  });
  expect(await item('menu')).toMatchObject({ problems: [expect.stringContaining('attempts')] });
  await desk.configure({ ...(await item('answer')), outgoing: 'outbound-call' });
  await desk.configure({ ...(await item('menu')), attempts: 2 });
  await heard();
  expect(await item('answer')).not.toHaveProperty('problems');
  expect(await item('menu')).not.toHaveProperty('problems');
});

test('an item that nobody uses is marked as well', async () => {
  await desk.configure({ name: 'custom', ncco: [{ action: 'talk' }] });
  await heard();
  expect(await item('custom')).toMatchObject({ problems: ['[0].text: is missing'] });
});

test('the table does not take what is to be noted: the caller hears the item all the same', async () => {
  const good = says('Heard');
  await desk.configure({ name: 'inbound-call', ncco: good });
  await desk.withCloudFault({ dynamodb: { delayMs: 900 } }, async () => {
    // Who rings is found out a moment later.
    expect((await webhook('/webhooks/answer')).body[0]).toEqual(good[0]);
  });
});

describe('a call that hears an item as people write it', () => {
  interface CallView {
    id: string;
    state: string;
    waitingFor: string | null;
    log: { action: string; text?: string; reason?: string }[];
    legs: { id: string; state: string }[];
  }
  const receiver = new Receiver();
  beforeAll(() => receiver.listen());
  afterAll(() => receiver.close());

  /** The item answers a call from a phone; whoever is rung answers and hangs up, then the caller does. */
  async function called(name: string, ncco: unknown): Promise<CallView> {
    await freeAgents(desk);
    const written = typeof ncco === 'string' ? ncco : JSON.stringify(ncco);
    // Nothing leaves this machine.
    await desk.configure({ name, ncco: written.replaceAll('https://example.com/x', `${receiver.url}/x`) });
    await desk.configure({ name: 'answer', incoming: name, outgoing: 'outbound-call' });
    const simulate = async (path: string, body: object = {}) =>
      (await desk.simulate<CallView>('POST', `/simulator/calls${path}`, body)).body;
    let call = await simulate('', { from: desk.newCustomer(), to: NUMBERS.voice });
    for (let step = 0; step < 8 && call.state === 'answered'; step += 1) {
      const leg = call.legs.find(({ state }) => state === 'ringing' || state === 'answered');
      if (leg)
        call = await simulate(`/${call.id}/legs/${leg.id}/${leg.state === 'ringing' ? 'answer' : 'hangup'}`);
      else if (call.waitingFor === 'digits')
        call = await simulate(`/${call.id}/digits`, { digits: '12345678901234567890' });
      else call = await simulate(`/${call.id}/hangup`);
    }
    await desk.system.settled();
    return call;
  }

  type Row = [name: string, ncco: Record<string, unknown>[], why: string | undefined];
  const corpus = (valid: boolean, ...ids: number[]) =>
    NCCOS.filter((one) => one.valid === valid)
      .filter(({ id }) => ids.includes(Number(id.split('-')[1])))
      .map(({ id, ncco, why }): Row => [id, ncco, why]);
  const phone = [{ type: 'phone', number: '447700900123' }];

  test.each<Row>([
    ...corpus(true, 21, 54, 59, 87, 93, 95, 100, 109, 113, 177, 206, 229),
    ['PARAMS_FROM', [{ action: 'connect', from: 'PARAMS_FROM', timeout: '45', endpoint: phone }], undefined],
  ])('%s is heard in order, without an error', async (name, ncco) => {
    const { log, state } = await called(name, ncco);
    const actions = ncco.map(({ action }) => action);
    expect(state).toBe('completed');
    expect(
      log.filter(({ action }) => action === 'error' || actions.includes(action)).map(({ action }) => action),
    ).toEqual(actions.includes('conversation') ? expect.arrayContaining(actions) : actions);
    expect(await item(name)).not.toHaveProperty('problems');
  });

  test.each<[name: string, ncco: unknown, why: string | undefined]>([
    ...corpus(false, 29, 31, 35, 92, 101, 132, 147, 170, 184),
    ['no-json', '[\n  {"action": "talk", "text": "x",}\n]', undefined],
  ])('%s is not: the preset answers, and the item is told', async (name, ncco, why) => {
    const { log } = await called(name, ncco);
    expect(log.find(({ action }) => action === 'talk')).toMatchObject({ text: 'Thank you for calling Jane' });
    expect(log.filter(({ action }) => action === 'error')).toEqual([]);
    expect(await item(name)).toMatchObject({
      problems: [
        why === undefined
          ? expect.stringMatching(/^ncco: is no JSON at line 2, column 34/)
          : expect.stringMatching(new RegExp(`^\\[${why.split('.')[0]}\\]`)),
      ],
    });
  });
});
