import { describe, expect, test } from '@jest/globals';
import { chosenAnswer } from '../../../../ops/ncco/chosen-answer.ts';
import { describeAnswer } from '../../../../ops/ncco/describe-answer.ts';
import type { Agent } from '../../../../ops/ncco/roster.ts';
import { CONFIG_ITEMS } from '../../../../desk/first-items.ts';

/* What `check` tells of a call: as the desk that the items make would route it. */

const FIRST = Object.fromEntries(CONFIG_ITEMS.map((item) => [String(item['name']), item]));
const numbers = { '447700900000': { uses: ['support', 'voice'] } };
const agent = (name: string, more: Partial<Agent> = {}): Agent => ({
  name,
  away: false,
  inTurn: true,
  ...more,
});
const BOTH = [agent('Jane'), agent('Joe')];

interface Told {
  ncco?: unknown;
  menu?: object;
  settings?: object;
  more?: object;
  agents?: Agent[] | undefined;
}

/** The story of an incoming call, trimmed; and a call that an agent makes. */
async function told(
  { ncco, menu, settings, more, ...roster }: Told,
  direction: 'incoming' | 'outgoing' = 'incoming',
) {
  const items = {
    ...FIRST,
    ...(ncco !== undefined && { 'inbound-call': { ncco }, 'outbound-call': { ncco } }),
    ...(menu && { menu: { ...FIRST['menu'], ...menu } }),
    settings: { ...FIRST['settings'], numbers, ...settings },
    ...more,
  };
  const lines = await describeAnswer(chosenAnswer(direction, items), { items, agents: BOTH, ...roster });
  return lines.map((line) => line.trim());
}

const connect = (user: string, more: object = {}) => ({
  action: 'connect',
  endpoint: [{ type: 'app', user }],
  ...more,
});
const VOICEMAIL =
  'hears "Nobody can take your call right now. Please leave a message after the tone." (en-GB)';
const HOLD = 'hears "Everybody is on the phone right now. You are first in line, please hold." (en-GB)';

test('the tutorial’s call: whom it rings for how long, the next agent, the line, voicemail and the text', async () => {
  expect(await told({})).toEqual([
    'A phone (447700900123) that calls in:',
    'hears "Thank you for calling Jane"',
    'rings the app of Jane for 20 s',
    'not taken: rings Joe for 20 s, then voicemail',
    expect.stringContaining('not taken: the agent is away, on a call or not signed in, rejects it'),
    'the next agent who is free:',
    'hears "Please wait while we connect you to …" (en-GB)',
    'rings the app of … for 20 s',
    'in line, while the others are on calls:',
    HOLD,
    'waits 10 s',
    'again and again, the place told anew, for 120 s in all',
    'voicemail:',
    VOICEMAIL,
    'is recorded (after a beep, until 3 s of silence, at most 120 s)',
    'hears "Thank you for your message. Goodbye." (en-GB)',
    expect.stringContaining('comes onto a ticket'),
    expect.stringMatching(/^"Sorry that we missed your call\. ACME has registered it as ticket …/),
  ]);
});

describe('how long an app rings', () => {
  test('is what the settings say, where the NCCO says nothing', async () => {
    const lines = await told({ settings: { ring: { seconds: 15 } } });
    expect(lines).toContain('rings the app of Jane for 15 s');
    expect(lines).toContain('not taken: rings Joe for 15 s, then voicemail');
  });

  test('is what the NCCO says of its own agent', async () => {
    const lines = await told({ ncco: [connect('Jane', { timeout: 40 })] });
    expect(lines).toContain('rings the app of Jane for 40 s');
    expect(lines).toContain('not taken: rings Joe for 20 s, then voicemail');
  });

  test('is Vonage’s own minute where the desk does not route: events of the ops’ own, an agent’s own call', async () => {
    const lines = await told({ ncco: [connect('Jane', { eventUrl: ['https://a.example'] })] });
    expect(lines).toContain('rings the app of Jane for 60 s');
    expect(lines).toContain('if nobody answers, the call ends');
    expect(lines.join()).not.toContain('not taken');
    expect(await told({ ncco: [connect('Jane')] }, 'outgoing')).toContain('rings the app of Jane for 60 s');
  });
});

describe('who comes next', () => {
  test('is who is longest idle, until the caller’s patience is over', async () => {
    const agents = [
      agent('Jane'),
      agent('Ann', { idleSince: 1_800_000_000_003 }),
      agent('Bo', { idleSince: 1_800_000_000_001 }),
      agent('Cy', { idleSince: 1_800_000_000_002 }),
    ];
    expect(await told({ agents })).toContain(
      'not taken: rings Bo for 20 s, then rings Cy for 20 s, then rings Ann for 20 s, then voicemail',
    );
    const queue = { maxSeconds: 30, rounds: 1 };
    expect(await told({ agents, settings: { queue } })).toContain(
      'not taken: rings Bo for 20 s, then rings Cy for 20 s, then voicemail',
    );
  });

  test('is everybody again in the next round', async () => {
    const settings = { queue: { maxSeconds: 120, rounds: 2 } };
    const agents = [agent('Jane', { idleSince: 1_800_000_000_000 }), agent('Joe')];
    expect(await told({ settings, agents })).toContain(
      'not taken: rings Joe for 20 s, then rings Jane for 20 s, then rings Joe for 20 s, then voicemail',
    );
  });

  test('is nobody who is away, or never signed in', async () => {
    const lines = await told({
      agents: [agent('Jane', { away: true }), agent('Joe'), agent('New', { inTurn: false })],
    });
    expect(lines.slice(1, 6)).toEqual([
      '(Jane is away now, and is not rung)',
      'hears "Thank you for calling Jane"',
      'hears "Please wait while we connect you to Joe" (en-GB)',
      'rings the app of Joe for 20 s',
      'not taken: voicemail',
    ]);
  });

  test('is nobody at all, where all are away: voicemail at once, and no line', async () => {
    const lines = await told({ agents: BOTH.map((one) => ({ ...one, away: true })) });
    expect(lines).toContain(VOICEMAIL);
    expect(lines.join()).not.toMatch(/rings|in line/);
  });

  test('is voicemail at once, where nobody is to wait', async () => {
    const lines = await told({ settings: { queue: { maxSeconds: 0, rounds: 1 } } });
    expect(lines).toContain('not taken: voicemail');
    expect(lines.join()).not.toMatch(/in line|next agent/);
  });

  test('is what the ops wrote, where they wrote how it goes on', async () => {
    const lines = await told({ ncco: [connect('Jane'), connect('Joe'), { action: 'talk', text: 'Bye' }] });
    expect(lines.slice(1, 7)).toEqual([
      'rings the app of Jane for 20 s',
      'if nobody answers, it goes on here',
      'rings the app of Joe for 20 s',
      'not taken: voicemail',
      'when they have talked:',
      'hears "Bye"',
    ]);
  });

  test('is not known by name, where the roster cannot be read', async () => {
    expect(await told({ agents: undefined })).toContain(
      'not taken: rings the next free agent for 20 s, then voicemail',
    );
  });
});

test('the line has its music', async () => {
  const queue = { maxSeconds: 60, rounds: 1, music: 'https://a.example/waltz.mp3' };
  const lines = await told({ settings: { queue } });
  const at = lines.indexOf(HOLD);
  expect(lines.slice(at, at + 4)).toEqual([
    HOLD,
    'hears https://a.example/waltz.mp3',
    'waits 2 s',
    'again and again, the place told anew, for 60 s in all',
  ]);
});

describe('a menu', () => {
  const ivr = { more: { answer: { incoming: 'ivr', outgoing: 'outbound-call' } } };

  test('tells each key, a wrong one, silence, the count, and who is rung in the end', async () => {
    const lines = await told({ ...ivr, menu: { attempts: 2, otherwise: 'Joe' } });
    const titles = lines.filter((line) => /^(key|another)/.test(line));
    expect(titles).toEqual([
      'key 1: Jane',
      'key 2: Joe',
      'another key, or silence: is asked again, 2 times in all:',
      'another key, or silence, when asked 2 times: Joe, the default agent',
    ]);
    const again = lines.indexOf(titles[2] ?? '');
    expect(lines.slice(again + 1, again + 3)).toEqual([
      'hears "To talk to Jane, please press 1, or, to talk to Joe, press 2."',
      'presses keys (at most 4 keys, 3 s between them)',
    ]);
    expect(lines.filter((line) => line === 'not taken: rings Joe for 20 s, then voicemail')).toHaveLength(1);
    expect(lines.filter((line) => line === 'not taken: rings Jane for 20 s, then voicemail')).toHaveLength(2);
  });

  test('that asks once hands over the first wrong key', async () => {
    const lines = await told({ ...ivr, menu: { attempts: 1 } });
    expect(lines).toContain('another key, or silence, when asked once: Jane, the default agent');
    expect(lines.join()).not.toContain('asked again');
  });

  test.each([
    ['ja', 'Joeにおつなぎします。そのままお待ちください。', 'ja-JP'],
    ['zh-CN', '正在为您转接Joe,请稍候。', 'cmn-CN'],
  ])('in %s, and all that follows', async (language, text, voice) => {
    const lines = await told({ ...ivr, menu: { language } });
    expect(lines).toContain(`hears "${text}" (${voice})`);
    expect(lines.filter((line) => line.includes('again and again'))).toHaveLength(1);
    expect(lines.join()).not.toContain('Nobody can take your call');
  });

  test('whose choice is longer than its input takes', async () => {
    const ncco = [
      { action: 'input', type: ['dtmf', 'speech'], dtmf: { maxDigits: 1 }, eventUrl: ['DTMF_URL'] },
    ];
    const lines = await told({
      more: { ...ivr.more, ivr: { ncco } },
      menu: { choices: { 1: 'Jane', 42: 'Joe' } },
    });
    expect(lines).toContain('key 42: Joe, which cannot be pressed: at most 1 key is taken');
    expect(lines).toContain('key 1: Jane');
    expect(lines).toContain(
      'another key, or silence (words count as silence): is asked again, 3 times in all:',
    );
  });

  test('whose longest choice makes the input’s limit', async () => {
    const lines = await told({ ...ivr, menu: { choices: { 123456: 'Jane' } } });
    expect(lines).toContain('presses keys (at most 6 keys, 3 s between them)');
    expect(lines).toContain('key 123456: Jane');
  });

  test('asks again with what the item `ivr` asks, as the desk does', async () => {
    const ncco = [
      { action: 'talk', text: 'Night' },
      { action: 'input', type: ['dtmf'], eventUrl: ['DTMF_URL'] },
    ];
    const lines = await told({ ncco });
    const again = lines.indexOf('another key, or silence: is asked again, 3 times in all:');
    expect(lines[again + 1]).toContain('To talk to Jane, please press 1');
  });
});

describe('the text to whom nobody answered', () => {
  test('is the ops’ own, in the number’s language', async () => {
    const lines = await told({
      settings: {
        businessName: 'Bakery',
        numbers: { '447700900000': { uses: ['support', 'voice'], language: 'ja' } },
      },
      more: { 'texts/ja': { missed: '{business} {ticket}!' } },
    });
    expect(lines.at(-1)).toBe('"Bakery …!"');
  });

  test('is none without a number that people text', async () => {
    expect((await told({ settings: { numbers: {} } })).at(-1)).toMatch(/no ticket and no text/);
  });

  test('comes after every NCCO, also one that rings nobody', async () => {
    const lines = await told({ ncco: [{ action: 'talk', text: 'We are closed' }] });
    expect(lines.at(-1)).toMatch(/^"Sorry that we missed/);
    expect(await told({}, 'outgoing')).not.toContainEqual(expect.stringContaining('ticket'));
  });
});

test('what is written as text is told as what it means, and bargeIn as long as it holds', async () => {
  const ncco = [
    { action: 'talk', text: 'Welcome', bargeIn: 'true', loop: '1' },
    { action: 'talk', text: 'Press 1', bargeIn: 'false', loop: '2' },
    { action: 'input', maxDigits: '2', timeOut: '7', eventUrl: ['https://shop.example/keys'] },
    { action: 'talk', text: 'Thank you', bargeIn: 'false' },
    connect('Jane', { timeout: '45' }),
  ];
  const lines = await told({ ncco });
  expect(lines.slice(1, 6)).toEqual([
    'hears "Welcome" (until a key is pressed)',
    'hears "Press 1" (2 times, until a key is pressed)',
    'presses keys (at most 2 keys, 7 s between them), told to https://shop.example/keys',
    'hears "Thank you"',
    'rings the app of Jane for 45 s',
  ]);
});
