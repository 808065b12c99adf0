import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { formBody, jsonBody, NUMBERS, TestDesk, type Answer } from '../../desk/desk.ts';
import { expectRefusal, MARK } from './refusals.ts';
import { changesNothing } from './state.ts';

let desk: TestDesk;
beforeAll(async () => (desk = await TestDesk.open()));
// Caches and pauses of the test before are over.
beforeEach(() => desk.advance(5_000));
afterAll(() => desk.close());

const get = (path: string, language?: string) =>
  desk.ask('GET', path, { headers: language === undefined ? {} : { 'accept-language': language } });
const send = (fields: Record<string, string>, query = '', headers: Record<string, string> = {}) => {
  const { body, headers: form } = formBody({ key: desk.system.account.notifyKey, ...fields });
  return desk.ask('POST', `/notify${query}`, { body, headers: { ...form, ...headers } });
};
const FIELD = /<textarea[^>]*>\n([^<]*)<\/textarea>/;
const kept = ({ text }: Answer): string | undefined =>
  FIELD.exec(text)?.[1]?.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
const rows = ({ text }: Answer): string[][] =>
  [...text.matchAll(/<th scope="row">([^<]*)<\/th><td class="\w+">([^<]*)<\/td>/g)].map((row) =>
    row.slice(1),
  );

describe('the pages', () => {
  test.each([
    ['/', 'ja-JP,ja;q=0.9', 'ja', 'SMSで問い合わせる'],
    ['/', 'zh-TW', 'zh', '短信联系客服'],
    ['/', 'fr', 'en', 'Get support via SMS'],
    ['/?lang=zh', 'ja', 'zh', '短信联系客服'],
    ['/notify', 'ja', 'ja', '通知キー'],
    ['/notify?lang=zh', 'ja', 'zh', '通知密钥'],
    ['/notify', 'en', 'en', 'Notify key'],
  ])('%s, asked for in %s, is in %s', async (path, asked, language, said) => {
    const answer = await get(path, asked);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-language')).toBe(language);
    expect(answer.headers.get('vary')).toMatch(/accept-language/i);
    expect(answer.text).toContain(`<html lang="${language}">`);
    expect(answer.text).toContain(said);
    expect(Buffer.byteLength(answer.text)).toBeLessThan(15_000);
  });

  test('speak the settings’ language where the browser has no wish, and bear what ops call the business', async () => {
    const settings = (await desk.items('NccoConfig')).find(({ name }) => name === 'settings') ?? {};
    const business = `<b>"Tom & Jerry's"</b> 😀`;
    try {
      await desk.configure({ ...settings, language: 'ja', businessName: business });
      const { text } = await get('/');
      expect(text).toContain('<html lang="ja">');
      expect(text).toContain('&#60;b&#62;&#34;Tom &#38; Jerry&#39;s&#34;&#60;/b&#62; 😀');
      await desk.configure({ ...settings, numbers: {} });
      const closed = await get('/', 'zh');
      expect(closed.status).toBe(200);
      expect(closed.text).not.toContain('sms:');
    } finally {
      await desk.configure(settings);
    }
  });

  test('while the tables fail say so in a page, in the reader’s language', async () => {
    await desk.advance(10_000);
    const answer = await desk.withCloudFault({ dynamodb: { throttle: 1_000 } }, () => get('/', 'ja'));
    expect(answer.status).toBe(503);
    expect(answer.headers.get('content-type')).toContain('text/html');
    expect(answer.text).toContain('もう一度お試しください');
  });
});

describe('the form', () => {
  test('of several numbers tells the fate of each, and keeps what was not told', async () => {
    const [one, other, out] = [desk.newCustomer(), desk.newCustomer(), desk.newCustomer()];
    await desk.text(out, 'STOP', { to: NUMBERS.delivery });
    const answer = await send({ number: `+${one}, 00${other}\r\n+${out}\r\n<b>nobody</b>` }, '?lang=ja');
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('<html lang="ja">');
    expect(rows(answer)).toEqual([
      [`+${one}`, '送信しました'],
      [`+${other}`, '送信しました'],
      [`+${out}`, expect.stringContaining('停止')],
      ['&#60;b&#62;nobody&#60;/b&#62;', expect.stringContaining('国際形式')],
    ]);
    expect(kept(answer)).toBe(`+${out}\n<b>nobody</b>`);
    expect(answer.text).not.toContain(desk.system.account.notifyKey);
    for (const customer of [one, other]) expect(await desk.received(customer)).toHaveLength(1);
  });

  test('of numbers that all are wrong is answered 400', async () => {
    const answer = await changesNothing(desk, () => send({ number: 'nobody, 12' }));
    expect(answer.status).toBe(400);
    expect(kept(answer)).toBe('nobody\n12');
  });

  test('keeps what was entered when the key is wrong, in the language of the form', async () => {
    const answer = await changesNothing(desk, () =>
      send({ number: '+44 7700 900123\r\n+44 7700 900124', key: MARK }, '?lang=zh', {
        'accept-language': 'ja',
      }),
    );
    expect(answer.status).toBe(401);
    expect(kept(answer)?.split(/\r?\n/)).toEqual(['+44 7700 900123', '+44 7700 900124']);
    expect(answer.text).toContain('通知密钥不正确。');
    expect(answer.text).not.toContain(MARK);
  });

  test('keeps what was entered while the tables fail', async () => {
    const customer = desk.newCustomer();
    await desk.advance(10_000);
    const answer = await desk.withCloudFault({ dynamodb: { throttle: 1_000 } }, () =>
      send({ number: customer }, '?lang=ja'),
    );
    expect(answer.status).toBe(503);
    expect(answer.headers.get('content-type')).toContain('text/html');
    expect(kept(answer)).toBe(customer);
    expect(answer.text).not.toContain(desk.system.account.notifyKey);
  });

  test('sent twice, as by a double click, tells a customer once; corrected, it is another', async () => {
    const [customer, other] = [desk.newCustomer(), desk.newCustomer()];
    const once = / name="once" value="([^"]+)"/.exec((await get('/notify')).text)?.[1] ?? '';
    expect(once).not.toBe('');
    const answers = await Promise.all([1, 2, 3].map(() => send({ number: customer, once })));
    for (const { status } of answers) expect(status).toBe(200);
    await send({ number: customer, once });
    expect(await desk.received(customer)).toHaveLength(1);
    expect((await send({ number: other, once })).status).toBe(200);
    expect(await desk.received(other)).toHaveLength(1);
  });

  test.each([
    ['101 numbers', Array.from({ length: 101 }, (_, index) => `+4477009${10_000 + index}`).join('\r\n')],
    ['10 kB', '7'.repeat(10_000)],
    ['nothing but separators', ' , ;\r\n、'],
    ['a national number', '(650) 555-0123'],
    ['a short code', '62442'],
    ['markup', '</textarea><script>alert(1)</script>'],
  ])('with %s: 400, nothing is sent, nothing runs', async (_name, number) => {
    const answer = await changesNothing(desk, () => send({ number }));
    expect(answer.status).toBe(400);
    expect(answer.text.match(/<script/g)).toHaveLength(1);
    expect(answer.text).not.toContain('<script>');
  });

  test.each([
    ['a field twice', (key: string) => `number=447700900123&number=447700900124&key=${key}`],
    ['number and numbers', (key: string) => `number=447700900123&numbers=447700900124&key=${key}`],
  ])('with %s: 400, and the first number is kept', async (_name, body) => {
    const answer = await changesNothing(desk, () =>
      desk.ask('POST', '/notify', {
        body: body(desk.system.account.notifyKey),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      }),
    );
    expect(answer.status).toBe(400);
    expect(kept(answer)).toContain('447700900123');
    expect(answer.text).not.toContain(desk.system.account.notifyKey);
  });

  test('takes digits as Japanese keyboards write them', async () => {
    const customer = desk.newCustomer();
    const wide = [...`+${customer}`].map((one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0)).join('');
    expect((await send({ number: wide })).status).toBe(200);
    expect(await desk.received(customer)).toHaveLength(1);
  });
});

describe('POST /notify/check', () => {
  test('says what a number would be, asks for no key and changes nothing', async () => {
    const answer = await changesNothing(desk, () =>
      desk.ask('POST', '/notify/check?lang=ja', jsonBody({ number: '+44 7700 900123' })),
    );
    expect(answer).toMatchObject({
      status: 200,
      body: { number: '447700900123', international: '+44 7700 900123', country: 'GB' },
    });
    const wrong = await desk.ask('POST', '/notify/check?lang=ja', jsonBody({ number: `+44${MARK}` }));
    expect(wrong).toMatchObject({ status: 200, body: { error: expect.stringContaining('国番号') } });
    expect(wrong.text).not.toContain(MARK);
  });

  test('works while the tables fail', async () => {
    await desk.advance(10_000);
    const answer = await desk.withCloudFault({ dynamodb: { throttle: 1_000 } }, () =>
      desk.ask('POST', '/notify/check', jsonBody({ number: '+44 7700 900123' })),
    );
    expect(answer.status).toBe(200);
  });

  test('refuses what is no question', async () => {
    expectRefusal(await desk.ask('POST', '/notify/check', jsonBody({ number: [MARK] })), [400]);
    expectRefusal(await desk.ask('POST', '/notify/check', formBody({ number: MARK })), [415]);
  });
});
