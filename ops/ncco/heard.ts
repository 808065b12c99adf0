import { chooseAnswer, type Answer, type Direction } from '../../desk/calls/answer.ts';
import { own } from '../../desk/calls/findings.ts';
import { attemptOf, onDigits, parseMenu, takesKeys } from '../../desk/calls/menu.ts';
import type { Connect, Endpoint, Input, Ncco, NccoAction } from '../../desk/calls/ncco.ts';
import type { Items } from './items.ts';

/** Numbers that are nobody's, for calls that are only imagined. */
const EXAMPLE = { caller: '447700900123', dialled: '447700900456', business: '447700900001' };
const DTMF_URL = 'https://desk.example/webhooks/dtmf';

/** How a call would be answered now, with examples for what a call brings. */
export function answerTo(direction: Direction, items: Items): Answer {
  const businessNumber = businessNumberIn(items);
  const call =
    direction === 'incoming'
      ? { from: EXAMPLE.caller, to: businessNumber }
      : { from_user: 'Jane', to: EXAMPLE.dialled };
  // The example stands for a number that agents may call.
  const dialPolicy = (number: string) => ({ ok: true as const, number });
  return chooseAnswer({ config: { items }, call, dtmfUrl: DTMF_URL, businessNumber, dialPolicy });
}

function businessNumberIn(items: Items): string {
  const numbers = own(own(items, 'settings'), 'numbers');
  const entries = typeof numbers === 'object' && numbers !== null ? Object.entries(numbers) : [];
  const used = (use: string) =>
    entries.find(([, one]) => {
      const uses = own(one, 'uses');
      return Array.isArray(uses) && uses.includes(use);
    })?.[0];
  return used('voice') ?? used('support') ?? EXAMPLE.business;
}

/** What a caller hears, line by line; then what each key of the menu leads to, where keys are asked for. */
export function heard({ direction, ncco }: Answer, items: Items): string[] {
  const whose =
    direction === 'incoming'
      ? `A phone (${EXAMPLE.caller}) that calls in:`
      : `An agent whose app calls ${EXAMPLE.dialled}:`;
  const asks = ncco.some(
    (action) => takesKeys(action) && (action.eventUrl?.[0].startsWith(DTMF_URL) ?? false),
  );
  return [whose, ...indented(ncco.map(told)), ...(asks ? indented(keys(ncco, items)) : [])];
}

function keys(menuNcco: Ncco, items: Items): string[] {
  const { menu } = parseMenu(own(items, 'menu'));
  const press = (digits: string, attempt: number) =>
    onDigits({ menu, input: { digits, timedOut: digits === '' }, dtmfUrl: DTMF_URL, attempt, menuNcco });
  const chosen = Object.keys(menu.choices).flatMap((digits) => [
    `key ${digits}:`,
    ...indented(press(digits, attemptOf(undefined)).ncco.map(told)),
  ]);
  return [
    ...chosen,
    ...(menu.attempts > 1 ? ['another key, or silence:', ...indented(press('', 1).ncco.map(told))] : []),
    `another key, or silence, when asked ${menu.attempts === 1 ? 'once' : `${menu.attempts} times`}:`,
    ...indented(press('', menu.attempts).ncco.map(told)),
  ];
}

const indented = (lines: string[]): string[] => lines.map((line) => `  ${line}`);

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
  return `${how}${extras(limits)}${eventUrl ? `, told to ${eventUrl[0]}` : ''}`;
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
