/** A fault with a button that switches it on. */
export interface Fault {
  title: string;
  does: string;
  /** The request body that switches it on. */
  body: object;
  /** The body that switches it off, where that is possible without clearing the others. */
  off?: object;
  /** Whether it is on, by the body of the route's response. */
  isOn: (response: unknown) => boolean;
}

const at = (value: unknown, ...path: string[]): unknown =>
  path.reduce<unknown>(
    (inner, name) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, name)
        ? Object.entries(inner).find(([key]) => key === name)?.[1]
        : undefined,
    value,
  );
const isSet =
  (...path: string[]) =>
  (now: unknown): boolean => {
    const value = at(now, ...path);
    return value !== undefined && value !== 0 && value !== false;
  };

/** What can go wrong at Vonage. */
export const VONAGE_FAULTS: readonly Fault[] = [
  {
    title: 'Throttle 2 texts',
    does: 'The next two texts that the desk sends are refused with “too fast”; the desk tries again.',
    body: { sms: { throttle: 2 } },
    off: { sms: { throttle: 0 } },
    isOn: isSet('sms', 'throttle'),
  },
  {
    title: 'Answer 500 once',
    does: 'The next text meets a server error at Vonage, and nobody knows whether it went out.',
    body: { sms: { fail: { status: 500, times: 1 } } },
    isOn: (now) => Number(at(now, 'sms', 'fail', 'status')) >= 100,
  },
  {
    title: 'Barred number',
    does: 'Vonage refuses the next text for good (status 7); the agent sees that it failed.',
    body: { sms: { fail: { status: 7, times: 1 } } },
    isOn: (now) => at(now, 'sms', 'fail', 'status') === 7,
  },
  {
    title: 'No answer once',
    does: 'Vonage takes the next text and never answers the desk.',
    body: { sms: { timeout: 1 } },
    off: { sms: { timeout: 0 } },
    isOn: isSet('sms', 'timeout'),
  },
  {
    title: 'Slow by 2 seconds',
    does: 'Vonage thinks for two seconds about each text.',
    body: { sms: { delayMs: 2_000 } },
    off: { sms: { delayMs: 0 } },
    isOn: isSet('sms', 'delayMs'),
  },
  {
    title: 'Undeliverable',
    does: 'The receipt of the next text says that it failed on its way to the phone.',
    body: { sms: { receipt: { status: 'failed', errCode: '1', times: 1 } } },
    isOn: isSet('sms', 'receipt'),
  },
  {
    title: 'Webhooks five times',
    does: 'Each webhook comes in five copies at once; the customer must not notice.',
    body: { webhooks: { copies: 5 } },
    off: { webhooks: { copies: 1 } },
    isOn: (now) => Number(at(now, 'webhooks', 'copies')) > 1,
  },
  {
    title: 'Webhooks late',
    does: 'Each webhook comes three seconds late.',
    body: { webhooks: { delayMs: 3_000 } },
    off: { webhooks: { delayMs: 0 } },
    isOn: isSet('webhooks', 'delayMs'),
  },
  {
    title: 'No receipts',
    does: 'Delivery receipts are lost.',
    body: { webhooks: { dropReceipts: true } },
    off: { webhooks: { dropReceipts: false } },
    isOn: isSet('webhooks', 'dropReceipts'),
  },
  {
    title: 'Out of order',
    does: 'Receipts, call events and the parts of long texts come in the wrong order.',
    body: { webhooks: { reorder: true } },
    off: { webhooks: { reorder: false } },
    isOn: isSet('webhooks', 'reorder'),
  },
];

/** What can go wrong in the cloud. */
export const CLOUD_FAULTS: readonly Fault[] = [
  {
    title: 'Tables throttle',
    does: 'The next five calls to DynamoDB are throttled; the functions try again, or Vonage does.',
    body: { dynamodb: { throttle: 5 } },
    off: { dynamodb: { throttle: 0 } },
    isOn: isSet('faults', 'dynamodb', 'throttle'),
  },
  {
    title: 'Tables slow',
    does: 'Each call to DynamoDB takes one second longer.',
    body: { dynamodb: { delayMs: 1_000 } },
    off: { dynamodb: { delayMs: 0 } },
    isOn: isSet('faults', 'dynamodb', 'delayMs'),
  },
  {
    title: 'Tables down',
    does: 'DynamoDB answers nothing: webhooks get 503 and are tried again, and callers still hear the last good NCCO.',
    body: { dynamodb: { down: true } },
    off: { dynamodb: { down: false } },
    isOn: isSet('faults', 'dynamodb', 'down'),
  },
  {
    title: 'Secrets down',
    does: 'Secrets Manager answers nothing; what a function knows already still works.',
    body: { secrets: { down: true } },
    off: { secrets: { down: false } },
    isOn: isSet('faults', 'secrets', 'down'),
  },
];

/** Functions that can be killed in the middle of their work. */
export const KILLABLE = [
  'inbound-sms',
  'notify',
  'delivery-reply',
  'delivery-receipt',
  'tickets',
  'answer',
  'call-event',
  'sweep',
];

/** The points at which a function can be killed. */
export const KILL_AFTER = [
  { id: 'write 1', title: 'after its first write' },
  { id: 'write 2', title: 'after its second write' },
  { id: 'write 3', title: 'after its third write' },
  { id: 'reply', title: 'when all is done, just before it answers' },
];

export const isKilling = isSet('faults', 'kill');

/** The steps by which the clock can be moved. */
export const STEPS = [
  { title: '+10 seconds', ms: 10_000 },
  { title: '+1 minute', ms: 60_000 },
  { title: '+1 hour', ms: 3_600_000 },
  { title: '+1 day', ms: 86_400_000 },
];
