import { describe, expect, test } from '@jest/globals';
import { LogScan } from '../../../desk/log-scan.ts';

const JWT = `eyJ${'hbGciOiJIUzI1NiJ9'}.e30.x`;

/** A scan of what a test sent to a desk in which nothing else happened. */
function sent(body: unknown, { path = '/notify', headers = {} } = {}): LogScan {
  const scan = new LogScan();
  scan.keepRequest(path, headers, typeof body === 'string' ? body : JSON.stringify(body));
  return scan;
}

describe('a scan finds, in a log,', () => {
  test.each<[string, unknown, string]>([
    ['a number as it was written', { number: '+44 7700 900001' }, 'no way to +44 7700 900001'],
    ['a number as digits', { numbers: ['+44 (0)7700', '+44 7700 900 001'] }, 'to …447700900001.'],
    ['a text', { text: 'My order is late' }, '{"reason":"x","text":"My order is late"}'],
    ['a text in another script', { text: '秘密の伝言です' }, 'got 秘密の伝言です'],
    [
      'a text of several lines, as JSON tells it',
      { text: 'late\nagain' },
      JSON.stringify({ a: 'late\nagain' }),
    ],
    ['a text, as a query tells it', { text: 'late again' }, 'GET /support?text=late%20again'],
    ['a text, as a form tells it', 'msisdn=1&text=late+again%21', 'text=late+again%21'],
    ['a text deep in what was sent', [{ a: { text: 'late again' } }], 'late again'],
    ['a key', { mobile_api_key: 'wrong-key-7' }, 'the key wrong-key-7 is not right'],
  ])('%s', (_, body, line) => {
    const found = sent(body).find(['{"reason":"fine"}', line]);
    expect(found?.what).toMatch(/^a (number|text|key)$/);
    // What is found is not told again.
    expect(found?.line).toContain('<a ');
    expect(found?.line).not.toContain('late again');
  });

  test('what stood in a query or a header', () => {
    const scan = sent('', {
      path: '/support?token=t0ken-of-url',
      headers: { authorization: 'Bearer sesame-7' },
    });
    expect(scan.find(['t0ken-of-url'])?.what).toBe('a key');
    expect(scan.find(['it was sesame-7!'])?.what).toBe('a key');
  });

  test('what it was told to keep, whatever it looks like', () => {
    const scan = new LogScan();
    scan.keep('a secret', 'plain-words');
    expect(scan.find(['has plain-words in it'])).toEqual({ what: 'a secret', line: 'has <a secret> in it' });
  });

  test.each([
    ['a run of seven digits or more', 'call 4477009'],
    ['a run of seven digits or more', '{"to":447700900001}'],
    ['a JWT', `token ${JWT}`],
    ['a private key', '-----BEGIN PRIVATE KEY-----'],
    ['credentials', 'authorization: Basic bG9jYWw6bG9jYWw='],
  ])('%s that nobody told it of', (what, line) => {
    expect(new LogScan().find([line])?.what).toBe(what);
  });
});

describe('a scan lets pass', () => {
  test.each<[string, unknown, string]>([
    ['a masked number', { number: '+447700900001' }, 'to …0001'],
    ['one word, which may be our own', { text: 'support' }, '{"route":"POST /support"}'],
    ['what is too short to tell anything', { text: '1', from: 'ACME' }, 'status 1 of ACME'],
    [
      'ids and moments',
      {},
      '{"at":1790000000000,"id":"12345678-1234-1234-1234-123456789012","Timestamp":1790000000000}',
    ],
    ['the hash that a text is kept under', {}, 'fd12345678901234567890123456789a'],
    ['what says nothing', '['.repeat(50_000), '{"reason":"body-not-json"}'],
  ])('%s', (_, body, line) => {
    expect(sent(body).find([line])).toBeUndefined();
  });
});
