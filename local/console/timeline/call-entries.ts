import { BoundedMap } from './bounded-map.ts';
import type { Draft } from './draft.ts';
import type { Tone } from './entry.ts';
import { oneLine, quoted, stringAt } from './format.ts';
import type { VonageEvents } from './system-event.ts';

/** One line of a call's log. */
type Line = VonageEvents['call']['entry'];

/** The lanes of a line: the caller's, and the one of the leg that the line is about. */
interface Lanes {
  caller: string;
  leg: string;
}

/** Turns a call's log into entries. A leg's address is in one line only; later lines name its id. */
export class CallEntries {
  readonly #lanes = new BoundedMap<string, string>(5_000);

  /** Undefined for webhooks, which have entries of their own. */
  entry(call: string, line: Line): Draft | undefined {
    const { action } = line;
    if (action === 'webhook') return undefined;
    const leg = stringAt(line, 'heardBy') ?? stringAt(line, 'leg');
    const address = addressIn(line);
    if (leg !== undefined && address !== undefined && !this.#lanes.get(leg)) this.#lanes.set(leg, address);
    const caller = this.#lanes.get(call) ?? 'Vonage';
    const lanes = { caller, leg: (leg === undefined ? undefined : this.#lanes.get(leg)) ?? caller };

    const state = STATES.get(action);
    if (state) return stateEntry(line, state, { lane: lanes.leg, isCaller: leg === call });
    const draft = ACTIONS.get(action);
    return draft ? draft(line, lanes) : atVonage(action);
  }
}

/** A state of a leg: whether the leg itself causes it (or it comes from Vonage), and its title. */
interface LegState {
  isFromLeg: boolean;
  title: string;
  tone: Tone;
}

const STATES = new Map<string, LegState>([
  ['started', { isFromLeg: false, title: 'is called', tone: 'plain' }],
  ['ringing', { isFromLeg: false, title: 'rings', tone: 'plain' }],
  ['answered', { isFromLeg: true, title: 'answers', tone: 'good' }],
  ['completed', { isFromLeg: true, title: 'call completed', tone: 'plain' }],
  ['busy', { isFromLeg: true, title: 'is busy', tone: 'warn' }],
  ['cancelled', { isFromLeg: false, title: 'stops ringing', tone: 'plain' }],
  ['unanswered', { isFromLeg: true, title: 'does not answer', tone: 'warn' }],
  ['rejected', { isFromLeg: true, title: 'rejects', tone: 'warn' }],
  ['failed', { isFromLeg: true, title: 'cannot be reached', tone: 'bad' }],
  ['timeout', { isFromLeg: true, title: 'does not answer in time', tone: 'warn' }],
]);

/** Titles of the caller's own leg, where they differ. */
const CALLER_TITLES = new Map([
  ['started', 'calls'],
  ['ringing', 'hears it ring'],
  ['answered', 'is answered'],
]);

function stateEntry(
  line: Line,
  { isFromLeg, title, tone }: LegState,
  { lane, isCaller }: { lane: string; isCaller: boolean },
): Draft {
  const { action } = line;
  const callerTitle = isCaller ? CALLER_TITLES.get(action) : undefined;
  const detail = stringAt(line, 'detail');
  const isOutgoing = callerTitle === undefined ? isFromLeg : action === 'started';
  return {
    ...(isOutgoing ? toVonage(lane, callerTitle ?? title) : fromVonage(lane, callerTitle ?? title)),
    tone,
    ...(detail !== undefined && { note: oneLine(detail) }),
  };
}

const ACTIONS = new Map<string, (line: Line, lanes: Lanes) => Draft>([
  ['connect', (line) => atVonage(`connects ${describeDetail(line['endpoint'])}`)],
  ['error', (line) => ({ ...atVonage(stringAt(line, 'reason') ?? 'something is wrong'), tone: 'bad' })],
  ['talk', (line, { leg }) => fromVonage(leg, `hears ${quoted(textOf(line))}`)],
  ['hears', (line, { caller }) => fromVonage(caller, `hears ${quoted(textOf(line))}`)],
  ['stream', audioEntry],
  ['music', audioEntry],
  ['says', (line, { leg }) => toVonage(leg, `says ${quoted(textOf(line))}`)],
  ['recognized', recognizedEntry],
  ['keys', digitsEntry],
  ['digits', digitsEntry],
  ['hangup', hangupEntry],
  ['input', (line, { leg }) => fromVonage(leg, `is asked for ${describeDetail(line['type'])}`)],
]);

function audioEntry(line: Line, { leg }: Lanes): Draft {
  return fromVonage(leg, `hears ${describeDetail(line['streamUrl'])}`);
}

function recognizedEntry(line: Line, { leg }: Lanes): Draft {
  const text = stringAt(line, 'text');
  return toVonage(leg, text === undefined ? 'says nothing' : `is understood: ${quoted(text)}`);
}

function digitsEntry(line: Line, { leg }: Lanes): Draft {
  const digits = stringAt(line, 'digits');
  return toVonage(leg, digits === undefined ? 'presses nothing' : `presses ${digits}`);
}

function hangupEntry(line: Line, { caller }: Lanes): Draft {
  const by = stringAt(line, 'by') ?? 'somebody';
  return toVonage(by === 'caller' ? caller : 'Vonage', `hangs up (${by})`);
}

const textOf = (line: Line): string => stringAt(line, 'text') ?? '';

const between = (from: string, to: string, title: string): Draft => ({
  kind: 'call',
  from,
  to,
  title: oneLine(title),
  tone: 'plain',
});

const fromVonage = (lane: string, title: string): Draft => between('Vonage', lane, title);
const toVonage = (lane: string, title: string): Draft => between(lane, 'Vonage', title);
const atVonage = (title: string): Draft => between('Vonage', 'Vonage', title);

/** The lane of the endpoint that a line or an NCCO's endpoint names. */
function addressIn(fields: object): string | undefined {
  const [user, number] = [stringAt(fields, 'user'), stringAt(fields, 'number')];
  if (user !== undefined) return oneLine(`app ${user}`);
  if (number !== undefined) return oneLine(`phone ${number}`);
  return stringAt(fields, 'uri') ?? stringAt(fields, 'extension');
}

/** A detail of a line in a few words: a text, an endpoint, or a list of these. */
function describeDetail(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(describeDetail).join(', ');
  if (typeof value !== 'object' || value === null) return '';
  return addressIn(value) ?? stringAt(value, 'type') ?? '';
}
