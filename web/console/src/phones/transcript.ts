import type { Call, CallLine } from '../live/shapes.ts';
import { stripSsml } from './ssml.ts';

/** A line of a call's log as the person at a phone perceives it. */
export interface TranscriptLine {
  /** `desk` is spoken to the phone, `me` comes from the phone itself, `other` from somebody else in the call. */
  who: 'desk' | 'me' | 'other' | 'sound' | 'state' | 'wrong';
  text: string;
  /** The voice's language, where the NCCO names one. */
  language?: string;
  /** How long it takes to play, ms. */
  ms: number;
  /** Whether it ends what is playing. */
  interrupts?: boolean;
}

/** Whose transcript is written: the person at a leg of a call. The caller's leg has the call's id. */
interface Listener {
  legId: string;
  call: Call;
}

type ToLine = (line: CallLine, listener: Listener) => TranscriptLine | undefined;

const CHARACTERS_PER_SECOND = 16;
const MAX_TALK_MS = 7_000;

const field = (line: CallLine, name: string): string | undefined => {
  const value = line[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** The name of a line's leg: its user, number or URI. */
const nameOf = (line: CallLine): string =>
  field(line, 'user') ?? field(line, 'number') ?? field(line, 'uri') ?? 'somebody';

const isCaller = ({ legId, call }: Listener): boolean => legId === call.id;

const state = (text: string): TranscriptLine => ({ who: 'state', text, ms: 0 });

const talk: ToLine = (line, { legId, call }) => {
  if ((field(line, 'heardBy') ?? call.id) !== legId) return undefined;
  const text = stripSsml(field(line, 'text') ?? '');
  const language = field(line, 'language');
  const ms = Math.min(MAX_TALK_MS, (text.length / CHARACTERS_PER_SECOND) * 1000);
  return { who: 'desk', text, ms, ...(language !== undefined && { language }) };
};

const music: ToLine = (_line, listener) =>
  isCaller(listener) ? { who: 'sound', text: '♪ Music', ms: 0 } : undefined;

const keys: ToLine = (line) => {
  const digits = field(line, 'digits');
  if (digits === undefined) return state('No key was pressed');
  return { who: 'me', text: `Pressed ${digits}`, ms: 0, interrupts: true };
};

/** What each action of a log is in a transcript. */
const ACTIONS: Readonly<Record<string, ToLine>> = {
  talk,
  stream: music,
  music,
  beep: () => ({ who: 'sound', text: '● Beep', ms: 400 }),
  record: () => ({ who: 'sound', text: 'Recording…', ms: 0 }),
  recorded: (line) => ({ who: 'sound', text: `Recorded ${Number(line['seconds'])} s`, ms: 0 }),
  input: (line, listener) => (isCaller(listener) ? state(describeInput(line['type'])) : undefined),
  digits: keys,
  keys,
  says: (line, { legId }) => ({
    who: field(line, 'leg') === legId ? 'me' : 'other',
    text: field(line, 'text') ?? '',
    ms: 0,
    interrupts: true,
  }),
  hears: (line) => ({ who: 'other', text: `${nameOf(line)}: ${field(line, 'text') ?? ''}`, ms: 0 }),
  'conversation started': () => state('The conversation begins'),
  joined: (line) => state(`${nameOf(line)} joins`),
  left: (line) => state(`${nameOf(line)} leaves`),
  error: (line) => ({ who: 'wrong', text: field(line, 'reason') ?? 'Something went wrong', ms: 0 }),
  hangup: (line, { call }) => ({ ...state(`Call over: ${describeEnd(line, call)}`), interrupts: true }),
  ringing: legState('rings'),
  answered: legState('answers', true),
  busy: legState('is busy'),
  rejected: legState('rejects the call'),
  unanswered: legState('does not answer'),
  timeout: legState('does not answer'),
  failed: legState('cannot be reached'),
  cancelled: legState('is not rung any more'),
  completed: legState('has hung up'),
};

/** A line of the log for the person at a leg; undefined where that person perceives nothing. */
export function toTranscriptLine(line: CallLine, listener: Listener): TranscriptLine | undefined {
  return Object.hasOwn(ACTIONS, line.action) ? ACTIONS[line.action]?.(line, listener) : undefined;
}

/** A change of another leg than the listener's own and the caller's. */
function legState(what: string, interrupts = false): ToLine {
  return (line, { legId, call }) => {
    const changed = field(line, 'leg');
    if (changed === undefined || changed === legId || changed === call.id) return undefined;
    return { ...state(`${nameOf(line)} ${what}`), interrupts };
  };
}

function describeInput(type: unknown): string {
  const types: unknown[] = Array.isArray(type) ? type : [];
  if (types.includes('dtmf') && types.includes('speech')) return 'Waiting for a key or for words';
  return types.includes('speech') ? 'Waiting for words' : 'Waiting for a key';
}

function describeEnd(line: CallLine, call: Call): string {
  const by = field(line, 'by');
  if (by === 'caller') return `${call.user ?? 'the caller'} hung up`;
  if (by === 'callee') return 'the other side hung up';
  return by === 'vonage' ? 'the NCCO has come to its end' : (by ?? 'ended');
}
