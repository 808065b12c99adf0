import { expect, test } from '@jest/globals';
import type { Ncco } from '../../../../../desk/ncco/ncco.ts';
import { ownUrls, withHandedOutUrls } from '../../../../../edge/vonage/voice/own-urls.ts';
import { request } from '../../request.ts';

const urls = ownUrls(request({ path: '/webhooks/answer' }));
const handedOut = (eventUrl: string, callId = 'CON-1'): unknown => {
  const ncco: Ncco = [{ action: 'input', type: ['dtmf'], eventUrl: [eventUrl] }];
  const [action] = withHandedOutUrls(ncco, { urls, callId, handOut: (address) => `${address}#mac` });
  return action?.action === 'input' ? action.eventUrl : undefined;
};

test('are at the address by which the request reached us', () => {
  expect(urls).toEqual({
    dtmf: 'https://desk.example/webhooks/dtmf',
    route: 'https://desk.example/webhooks/route',
    event: 'https://desk.example/webhooks/event',
  });
  const plain = { ...request({}), headers: { 'x-forwarded-proto': 'http' } };
  expect(ownUrls(plain).event).toBe('http://desk.example/webhooks/event');
});

test.each([
  [
    'https://desk.example/webhooks/dtmf?attempt=2',
    'https://desk.example/webhooks/dtmf?attempt=2&call=CON-1#mac',
  ],
  ['https://desk.example/webhooks/dtmf?call=CON-2', 'https://desk.example/webhooks/dtmf?call=CON-1#mac'],
  ['https://desk.example/webhooks/route?call=CON-1', 'https://desk.example/webhooks/route?call=CON-1#mac'],
  ['https://desk.example/webhooks/event', 'https://desk.example/webhooks/event#mac'],
])('%s is handed out as %s', (address, expected) => {
  expect(handedOut(address)).toEqual([expected]);
});

test.each([
  'https://shop.example/webhooks/dtmf',
  'http://desk.example/webhooks/dtmf',
  'https://desk.example/webhooks/answer',
  'https://desk.example/webhooks/dtmf/more',
  'DTMF_URL',
])('%s is not ours, and stays', (address) => {
  expect(handedOut(address)).toEqual([address]);
});

test('without a known call the URL for keys is bound to none', () => {
  expect(handedOut('https://desk.example/webhooks/dtmf', '')).toEqual([
    'https://desk.example/webhooks/dtmf#mac',
  ]);
});
