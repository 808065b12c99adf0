import type { Connect, Endpoint, Input, NccoAction } from '../../desk/ncco/ncco.ts';
import { isOwnWebhook } from './stored-desk.ts';

/** One action, as a line of text. */
export function describeAction(action: NccoAction): string {
  switch (action.action) {
    case 'talk':
      return describeSound(`"${action.text}"`, action, [action.language]);
    case 'stream':
      return describeSound(action.streamUrl[0], action);
    case 'input':
      return describeInput(action);
    case 'connect':
      return describeConnect(action);
    case 'record':
      return describeRecord(action);
    case 'conversation':
      return `joins the conversation ${action.name}${formatDetails([action.record === true ? 'recorded' : undefined])}`;
    case 'notify':
      return `(${action.eventUrl[0]} is told)`;
    case 'wait':
      return `waits ${action.timeout ?? 10} s`;
    case 'transfer':
      return `moves to the conversation ${action.conversationId}`;
    case 'pay':
      return `pays ${action.amount} ${action.currency ?? ''}`.trimEnd();
  }
}

type Sound = Pick<Extract<NccoAction, { action: 'talk' | 'stream' }>, 'loop' | 'bargeIn'>;

function describeSound(
  sound: string,
  { loop, bargeIn }: Sound,
  details: (string | undefined)[] = [],
): string {
  const untilKey = bargeIn === true ? 'until a key is pressed' : undefined;
  return `hears ${sound}${formatDetails([...details, loopDetail(loop), untilKey])}`;
}

type RecordAction = Extract<NccoAction, { action: 'record' }>;

function describeRecord({ beepStart, endOnKey, endOnSilence, timeOut }: RecordAction): string {
  return `is recorded${formatDetails([
    beepStart === true ? 'after a beep' : undefined,
    endOnKey === undefined ? undefined : `until ${endOnKey}`,
    endOnSilence === undefined ? undefined : `until ${endOnSilence} s of silence`,
    timeOut === undefined ? undefined : `at most ${timeOut} s`,
  ])}`;
}

function loopDetail(loop: number | undefined): string | undefined {
  if (loop === undefined || loop === 1) return undefined;
  return loop === 0 ? 'again and again' : `${loop} times`;
}

function describeInput({ type, dtmf, speech, eventUrl }: Input): string {
  const how = type.map((one) => (one === 'dtmf' ? 'presses keys' : 'speaks')).join(' or ');
  const limits = [
    type.includes('dtmf') ? `at most ${dtmf?.maxDigits ?? 4} keys` : undefined,
    type.includes('dtmf') ? `${dtmf?.timeOut ?? 3} s between them` : undefined,
    speech?.language,
  ];
  return `${how}${formatDetails(limits)}${eventUrl && !isOwnWebhook(eventUrl[0]) ? `, told to ${eventUrl[0]}` : ''}`;
}

function describeConnect({ endpoint: [endpoint], from, timeout, randomFromNumber }: Connect): string {
  const callee = describeEndpoint(endpoint);
  const callerId = from ?? (randomFromNumber === true ? 'one of our numbers' : undefined);
  return `rings ${callee} for ${timeout ?? 60} s${callerId === undefined ? '' : `, which sees ${callerId}`}`;
}

function describeEndpoint(endpoint: Endpoint): string {
  switch (endpoint.type) {
    case 'phone':
      return `the phone ${endpoint.number}`;
    case 'app':
      return `the app of ${endpoint.user}`;
    case 'vbc':
      return `the extension ${endpoint.extension}`;
    case 'sip':
      return `SIP ${endpoint.uri ?? endpoint.domain ?? ''}`;
    case 'websocket':
      return `the websocket ${endpoint.uri}`;
  }
}

/** `(after a beep, at most 120 s)`, or nothing. */
function formatDetails(details: (string | undefined)[]): string {
  const known = details.filter((detail) => detail !== undefined);
  return known.length === 0 ? '' : ` (${known.join(', ')})`;
}
