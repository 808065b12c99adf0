import type { Connect, Endpoint, Input, NccoAction } from '../../desk/ncco/ncco.ts';
import { isOurs } from './desk.ts';

/** One action in words. */
export function told(action: NccoAction): string {
  switch (action.action) {
    case 'talk':
      return `hears "${action.text}"${extras([action.language, repeated(action.loop), ...interrupted(action)])}`;
    case 'stream':
      return `hears ${action.streamUrl[0]}${extras([repeated(action.loop), ...interrupted(action)])}`;
    case 'input':
      return asked(action);
    case 'connect':
      return rung(action);
    case 'record':
      return `is recorded${extras([
        action.beepStart === true ? 'after a beep' : undefined,
        action.endOnKey === undefined ? undefined : `until ${action.endOnKey}`,
        action.endOnSilence === undefined ? undefined : `until ${action.endOnSilence} s of silence`,
        action.timeOut === undefined ? undefined : `at most ${action.timeOut} s`,
      ])}`;
    case 'conversation':
      return `joins the conversation ${action.name}${extras([action.record === true ? 'recorded' : undefined])}`;
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

const interrupted = ({ bargeIn }: { bargeIn?: boolean }) => [
  bargeIn === true ? 'until a key is pressed' : undefined,
];

function repeated(loop: number | undefined): string | undefined {
  if (loop === undefined || loop === 1) return undefined;
  return loop === 0 ? 'again and again' : `${loop} times`;
}

function asked({ type, dtmf, speech, eventUrl }: Input): string {
  const how = type.map((one) => (one === 'dtmf' ? 'presses keys' : 'speaks')).join(' or ');
  const limits = [
    type.includes('dtmf') ? `at most ${dtmf?.maxDigits ?? 4} keys` : undefined,
    type.includes('dtmf') ? `${dtmf?.timeOut ?? 3} s between them` : undefined,
    speech?.language,
  ];
  return `${how}${extras(limits)}${eventUrl && !isOurs(eventUrl[0]) ? `, told to ${eventUrl[0]}` : ''}`;
}

function rung({ endpoint: [endpoint], from, timeout, randomFromNumber }: Connect): string {
  const whom = called(endpoint);
  const shown = from ?? (randomFromNumber === true ? 'one of our numbers' : undefined);
  return `rings ${whom} for ${timeout ?? 60} s${shown === undefined ? '' : `, which sees ${shown}`}`;
}

function called(endpoint: Endpoint): string {
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

function extras(facts: (string | undefined)[]): string {
  const said = facts.filter((fact) => fact !== undefined);
  return said.length === 0 ? '' : ` (${said.join(', ')})`;
}
