import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { jsonBody, NUMBERS, TestDesk, voiceJwt } from '../../desk/desk.ts';

/* Menus that ops keep under names of their own, such as one for each language. */

let desk: TestDesk;
beforeAll(async () => (desk = await TestDesk.open()));
afterAll(() => desk.close());

const press = (digits: string | null) => ask('dtmf', { dtmf: { digits, timed_out: digits === null } });

async function ask(webhook: string, more: object): Promise<Record<string, unknown>[]> {
  const { body, headers } = jsonBody({
    from: '447700900777',
    to: NUMBERS.voice,
    uuid: randomUUID(),
    conversation_uuid: `CON-${randomUUID()}`,
    ...more,
  });
  const authorization = `Bearer ${voiceJwt(desk, body)}`;
  const answer = await desk.ask<Record<string, unknown>[]>('POST', `/webhooks/${webhook}`, {
    body,
    headers: { ...headers, authorization },
  });
  expect(answer.status).toBe(200);
  return answer.body;
}

const question = (text: string, language: string) => [
  { action: 'talk', text: 'Hello' },
  { action: 'talk', text, language },
  { action: 'input', type: ['dtmf'], eventUrl: ['DTMF_URL'], dtmf: { timeOut: 7 } },
];

test.each([
  ['ja', '佐藤は1を、鈴木は2を押してください。', 'ja-JP'],
  ['zh', '找小王请按1,找小李请按2。', 'cmn-CN'],
])(
  'a caller of the menu in %s is asked again by that menu, in its language',
  async (name, text, language) => {
    await desk.configure({ name: `menu-${name}`, ncco: question(text, language) });
    await desk.configure({ name: 'answer', incoming: `menu-${name}`, outgoing: 'outbound-call' });
    for (const digits of ['9', null])
      expect(await press(digits)).toEqual([
        { action: 'talk', text, language },
        {
          action: 'input',
          type: ['dtmf'],
          eventUrl: [expect.stringMatching(/\/webhooks\/dtmf\?attempt=2&/)],
          dtmf: { timeOut: 7 },
        },
      ]);
  },
);

test.each([
  ['asks for no key', { name: 'greeting', ncco: [{ action: 'talk', text: 'Hello' }] }],
  ['is broken', { name: 'greeting', ncco: [{ action: 'sing' }] }],
])('where what answers calls %s, the item ivr asks again', async (_name, item) => {
  await desk.configure({ name: 'ivr', ncco: question('Press 1 or 2', 'en-US') });
  await desk.configure(item);
  await desk.configure({ name: 'answer', incoming: 'greeting', outgoing: 'outbound-call' });
  expect(await press('9')).toMatchObject([{ text: 'Press 1 or 2' }, { action: 'input' }]);
});

test('a menu of one’s own takes choices of any length, and its URL’s parameters stay', async () => {
  await desk.configure({ name: 'menu', choices: { '123456': 'Jane' }, attempts: 3, otherwise: 'Jane' });
  const ncco = [{ action: 'input', type: ['dtmf'], eventUrl: ['DTMF_URL?x=1'] }];
  await desk.configure({ name: 'counter', ncco });
  await desk.configure({ name: 'answer', incoming: 'counter', outgoing: 'outbound-call' });
  const dtmf = { maxDigits: 6 };
  expect(await ask('answer', {})).toMatchObject([
    { eventUrl: [expect.stringMatching(/\/webhooks\/dtmf\?x=1&(?!attempt)/)], dtmf },
  ]);
  expect(await press('9')).toMatchObject([
    { eventUrl: [expect.stringMatching(/\/webhooks\/dtmf\?x=1&attempt=2&/)], dtmf },
  ]);
});
