import { expect, test } from '@jest/globals';
import { findFunctionName } from '../../../../local/cloud/function-names.ts';

const NAMES = ['InboundSms', 'Notify'];

test.each(['inbound-sms', 'InboundSms', 'inboundSMS'])('%s is the function InboundSms', (wanted) => {
  expect(findFunctionName(NAMES, wanted)).toBe('InboundSms');
});

test.each(['inbound', '', 'notify-2'])('%j is none of them', (wanted) => {
  expect(findFunctionName(NAMES, wanted)).toBeUndefined();
});
