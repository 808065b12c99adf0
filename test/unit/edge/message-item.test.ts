import { expect, test } from '@jest/globals';
import { KEYWORD_KINDS } from '../../../desk/consent/keywords.ts';
import { MESSAGE_STATUSES } from '../../../desk/messages/message.ts';
import { messageOf } from '../../../edge/aws/dynamodb/message-item.ts';

const item = {
  id: 'in-1',
  direction: 'inbound',
  customer: '447700900001',
  ours: '447700900000',
  text: 'STOP',
  at: 1,
  status: 'received',
};

test.each(KEYWORD_KINDS)('a text that said %s is read as it was stored', (keyword) => {
  expect(messageOf({ ...item, keyword })).toEqual({ ...item, keyword });
});

test.each(MESSAGE_STATUSES)('a text that is %s is read as it was stored', (status) => {
  expect(messageOf({ ...item, status })).toEqual({ ...item, status });
});
