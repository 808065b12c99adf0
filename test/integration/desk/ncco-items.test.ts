import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { jsonBody, NUMBERS, TestDesk, voiceJwt, type Answer } from '../../desk/desk.ts';
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
