import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTextFile, decodeText } from '../../../../ops/files/text-file.ts';
import { deployedStack } from '../../../../ops/stack/outputs.ts';

const WRITTEN = '[{"action":"talk","text":"Grüße, 你好 😀"}]';
const littleEndian = (text: string): Buffer => Buffer.from(text, 'utf16le');
const bigEndian = (text: string): Buffer => littleEndian(text).swap16();

/** The same text as editors and shells save it. */
const READ: [string, Buffer][] = [
  ['UTF-8', Buffer.from(WRITTEN)],
  ['UTF-8 with its mark, as Notepad writes it', Buffer.from(`\ufeff${WRITTEN}`)],
  ['UTF-16, as PowerShell writes it', littleEndian(`\ufeff${WRITTEN}`)],
  ['UTF-16, big-endian', bigEndian(`\ufeff${WRITTEN}`)],
];

const UNREADABLE: [string, Buffer][] = [
  ['Latin-1', Buffer.from(WRITTEN, 'latin1')],
  ['UTF-16 without its mark', littleEndian('[{"action":"talk"}]')],
  ['UTF-16, cut off in the middle', littleEndian(`\ufeff${WRITTEN}`).subarray(0, -1)],
  ['UTF-16 with half a character', littleEndian(`\ufeff"\ud800"`)],
  ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x5b, 0, 0, 0])],
];

describe('a file that is given to a command', () => {
  test.each(READ)('is read in %s', (_name, bytes) => {
    expect(decodeText(bytes, 'ivr.json')).toBe(WRITTEN);
  });

  test.each(UNREADABLE)('in %s is refused, by its name and with what to do', (_name, bytes) => {
    expect(() => decodeText(bytes, 'ivr.json')).toThrow(/^ivr\.json is not text in UTF-8.*save it as UTF-8/);
  });

  test('an empty one is an empty text', () => expect(decodeText(Buffer.alloc(0), 'ivr.json')).toBe(''));
});

describe('on the disk', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'frontdesk-files-'));
  });
  afterAll(() => rmSync(directory, { recursive: true }));
  const file = (bytes: Buffer): string => {
    const path = join(directory, 'cdk-outputs.json');
    writeFileSync(path, bytes);
    return path;
  };
  const outputs = '{"Frontdesk":{"ApiUrl":"https://desk.example.com"}}';

  test('a text is read, and a missing file is told by Node', () => {
    expect(readTextFile(file(littleEndian('\ufeffhi')))).toBe('hi');
    expect(() => readTextFile(join(directory, 'none'))).toThrow(/ENOENT/);
  });

  test('the outputs of a deployment are read however they were saved', () => {
    for (const bytes of [
      Buffer.from(outputs),
      Buffer.from(`\ufeff${outputs}`),
      littleEndian(`\ufeff${outputs}`),
    ])
      expect(deployedStack({ outputs: file(bytes) }).outputs).toEqual({ ApiUrl: 'https://desk.example.com' });
  });

  test('outputs that are no text are told so; those that are something else, what to run', () => {
    expect(() => deployedStack({ outputs: file(littleEndian(outputs)) })).toThrow(/save it as UTF-8/);
    expect(() => deployedStack({ outputs: file(Buffer.from('{')) })).toThrow(/npm run deploy/);
  });
});
