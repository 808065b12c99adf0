import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { withoutBom } from '../../desk/byte-order-mark.ts';

/** What was given to a command is no text that can be read for certain. */
export class NoText extends Error {
  override name = 'NoText';
}

/**
 * A file's text: UTF-8, or UTF-16 with its byte order mark, which is what `>` writes in Windows' own PowerShell. The
 * mark is no part of the text.
 *
 * @throws NoText with what to do, where it is neither; what Node throws, where there is no such file
 */
export const readTextFile = (file: string): string => textOf(readFileSync(file), file);

/** @param name what the bytes are called in the sentence */
export function textOf(bytes: Uint8Array, name: string): string {
  const encoding = markedUtf16(bytes);
  if (encoding !== undefined) return decodedUtf16(bytes, encoding, name);
  const text = isUtf8(bytes) ? withoutBom(Buffer.from(bytes).toString('utf8')) : undefined;
  // Every second byte of UTF-16 without its mark is NUL, which is no character of any text.
  if (text === undefined || text.includes('\0')) throw noText(name);
  return text;
}

function markedUtf16([first, second]: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : undefined;
}

function decodedUtf16(bytes: Uint8Array, encoding: 'utf-16le' | 'utf-16be', name: string): string {
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch {
    // Half a character, or an odd number of bytes.
  }
  throw noText(name);
}

const noText = (name: string): NoText =>
  new NoText(
    `${name} is not text in UTF-8, nor in UTF-16 with a byte order mark: save it as UTF-8 and try again.`,
  );
