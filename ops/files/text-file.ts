import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { withoutBom } from '../../desk/byte-order-mark.ts';

/** Input whose encoding cannot be determined. */
export class UnreadableText extends Error {
  override name = 'NoText';
}

/**
 * Reads a text file in UTF-8, or in UTF-16 with a byte order mark, which is what `>` writes in Windows PowerShell. The
 * mark is removed.
 *
 * @throws UnreadableText for any other encoding, with what to do; Node's error for a missing file
 */
export const readTextFile = (file: string): string => decodeText(readFileSync(file), file);

/** @param name the name of the input in error messages */
export function decodeText(bytes: Uint8Array, name: string): string {
  const encoding = utf16Encoding(bytes);
  if (encoding !== undefined) return decodeUtf16(bytes, encoding, name);
  const text = isUtf8(bytes) ? withoutBom(Buffer.from(bytes).toString('utf8')) : undefined;
  // UTF-16 without its mark has a NUL in every second byte; no text contains NUL.
  if (text === undefined || text.includes('\0')) throw unreadableText(name);
  return text;
}

function utf16Encoding([first, second]: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : undefined;
}

function decodeUtf16(bytes: Uint8Array, encoding: 'utf-16le' | 'utf-16be', name: string): string {
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch {
    // Half a character, or an odd number of bytes.
  }
  throw unreadableText(name);
}

const unreadableText = (name: string): UnreadableText =>
  new UnreadableText(
    `${name} is not text in UTF-8, nor in UTF-16 with a byte order mark: save it as UTF-8 and try again.`,
  );
