import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { EditableItem } from '../../../local/console/ncco/editable-items.ts';
import { NUMBERS, TestDesk } from '../../desk/desk.ts';

let desk: TestDesk;
beforeAll(async () => (desk = await TestDesk.open()));
afterAll(() => desk.close());

interface Finding {
  level: string;
  path: string;
  line: number;
  message: string;
}

const path = (name: string, what = ''): string => `/console/ncco/${encodeURIComponent(name)}${what}`;

const items = async (): Promise<EditableItem[]> =>
  (await desk.simulate<{ items: EditableItem[] }>('GET', '/console/ncco')).body.items;

async function item(name: string): Promise<EditableItem> {
  const found = (await items()).find((one) => one.name === name);
  if (!found) throw new Error(`There is no item ${name}.`);
  return found;
}

const check = async (name: string, text: string): Promise<Finding[]> =>
  (await desk.simulate<{ findings: Finding[] }>('POST', path(name, '/check'), { text })).body.findings;

const put = (name: string, text: string, seen?: string) =>
  desk.simulate<{ item: EditableItem; error: string; findings: Finding[] }>('PUT', path(name), {
    text,
    seen,
  });

const talk = (text: string): string => JSON.stringify([{ action: 'talk', text }], undefined, 2);

/** An NCCO of a test's own. */
let count = 0;
let mine: string;
beforeEach(async () => {
  count += 1;
  mine = `mine ${count}/of ours`;
  expect((await put(mine, talk('one'))).status).toBe(200);
});

test('lists what people edit, as they edit it', async () => {
  const list = await items();
  expect(list.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['answer', 'custom', 'inbound-call', 'ivr', 'menu', 'outbound-call', 'settings']),
  );
  expect(list.filter(({ name }) => name.startsWith('last-good/'))).toEqual([]);
  expect(list.filter(({ problems }) => problems.length > 0)).toEqual([]);
  const answer = JSON.parse((await item('answer')).text) as Record<string, string>;
  expect((await item(answer['incoming'] ?? '')).usedBy).toContain('incoming');
  expect((await item(answer['outgoing'] ?? '')).usedBy).toContain('outgoing');
  for (const { kind, text } of list) {
    const value: unknown = JSON.parse(text);
    expect(Array.isArray(value)).toBe(kind === 'ncco');
    expect(value).not.toHaveProperty('name');
    expect(value).not.toHaveProperty('problems');
  }
  expect(await item(mine)).toMatchObject({ kind: 'ncco', changedBy: 'console', usedBy: [], problems: [] });
});

describe('a check names the line', () => {
  test('of what is wrong and of what is odd', async () => {
    const text =
      '[\n  {"action": "talk",\n   "text": 7},\n  {"action": "connect",\n   "odd": 1,\n   "endpoint": [{"type": "phone"}]}\n]';
    expect(await check(mine, text)).toEqual(
      expect.arrayContaining([
        { level: 'error', path: '[0].text', line: 3, message: expect.any(String) },
        { level: 'error', path: '[1].endpoint[0].number', line: 6, message: expect.any(String) },
        { level: 'warning', path: '[1].odd', line: 5, message: expect.any(String) },
      ]),
    );
  });

  test('where the JSON breaks', async () => {
    expect(await check(mine, '[\n  {"action": "talk",}\n]')).toEqual([
      { level: 'error', path: '', line: 2, message: expect.stringContaining('no JSON') },
    ]);
  });

  test.each([
    [
      'menu',
      '{\n  "choices": {"x": "Jane"},\n  "odd": 1\n}',
      ['error choices.x 2', 'error choices 2', 'warning odd 3'],
    ],
    ['answer', '{\n  "incoming": "nobody",\n  "outgoing": "ivr"\n}', ['error incoming 2']],
    [
      'settings',
      '{\n  "language": "xx",\n  "limits": {\n    "parts": 99\n  }\n}',
      ['error language 2', 'error limits.parts 4'],
    ],
    [
      'texts/en',
      '{\n  "confirm": "Hello {nobody}",\n  "help": 7, "odd": ""\n}',
      ['error confirm 2', 'error help 3', 'warning odd 3'],
    ],
    ['texts/ja', '{"ack": "{business}{choice}{label}", "help": "ヘルプ"}', []],
  ])('in %s', async (name, text, expected) => {
    const found = (await check(name, text)).map(({ level, path: at, line }) => `${level} ${at} ${line}`);
    for (const one of expected) expect(found).toContain(one);
    expect(found.filter((one) => one.startsWith('error'))).toHaveLength(
      expected.filter((one) => one.startsWith('error')).length,
    );
  });
});

describe('an edit', () => {
  test('is heard by the next caller, and can be taken back', async () => {
    expect((await put(mine, talk('two'), talk('one'))).body.item).toMatchObject({ text: talk('two') });
    const before = JSON.parse((await item('answer')).text) as { incoming: string };
    expect(
      (await desk.simulate('POST', '/console/ncco/use', { direction: 'incoming', name: mine })).status,
    ).toBe(200);
    await desk.advance(10_000);
    const from = desk.newCustomer();
    const call = await desk.simulate<{ log: { action: string; text?: string }[] }>(
      'POST',
      '/simulator/calls',
      {
        from,
        to: NUMBERS.voice,
      },
    );
    expect(call.body.log.filter(({ action }) => action === 'talk')[0]?.text).toBe('two');
    await desk.simulate('POST', '/console/ncco/use', { direction: 'incoming', name: before.incoming });

    const { body } = await desk.simulate<{ versions: { number: number; by: string; text: string }[] }>(
      'GET',
      path(mine, '/history'),
    );
    expect(body.versions).toMatchObject([
      { number: 2, by: 'console', text: talk('two') },
      { number: 1, by: 'console', text: talk('one') },
    ]);
    const back = await desk.simulate<{ item: EditableItem }>('POST', path(mine, '/rollback'), {});
    expect(back.body.item.text).toBe(talk('one'));
    const forth = await desk.simulate<{ item: EditableItem }>('POST', path(mine, '/rollback'), { to: 2 });
    expect(forth.body.item.text).toBe(talk('two'));
  });

  test('shows what it changes, whatever its layout', async () => {
    const { body } = await desk.simulate<{ lines: { kind: string; text: string }[] }>(
      'POST',
      path(mine, '/diff'),
      {
        text: '[{"text":"two","action":"talk"}]',
      },
    );
    expect(body.lines.filter(({ kind }) => kind !== ' ')).toEqual([
      { kind: '-', text: '    "text": "one"' },
      { kind: '+', text: '    "text": "two"' },
    ]);
    expect(body.lines.filter(({ kind }) => kind === ' ').length).toBeGreaterThan(2);
    const broken = await desk.simulate('POST', path(mine, '/diff'), { text: '[' });
    expect(broken.status).toBe(200);
    const long = await desk.simulate('POST', path(mine, '/diff'), { text: '\n'.repeat(450_000) });
    expect(long.status).toBe(422);
  });

  test('that is broken changes nothing', async () => {
    for (const text of ['', '[', '[]', '{}', 'null', '[{"action":"dance"}]']) {
      const { status, body } = await put(mine, text);
      expect(status).toBe(422);
      expect(body.error).toEqual(expect.any(String));
      expect(body.findings.length).toBeGreaterThan(0);
    }
    expect((await item(mine)).text).toBe(talk('one'));
    expect((await put('menu', '{"attempts":0}')).status).toBe(422);
    expect((await put('answer', '{"incoming":"nobody","outgoing":"ivr"}')).status).toBe(422);
    expect(
      (await desk.simulate('POST', '/console/ncco/use', { direction: 'incoming', name: 'nobody' })).status,
    ).toBe(422);
  });

  test('of menu, settings and texts leaves what the desk keeps beside it, and takes out what is gone', async () => {
    const settings = JSON.parse((await item('settings')).text) as Record<string, unknown>;
    const changed = { ...settings, quietHours: { from: '21:00', to: '08:00' } };
    expect((await put('settings', JSON.stringify(changed))).status).toBe(200);
    expect(JSON.parse((await item('settings')).text)).toEqual(changed);
    expect((await put('settings', JSON.stringify(settings))).status).toBe(200);
    expect(JSON.parse((await item('settings')).text)).toEqual(settings);

    const menu = (await item('menu')).text;
    expect((await put('menu', '{"choices":{"1":"Joe"},"attempts":2,"otherwise":"Joe"}', menu)).status).toBe(
      200,
    );
    expect((await put('menu', menu)).body.item.text).toBe(menu);

    const texts = await put('texts/zh', '{"help":"帮助 {business}"}');
    expect(texts.body.item).toMatchObject({ kind: 'texts', text: '{\n  "help": "帮助 {business}"\n}' });
    expect((await put('texts/zh', '{}')).body.item.text).toBe('{}');
  });
});

describe('two editors', () => {
  test('who saw the same: the second is told, and nothing is lost', async () => {
    const seen = (await item(mine)).text;
    expect((await put(mine, talk('mine'), seen)).status).toBe(200);
    const late = await put(mine, talk('yours'), seen);
    expect(late.status).toBe(409);
    expect(late.body.error).toMatch(/look at it again/);
    expect((await item(mine)).text).toBe(talk('mine'));
  });

  test.each(['ncco', 'menu'])('at the very same moment: one wins, whoever it is (%s)', async (kind) => {
    const name = kind === 'ncco' ? mine : 'menu';
    const first = (await item(name)).text;
    const text = (n: number): string =>
      kind === 'ncco'
        ? talk(`editor ${n}`)
        : JSON.stringify({ choices: { [n]: 'Jane' }, attempts: 3, otherwise: 'Jane' }, undefined, 2);
    const answers = await Promise.all(Array.from({ length: 6 }, (_, n) => put(name, text(n + 3), first)));
    const won = answers.flatMap(({ status }, n) => (status === 200 ? [n + 3] : []));
    expect(won).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(5);
    expect(JSON.parse((await item(name)).text)).toEqual(JSON.parse(text(won[0] ?? 0)));
    if (kind === 'menu') await put(name, first);
  });

  test('with one in the tables themselves: the console does not overwrite it', async () => {
    const seen = (await item(mine)).text;
    await desk.configure({ name: mine, ncco: [{ action: 'talk', text: 'by hand' }] });
    expect((await put(mine, talk('mine'), seen)).status).toBe(409);
    expect(await item(mine)).toMatchObject({
      text: talk('by hand'),
      changedBy: expect.stringMatching(/^hand/),
    });
  });
});

describe('whatever is sent', () => {
  test.each([
    ['PUT', '/console/ncco/last-good%2Fivr', 404],
    ['PUT', '/console/ncco/texts%2Fxx', 404],
    ['PUT', `/console/ncco/${'n'.repeat(201)}`, 404],
    ['PUT', '/console/ncco/%20ivr', 404],
    ['POST', '/console/ncco/nothing/rollback', 404],
    ['POST', '/console/ncco/menu/rollback', 422],
    ['GET', '/console/ncco/nothing/history', 404],
    ['GET', '/console/ncco/__proto__/history', 404],
  ])('%s %s is refused', async (method, to, status) => {
    const body = method === 'PUT' ? { text: talk('x') } : method === 'GET' ? undefined : {};
    const answer = await desk.simulate<{ error: string }>(method, to, body);
    expect([answer.status, typeof answer.body.error]).toEqual([status, 'string']);
  });

  test('a name of any kind is a name', async () => {
    for (const name of ['a%2Fb', 'use', '日本語', 'x/check', '100% <b>', 'constructor']) {
      const { status, body } = await put(name, talk(name));
      expect([name, status, body.item.name]).toEqual([name, 200, name]);
      expect(await item(name)).toMatchObject({ text: talk(name) });
    }
  });

  test.each([[{ text: 7 }], [{}], [[]], [{ text: '[]', more: 1 }]])(
    'the body %j is refused',
    async (body) => {
      expect((await desk.simulate('PUT', path(mine), body)).status).toBe(400);
    },
  );

  test('a body that is no JSON, or too large, is refused', async () => {
    const url = `${desk.system.simulatorUrl}${path(mine)}`;
    expect((await fetch(url, { method: 'PUT', body: '{' })).status).toBe(400);
    expect(
      (await fetch(url, { method: 'PUT', body: JSON.stringify({ text: 'x'.repeat(2_000_000) }) })).status,
    ).toBe(413);
  });

  test('an item that somebody broke by hand is shown with what is wrong', async () => {
    await desk.configure({ name: mine, ncco: '[{"action":' });
    expect(await item(mine)).toMatchObject({
      text: '[{"action":',
      problems: [expect.stringContaining('no JSON')],
    });
    await desk.configure({ name: mine, other: { deep: [1, { x: null }] } });
    expect((await item(mine)).problems.length).toBeGreaterThan(0);
    expect((await put(mine, talk('mended'))).status).toBe(200);
  });
});

test('the places are told', async () => {
  const { status, body } = await desk.simulate<Record<string, unknown>>('GET', '/console/places');
  expect(status).toBe(200);
  const { apiUrl, simulatorUrl, dynamodbUrl, account } = desk.system;
  const { mobileApiKey, notifyKey } = account;
  expect(body).toMatchObject({
    apiUrl,
    simulatorUrl,
    dynamodbUrl,
    numbers: NUMBERS,
    agents: ['Jane', 'Joe'],
    mobileApiKey,
    notifyKey,
  });
});
