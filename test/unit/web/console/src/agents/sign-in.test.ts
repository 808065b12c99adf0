import { expect, test } from '@jest/globals';
import { signInReply } from '../../../../../../web/console/src/agents/sign-in.ts';
import { placeNotes } from '../../../../../../web/console/src/ncco/margin-layout.ts';

const jane = { its: 'window' };
const page = {
  apiUrl: 'http://127.0.0.1:3000',
  key: 'a key',
  frames: new Map<unknown, string>([[jane, 'Jane']]),
};
const ready = { origin: 'http://127.0.0.1:3000', data: { type: 'frontdesk:desk-ready' }, source: jane };

test('a desk in a frame of this page gets the credentials when it is ready', () => {
  expect(signInReply(ready, page)).toEqual({ type: 'frontdesk:sign-in', name: 'Jane', key: 'a key' });
});

test.each([
  ['another origin', { origin: 'http://127.0.0.1:3999' }],
  ['an origin that begins like ours', { origin: 'http://127.0.0.1:3000.example' }],
  ['the origin of a sandboxed page', { origin: 'null' }],
  ['a frame that is not of ours', { source: { its: 'window' } }],
  ['nobody', { source: null }],
  ['another message', { data: { type: 'frontdesk:sign-in' } }],
  ['no message', { data: 'frontdesk:desk-ready' }],
])('%s gets no key', (_who, difference) => {
  expect(signInReply({ ...ready, ...difference }, page)).toBeUndefined();
});

test('notes are beside their lines and never overlap', () => {
  expect(
    placeNotes([
      { line: 3, rows: 2 },
      { line: 4, rows: 1 },
      { line: 9, rows: 1 },
    ]),
  ).toEqual([3, 5, 9]);
});
