import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nccoCommand, type Terminal } from '../../../ops/ncco/command.ts';
import { NUMBERS, TestDesk } from '../../desk/desk.ts';

let desk: TestDesk;
beforeAll(async () => (desk = await TestDesk.open()));
afterAll(() => desk.close());

const port = (): string => new URL(desk.system.dynamodbUrl).port;
const NOON = Date.parse('2026-11-21T12:00:00Z');

interface Ended {
  code: number;
  said: string;
  complained: string;
}

/** The command as typed; `file` is what stands in every file. */
async function typed(words: string[], file?: unknown, terminal: Partial<Terminal> = {}): Promise<Ended> {
  const [said, complained]: [string[], string[]] = [[], []];
  const code = await nccoCommand(words, {
    print: (line) => said.push(line),
    printError: (line) => complained.push(line),
    read: () => Promise.resolve(typeof file === 'string' ? file : JSON.stringify(file)),
    user: () => 'kim',
    now: () => NOON,
    dynamodbPort: port(),
    ...terminal,
  });
  return { code, said: said.join('\n'), complained: complained.join('\n') };
}

const local = (words: string, file?: unknown, terminal?: Partial<Terminal>): Promise<Ended> =>
  typed([...words.split(' '), '--local'], file, terminal);

const item = async (name: string) => (await desk.items('NccoConfig')).find((one) => one['name'] === name);
const byHand = (Item: Record<string, unknown>) =>
  desk.tables.send(new PutCommand({ TableName: 'NccoConfig', Item }));
const says = (text: string) => [
  { action: 'talk', text },
  { action: 'connect', endpoint: [{ type: 'app', user: 'Joe' }] },
];

async function heard(): Promise<string[]> {
  const { body } = await desk.simulate<{ id: string; log: { action: string; text?: string }[] }>(
    'POST',
    '/simulator/calls',
    { from: desk.newCustomer(), to: NUMBERS.voice },
  );
  await desk.simulate('POST', `/simulator/calls/${body.id}/hangup`);
  await desk.system.settled();
  return body.log.flatMap(({ text }) => (text === undefined ? [] : [text]));
}

describe('set', () => {
  test('puts an NCCO in its place, keeps the one before with who and when, and callers hear it within 10 s', async () => {
    const before = await item('inbound-call');
    const { code, said } = await local('set inbound-call in.json --by Ann', says('Set by Ann'));
    expect({ code, said }).toEqual({ code: 0, said: expect.stringContaining('incoming calls within 10') });
    await desk.advance(10_000);
    expect(await heard()).toContain('Set by Ann');

    await local('set inbound-call -', says('Set by Kim'));
    const { said: history } = await local('history inbound-call');
    expect(history.split('\n')).toEqual([
      'version 3 · by kim · 2026-11-21T12:00:00.000Z · this stands now',
      'version 2 · by Ann · 2026-11-21T12:00:00.000Z',
      'version 1 · by hand, or the first deployment',
    ]);
    expect(await item('inbound-call')).toMatchObject({ ncco: says('Set by Kim') });
    await local('rollback inbound-call 1');
    expect((await item('inbound-call'))?.['ncco']).toEqual(before?.['ncco']);
  });

  test.each<[string, unknown, string[]]>([
    [
      'all that is wrong',
      [
        { action: 'sing' },
        { action: 'talk' },
        { action: 'connect', endpoint: [{ type: 'phone', number: '+44 77' }] },
      ],
      [
        '[0].action: must be one of',
        '[1].text: is missing',
        "[2].endpoint[0].number: must be E.164 digits, got '+44 77'",
      ],
    ],
    ['no JSON', '[{', ['no JSON: ']],
    [
      'what npm wrote into',
      '\n> frontdesk@0.1.0 ncco\n> node ops/ncco.ts show ivr\n\n[]',
      ['npm run -s ncco'],
    ],
    ['no list', {}, ['list of actions']],
    ['nothing', '', ['no JSON']],
    [
      'too large',
      Array.from({ length: 100 }, () => ({ action: 'talk', text: 'x'.repeat(1_400) })),
      ['too large'],
    ],
  ])('refuses %s and changes nothing', async (_name, file, sentences) => {
    const before = await desk.items('NccoConfig');
    const { code, complained } = await local('set custom c.json', file);
    expect(code).toBe(1);
    for (const sentence of sentences) expect(complained).toContain(sentence);
    expect(await desk.items('NccoConfig')).toEqual(before);
  });

  test.each(['answer', 'menu', 'settings', 'texts/en', 'last-good/ivr'])(
    'refuses %s, which is no NCCO',
    async (name) => {
      const before = await desk.items('NccoConfig');
      expect((await local(`set ${name} c.json`, says('x'))).code).toBe(1);
      expect(await desk.items('NccoConfig')).toEqual(before);
    },
  );

  test('warns of what nobody knows and sets it all the same', async () => {
    const { code, complained } = await local('set custom c.json', [{ action: 'talk', text: 'x', pitch: 1 }]);
    expect({ code, complained }).toEqual({ code: 0, complained: expect.stringContaining('[0].pitch') });
  });

  test('the same again changes nothing', async () => {
    await local('set custom c.json', says('Same'));
    const before = await desk.items('NccoConfig');
    const { code, said } = await local('set custom c.json', says('Same'));
    expect({ code, said }).toEqual({ code: 0, said: expect.stringContaining('already') });
    expect(await desk.items('NccoConfig')).toEqual(before);
  });

  test.each<[string, () => Promise<unknown>]>([
    ['by the command', () => local('set custom c.json --by Ann', says(`Ann ${Math.random()}`))],
    ['by hand', () => byHand({ name: 'custom', ncco: [{ action: 'talk', text: 'by hand' }] })],
    [
      'by hand, in one value alone',
      () =>
        desk.tables.send(
          new UpdateCommand({
            TableName: 'NccoConfig',
            Key: { name: 'custom' },
            UpdateExpression: 'SET ncco[1].endpoint[0].#user = :jane',
            ExpressionAttributeNames: { '#user': 'user' },
            ExpressionAttributeValues: { ':jane': 'Jane' },
          }),
        ),
    ],
  ])('somebody was faster %s: the second is told, and the faster edit stands', async (_name, edit) => {
    await local('set custom c.json', says(`Before ${Math.random()}`));
    let faster: unknown;
    // The moment is asked for after the item was read and before it is written.
    const slow = await slowly(async () => {
      await edit();
      faster = (await item('custom'))?.['ncco'];
    });
    expect(slow).toEqual({ code: 3, said: '', complained: expect.stringContaining('somebody was faster') });
    expect((await item('custom'))?.['ncco']).toEqual(faster);
  });

  test('of ten at once one wins each time, and no version is lost', async () => {
    await byHand({ name: 'rush', ncco: says('Start') });
    const ends = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        local(`set rush r.json --by ops${index}`, says(`Rush ${index}`)),
      ),
    );
    const won = ends.filter(({ code }) => code === 0).length;
    expect(ends.every(({ code }) => code === 0 || code === 3)).toBe(true);
    expect(won).toBeGreaterThan(0);
    expect((await local('history rush')).said.split('\n')).toHaveLength(won + 1);
  });

  test('20 versions are kept', async () => {
    for (let round = 1; round <= 25; round += 1) await local('set many m.json', says(`Round ${round}`));
    const lines = (await local('history many')).said.split('\n');
    expect(lines).toHaveLength(20);
    expect(lines[0]).toContain('version 25');
    expect((await local('diff many 6')).code).toBe(0);
    expect((await local('diff many 5')).complained).toContain('no version "5"');
  });

  test('an item that was broken by hand is mended, and what stood there is in the history', async () => {
    await byHand({ name: 'custom', ncco: '[oops', problems: ['told'] });
    expect((await local('set custom c.json', says('Mended'))).code).toBe(0);
    expect(await item('custom')).not.toHaveProperty('problems');
    expect((await local('history custom')).said).toMatch(/by hand.*broken/);
    expect((await local('rollback custom 1')).complained).toContain('broken');
  });
});

/** `set custom`, with something that happens just between its reading and its writing. */
async function slowly(meanwhile: () => Promise<void>): Promise<Ended> {
  return local('set custom c.json', undefined, {
    read: async () => {
      await meanwhile();
      return JSON.stringify(says(`Slow ${Math.random()}`));
    },
  });
}

describe('rollback', () => {
  test('goes back, and forth again: each is a new version', async () => {
    await byHand({ name: 'back', ncco: says('One') });
    await local('set back b.json', says('Two'));
    expect(await local('rollback back')).toMatchObject({
      code: 0,
      said: expect.stringContaining('back is version 3 now, back to version 1.'),
    });
    expect(await item('back')).toMatchObject({ ncco: says('One') });
    expect((await local('rollback back 2 --by Ann')).code).toBe(0);
    expect(await item('back')).toMatchObject({ ncco: says('Two') });
    expect((await local('history back')).said.split('\n').slice(0, 2)).toEqual([
      expect.stringMatching(/^version 4 · by Ann · .* · back to version 2 · this stands now$/),
      expect.stringMatching(/^version 3 · by kim · .* · back to version 1$/),
    ]);
  });

  test('of an item that was replaced by hand with something broken, finds what was right last', async () => {
    await local('set back b.json', says('Right last'));
    await byHand({ name: 'back', ncco: '{' });
    expect((await local('rollback back')).code).toBe(0);
    expect(await item('back')).toMatchObject({ ncco: says('Right last') });
  });

  test('with nothing to go back to changes nothing', async () => {
    await byHand({ name: 'alone', ncco: says('Alone') });
    const before = await desk.items('NccoConfig');
    expect((await local('rollback alone')).code).toBe(1);
    expect((await local('rollback alone 7')).code).toBe(1);
    expect(await desk.items('NccoConfig')).toEqual(before);
  });
});

test('diff shows the lines that changed, whatever the order of keys', async () => {
  await byHand({ name: 'changed', ncco: [{ text: 'Good day', action: 'talk', loop: 2 }] });
  await local('set changed c.json', [{ action: 'talk', loop: 2, text: 'Good night' }]);
  expect((await local('diff changed')).said.split('\n')).toEqual([
    '  [',
    '    {',
    '      "action": "talk",',
    '      "loop": 2,',
    '-     "text": "Good day"',
    '+     "text": "Good night"',
    '    }',
    '  ]',
  ]);
  expect((await local('diff changed 2')).said).toContain('the same');
});

describe('use', () => {
  test('chooses what answers, and says what did before', async () => {
    await local('set night n.json', says('Good night'));
    const { code, said } = await local('use incoming night');
    expect({ code, said }).toEqual({ code: 0, said: expect.stringContaining('instead of inbound-call') });
    await desk.advance(10_000);
    expect(await heard()).toContain('Good night');
    expect((await local('list')).said).toMatch(/^night · right · answers incoming calls · version 1/m);
    await local('use incoming inbound-call');
    expect(await item('answer')).toMatchObject({ incoming: 'inbound-call', outgoing: 'outbound-call' });
  });

  test.each([
    ['incoming nobody', 1, 'no NCCO "nobody"'],
    ['incoming broken', 1, '[0].text: is missing'],
    ['incoming outbound-call', 1, 'the number that the call came in on'],
    ['incoming menu', 1, 'no NCCO "menu"'],
    ['sideways ivr', 2, 'use outgoing'],
  ])('%s: refused with %d', async (words, code, sentence) => {
    await byHand({ name: 'broken', ncco: [{ action: 'talk' }] });
    const before = await item('answer');
    const ended = await local(`use ${words}`);
    expect(ended).toEqual({ code, said: '', complained: expect.stringContaining(sentence) });
    expect(await item('answer')).toEqual(before);
    await byHand({ name: 'broken', ncco: says('Mended') });
  });
});

describe('check', () => {
  test('tells what callers hear, and what each key leads to, without a placeholder', async () => {
    const { code, said } = await local('check ivr');
    expect(code).toBe(0);
    for (const line of [
      'Thank you for calling my contact center.',
      'key 1:',
      'the app of Jane',
      'key 2:',
      'the app of Joe',
    ])
      expect(said).toContain(line);
    expect(said).toContain('another key, or silence, when asked 3 times: Jane, the default agent');
    expect((await local('check')).said).toContain(
      `the phone 447700900456 for 20 s, which sees ${NUMBERS.voice}`,
    );
    expect(`${said}${(await local('check')).said}`).not.toMatch(/PARAMS_|DTMF_URL|YOUR_|undefined/);
  });

  test('of all, names every item that is wrong and what stands in for it', async () => {
    await byHand({ name: 'ivr', ncco: [{ action: 'talk', text: 'x', loop: -1 }] });
    await local('set ivr i.json', says('Right'));
    await byHand({ ...(await item('ivr')), name: 'ivr', ncco: [] });
    await byHand({ name: 'answer', incoming: 'ivr', outgoing: 'nowhere' });
    const { code, said } = await local('check');
    expect(code).toBe(1);
    expect(said).toContain('ivr: broken');
    expect(said).toContain("outgoing: must name an item that is there, got 'nowhere'");
    expect(said).toContain('"ivr" cannot answer incoming calls; this stands in (last-good)');
    expect(said).toContain('"nowhere" cannot answer outgoing calls; this stands in (built-in)');
    await byHand({ name: 'answer', incoming: 'inbound-call', outgoing: 'outbound-call' });
  });

  test('tells who rings by the roster and the settings as they are now', async () => {
    const settings = await item('settings');
    await byHand({ ...settings, name: 'settings', ring: { seconds: 12 } });
    expect((await local('check inbound-call')).said).toContain(
      'not taken: rings Joe for 12 s, then voicemail',
    );
    await desk.tables.send(
      new UpdateCommand({
        TableName: 'Agents',
        Key: { name: 'Joe' },
        UpdateExpression: 'SET availability = :away',
        ExpressionAttributeValues: { ':away': 'away' },
      }),
    );
    expect((await local('check inbound-call')).said).toContain('not taken: voicemail');
    await byHand({ ...settings, name: 'settings' });
    await desk.tables.send(
      new UpdateCommand({
        TableName: 'Agents',
        Key: { name: 'Joe' },
        UpdateExpression: 'REMOVE availability',
      }),
    );
  });

  test('warns of slips of the pen, and of agents whom the roster does not know', async () => {
    const [menu, settings] = [await item('menu'), await item('settings')];
    await byHand({
      ...menu,
      name: 'menu',
      choices: { '1': 'Jane', '2': 'Jo' },
      otherwise: 'Anne',
      attempt: 2,
    });
    await byHand({ ...settings, name: 'settings', rings: 5, limits: { part: 2 } });
    await byHand({
      name: 'slips',
      nccos: [],
      ncco: [{ ...says('x')[1], endpoint: [{ type: 'app', user: 'joe' }] }],
    });
    const { said } = await local('check');
    for (const line of [
      'menu: right',
      'settings: right',
      'slips: right',
      '  warning: attempt: is not an attribute that the desk reads',
      '  warning: choices.2: Jo is not on the roster; "npm run agents -- list" shows who is',
      '  warning: otherwise: Anne is not on the roster',
      '  warning: rings: is not an attribute that the desk reads',
      '  warning: limits.part: is not an attribute that the desk reads',
      '  warning: nccos: is not an attribute that the desk reads',
      '  warning: [0].endpoint[0].user: joe is not on the roster',
    ])
      expect(said).toContain(line);
    expect(said).not.toContain('Jane is not on the roster');
    await byHand({ ...menu, name: 'menu' });
    await byHand({ ...settings, name: 'settings' });
    await byHand({ name: 'slips', ncco: says('x') });
  });

  test('tells what is wrong with the settings', async () => {
    const settings = await item('settings');
    await byHand({ ...settings, name: 'settings', ring: { seconds: 2 }, limits: { parts: 'six' } });
    const { code, said } = await local('check');
    expect(code).toBe(1);
    expect(said).toMatch(
      /^settings: broken\n {2}(limits\.parts: must be .*\n {2}ring\.seconds: must be a whole number from 3 to 300|ring\.seconds: must be a whole number from 3 to 300\n {2}limits\.parts: must be)/m,
    );
    await byHand({ ...settings, name: 'settings' });
  });

  test('an answer that names an item which holds no NCCO', async () => {
    await byHand({ name: 'answer', incoming: 'menu', outgoing: 'outbound-call' });
    const { code, said } = await local('check');
    expect(code).toBe(1);
    expect(said).toContain("incoming: must name an item that holds an NCCO, got 'menu'");
    await byHand({ name: 'answer', incoming: 'inbound-call', outgoing: 'outbound-call' });
  });

  test('a file is judged by a desk where one is named', async () => {
    const menu = await item('menu');
    await byHand({ ...menu, name: 'menu', choices: { '7': 'Joe' } });
    const ncco = [{ action: 'input', type: ['dtmf'], eventUrl: ['DTMF_URL'] }];
    expect((await local('check new.json', ncco)).said).toContain('key 7: Joe');
    expect((await typed(['check', 'new.json'], ncco)).said).toContain('key 1: Jane');
    await byHand({ ...menu, name: 'menu' });
  });

  test('tells of a placeholder that a call may give no value', async () => {
    const { said } = await typed(['check', '-'], [{ action: 'talk', text: 'Hello PARAMS_FROM' }]);
    expect(said).toContain('warning: PARAMS_FROM has no value where the caller hides the number');
    expect(said).toMatch(/An agent.*\n.*\n {2}warning: PARAMS_FROM has no value in such a call/);
  });

  test('a file is judged without any desk', async () => {
    const away = { dynamodbPort: '1' };
    const wrong = await typed(['check', 'new.json'], [{ action: 'wait', timeout: 0 }], away);
    expect(wrong).toMatchObject({ code: 1, said: expect.stringContaining('[0].timeout: must be') });
    const right = await typed(['check', '-'], says('From a file'), away);
    expect(right).toMatchObject({ code: 0, said: expect.stringContaining('hears "From a file"') });
    expect((await typed(['check', './x'], '{{', away)).code).toBe(1);
  });
});

test('show prints JSON that can be set again', async () => {
  const { code, said } = await local('show outbound-call');
  expect(code).toBe(0);
  expect(JSON.parse(said)).toEqual((await item('outbound-call'))?.['ncco']);
  await byHand({ name: 'shown', ncco: '[{"action":' });
  expect(await local('show shown')).toEqual({
    code: 1,
    said: '[{"action":',
    complained: 'ncco: is no JSON: it ends too early, at line 1, column 12',
  });
});

describe('what is not understood', () => {
  test.each<[string[], number, string]>([
    [[], 2, ''],
    [['sing', '--local'], 2, "'sing'"],
    [['constructor', '--local'], 2, "'constructor'"],
    [['show', '--local'], 2, 'Write: npm run ncco -- show <name>'],
    [['set', 'ivr', '--local'], 2, 'Write: npm run ncco -- set <name> <file>'],
    [['list', 'all', '--local'], 2, 'Write: npm run ncco -- list'],
    [['set', 'menu', 'x.json', '--local'], 1, 'edit that item in DynamoDB'],
    [['list', '--loc'], 2, '--loc'],
    [['set', 'ivr', 'x.json', '--local', '--by', ' '], 2, '--by'],
    [['show', 'none', '--local'], 1, 'there are: '],
    [['list', '--outputs', 'no-such.json'], 1, 'npm run deploy'],
    [['list', '--outputs', 'no-such.json'], 1, 'add --local'],
  ])('%j ends with %d', async (words, code, sentence) => {
    const ended = await typed(words, says('Hello'));
    expect(ended.code).toBe(code);
    expect(ended.complained).toContain(sentence);
  });

  test('as JSON, list, history and check are data alone', async () => {
    const json = async (words: string): Promise<unknown> => JSON.parse((await local(`${words} --json`)).said);
    expect(await json('list')).toContainEqual(
      expect.objectContaining({ name: 'inbound-call', problems: 0, answers: ['incoming'] }),
    );
    expect(await json('history inbound-call')).toContainEqual(
      expect.objectContaining({ version: 1, right: true }),
    );
    await byHand({ name: 'wrong', ncco: [{ action: 'talk' }] });
    const { code, said } = await local('check wrong --json');
    expect(code).toBe(1);
    expect(JSON.parse(said)).toEqual({
      right: false,
      items: [{ name: 'wrong', problems: [expect.stringContaining('[0].text')], warnings: [] }],
      hears: {},
    });
    expect(await json('check inbound-call')).toMatchObject({
      right: true,
      hears: { incoming: expect.arrayContaining([expect.stringContaining('rings')]) },
    });
    await byHand({ name: 'wrong', ncco: says('Mended') });
  });

  test('--help has an example of each and the exit codes', async () => {
    const { code, said } = await typed(['--help']);
    expect(code).toBe(0);
    expect(said).toContain('somebody else was faster');
    const examples = said.slice(said.indexOf('Examples'));
    for (const word of ['list', 'show', 'check', 'set', 'use', 'history', 'diff', 'rollback'])
      expect(examples).toContain(`ncco -- ${word}`);
  });

  test('no desk on this machine, or a file that is not there, is told', async () => {
    const nobody = await local('list', '', { dynamodbPort: '1' });
    expect(nobody).toMatchObject({ code: 1, complained: expect.stringContaining('npm start') });
    const read = () => Promise.reject(new Error('ENOENT: no such file, open x.json'));
    expect(await local('set ivr x.json', '', { read })).toMatchObject({
      code: 1,
      complained: expect.stringContaining('x.json'),
    });
  });
});

test('works on a deployed stack by its outputs', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'frontdesk-ncco-'));
  const file = join(directory, 'outputs.json');
  const saved = { ...process.env };
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: desk.system.dynamodbUrl,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'owner',
    AWS_SECRET_ACCESS_KEY: 'owner',
  });
  try {
    writeFileSync(file, JSON.stringify({ Frontdesk: desk.system.outputs }));
    expect((await typed(['set', 'afar', 'a.json', '--outputs', file], says('Afar'))).code).toBe(0);
    expect(await item('afar')).toMatchObject({ ncco: says('Afar') });
  } finally {
    process.env = saved;
    rmSync(directory, { recursive: true });
  }
});
