import { expect, test } from '@jest/globals';
import { KEYWORD_KINDS } from '../../../../../desk/consent/keywords.ts';
import { MESSAGE_STATUSES } from '../../../../../desk/messages/message.ts';
import { messageOf } from '../../../../../edge/aws/dynamodb/message-item.ts';

const text = {
  id: 'in-1',
  direction: 'inbound',
  customer: '447700900001',
  text: 'STOP',
  at: 1,
  status: 'received',
};
/** As it is stored; the rules name its number otherwise. */
const item = { ...text, ours: '447700900000' };
const message = { ...text, businessNumber: '447700900000' };

test.each(KEYWORD_KINDS)('a text that said %s is read as it was stored', (keyword) => {
  expect(messageOf({ ...item, keyword })).toEqual({ ...message, keyword });
});

test.each(MESSAGE_STATUSES)('a text that is %s is read as it was stored', (status) => {
  expect(messageOf({ ...item, status })).toEqual({ ...message, status });
});
