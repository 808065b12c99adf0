import { expect } from '@jest/globals';
import type { Answer } from '../../desk/desk.ts';

/** Stands in what is sent, and must stand in no answer. */
export const MARK = 'zq7-echo-mark';

export const JSON_TYPE = { 'content-type': 'application/json' };

/** Refused with a sentence of ours, in which nothing of the request's stands. */
export function expectRefusal(answer: Answer, statuses: number[]): void {
  expect(statuses).toContain(answer.status);
  expect(answer.text).not.toContain(MARK);
  expect(answer.body).toMatchObject({ error: expect.stringMatching(/^[A-Z].*\.$/) });
}

export type Body = string | Uint8Array<ArrayBuffer>;
const bytes = (...all: number[]): Uint8Array<ArrayBuffer> => new Uint8Array(all);

/** Bodies that are no JSON object. */
export const NO_OBJECTS: [string, Body][] = [
  ['no JSON', '{"a":'],
  ['a list', '[]'],
  ['null', 'null'],
  ['a number', '42'],
  ['a string', `"${MARK}"`],
  ['true', 'true'],
  ['no UTF-8', bytes(0x7b, 0xff, 0xfe, 0x7d)],
  ['JSON within JSON', JSON.stringify('{"number":"+447700900123"}')],
  ['NaN', '{"number":NaN}'],
  ['very deep', '['.repeat(50_000)],
];
